/** The script that worker processes run. */
import { loadLexicon } from '../lexicon.js';
import { findEngine } from '../ocr/engine.js';
import { findOffice } from '../office/soffice.js';
import { processDocument } from '../process.js';
import { serve } from './serve.js';

await serve(() => {
  const lexicon = loadLexicon();
  const engines = new Map<string, ReturnType<typeof findEngine>>();
  const offices = new Map<string, ReturnType<typeof findOffice>>();
  return async (bytes, origin, { ocr, office, onOcrPage, ...rest }) => {
    const found = engines.get(ocr) ?? findEngine(ocr);
    engines.set(ocr, found);
    const engine = await found;
    const reading = 'missing' in engine ? undefined : { engine, onPage: onOcrPage };
    const program = offices.get(office) ?? findOffice(office);
    offices.set(office, program);
    return processDocument(bytes, origin, lexicon, { ocr: reading, office: (await program) ?? undefined, ...rest });
  };
});
