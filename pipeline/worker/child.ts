/** The script that worker processes run. */
import { loadLexicon } from '../lexicon.js';
import { processDocument } from '../process.js';
import { serve } from './serve.js';

await serve(() => {
  const lexicon = loadLexicon();
  return (bytes, origin) => processDocument(bytes, origin, lexicon);
});
