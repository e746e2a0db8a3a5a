/** What counts as a number in a table. */

const PLACEHOLDER = /^(?:[-–—−―‐…:.*†‡x×]+|[•●○✓✔✗✘]|\.\.+|n\.? ?[ad]\.?|n\/a|\(?[xznsd]\)?|nil|none)$/i;

/** `$215 million`, `4.5 percent`. */
const MAGNITUDE = /^[^\p{L}]*\d[\d.,]*\)?\s+(?:thousand|million|billion|trillion|percent|percentage points?)$/iu;

/** A number with its signs, units and footnote marks, or what stands where there is none (`-`, `n.a.`, `•`). */
export function isNumeric(text: string): boolean {
  const content = text.trim();
  if (PLACEHOLDER.test(content)) return true;
  // `in 1998` is a word: signs and one letter may stand before the digits, units and marks behind them.
  if (!/^[^\p{L}]*\p{L}?\d/u.test(content)) return false;
  if (MAGNITUDE.test(content)) return true;
  const digits = content.match(/\d/g)?.length ?? 0;
  const letters = content.match(/\p{L}/gu)?.length ?? 0;
  return digits > 0 && letters <= 2 && letters <= digits;
}

/** `$`, `US$`, `€`: set at the left edge of a column while its numbers stand at the right. */
export const isCurrency = (text: string): boolean => /^(?:US|C|A|HK)?[$€£¥￥]$/.test(text.trim());

/** Two words that are parts of one number, its thousands set apart: `1` `000`. */
export const isGrouped = (left: string, right: string): boolean =>
  /^[-–(]?\d{1,3}$/.test(left) && /^\d{3}[.,)]?/.test(right);
