/** The script that worker processes run. */
import type { Document } from '../../extractors/document.js';
import { loadLexicon } from '../lexicon.js';
import { findEngine } from '../ocr/engine.js';
import { findOffice } from '../office/soffice.js';
import { processDocument } from '../process.js';
import { passagesOf } from '../search/passages.js';
import { serve } from './serve.js';

await serve(() => {
  const lexicon = loadLexicon();
  const engines = new Map<string, ReturnType<typeof findEngine>>();
  const offices = new Map<string, ReturnType<typeof findOffice>>();
  return async (bytes, origin, { ocr, office, onOcrPage, onText, ...rest }) => {
    const found = engines.get(ocr) ?? findEngine(ocr);
    engines.set(ocr, found);
    const engine = await found;
    const reading = 'missing' in engine ? undefined : { engine, onPage: onOcrPage };
    const program = offices.get(office) ?? findOffice(office);
    offices.set(office, program);
    const onDocument = onText && ((document: Document) => onText(passagesOf(document)));
    const options = { ocr: reading, office: (await program) ?? undefined, onDocument, ...rest };
    return processDocument(bytes, origin, lexicon, options);
  };
});
