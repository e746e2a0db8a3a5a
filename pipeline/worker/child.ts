/** The script that worker processes run. */
import { loadLexicon } from '../lexicon.js';
import { findEngine } from '../ocr/engine.js';
import { processDocument } from '../process.js';
import { serve } from './serve.js';

await serve(() => {
  const lexicon = loadLexicon();
  const engines = new Map<string, ReturnType<typeof findEngine>>();
  return async (bytes, origin, { ocr, onOcrPage, password, stitch }) => {
    const found = engines.get(ocr) ?? findEngine(ocr);
    engines.set(ocr, found);
    const engine = await found;
    const reading = 'missing' in engine ? undefined : { engine, onPage: onOcrPage };
    return processDocument(bytes, origin, lexicon, { ocr: reading, password, stitch });
  };
});
