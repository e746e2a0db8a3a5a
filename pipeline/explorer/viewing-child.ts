/** The script of worker processes that read a document once more, for being looked at: as a page, as lines, as blocks. */
import { extract } from '../../extractors/index.js';
import { decodeText } from '../../extractors/text/decode.js';
import { readLines } from '../../extractors/text/lines.js';
import { findEngine } from '../ocr/engine.js';
import { findOffice } from '../office/soffice.js';
import { serve } from '../worker/serve.js';
import { harmlessMht, harmlessPage } from './page.js';
import { type Viewed, viewOf } from './viewer.js';

await serve(() => async (bytes, { source }, { ocr, office, contentType }): Promise<Viewed> => {
  // By what the record says that it is, which the parent gives in the place of a name.
  switch (viewOf(source)) {
    case 'html': {
      const page = source === 'multipart/related' ? await harmlessMht(bytes) : harmlessPage(bytes, contentType);
      return 'html' in page ? { page: page.html } : page;
    }
    case 'text': {
      const decoded = decodeText(bytes);
      return decoded ? { lines: readLines(decoded.text).map(({ text }) => text) } : { refused: 'it is no text' };
    }
    default: {
      const engine = await findEngine(ocr);
      const program = await findOffice(office);
      const reading = 'missing' in engine ? undefined : { engine };
      return { document: await extract(bytes, { contentType, ocr: reading, office: program ?? undefined }) };
    }
  }
});
