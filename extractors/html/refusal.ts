/** Pages that stand in the place of a document: a firewall's, or the site's word that there is none (any more). */
import type { Finding } from '../document.js';

/** Text of the longest such page; a notice that only speaks of a block is longer. */
const LONGEST = 300;

/** Tells by words, which are data (corpora/lexicon/refusals.yml), what of a text says so; null where nothing does. */
export interface RefusalSigns {
  blocked: (text: string) => string | null;
  gone: (text: string) => string | null;
}

/** The finding for a page whose whole text is a refusal; null for any other. */
export function refusalOf(text: string, signs: RefusalSigns): Finding | null {
  const said = text.replace(/\s+/g, ' ').trim();
  if (said === '' || said.length > LONGEST) return null;
  for (const [sign, code, message] of [
    [signs.blocked, 'document/blocked', 'the page is that of a firewall, not the document'],
    [signs.gone, 'document/gone', 'the page says that the document is not there'],
  ] as const) {
    const word = sign(said);
    if (word) return { code, severity: 'error', message, at: [], actual: word };
  }
  return null;
}
