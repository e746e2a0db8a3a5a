/**
 * Loops of scripts that write links by counting: `for (var y = 2021; y <= 2024; y++) document.write('<a href="./' + y + '/">…')`.
 * Both bounds are plain numbers, so that all rounds are known.
 */
import { blockEnd } from './script-text.js';

/** A name, its values, and what is done with each of them. */
export interface Loop {
  name: string;
  values: number[];
  body: string;
}

const LOOP =
  /\bfor\s*\(\s*(?:var\s+|let\s+)?([\w$]{1,40})\s*=\s*(\d{1,4})\s*;\s*\1\s*(<|>)(=?)\s*(\d{1,4})\s*;\s*(?:\1\s*(\+\+|--)|(\+\+|--)\s*\1)\s*\)\s*(\{?)/g;
const MOST_LOOPS = 10;
const MOST_ROUNDS = 100;
const LONGEST_BODY = 4000;

/** The loops of a script that run at most a hundred times. */
export function countedLoops(source: string): Loop[] {
  const loops: Loop[] = [];
  for (const match of source.matchAll(LOOP)) {
    if (loops.length >= MOST_LOOPS) break;
    const [all, name, from, sign, equal, to, after, before, brace] = match;
    const step = (after ?? before) === '++' ? 1 : -1;
    if ((sign === '<') !== (step === 1)) continue;
    const last = Number(to) - (equal ? 0 : step);
    const rounds = (last - Number(from)) * step + 1;
    if (rounds < 1 || rounds > MOST_ROUNDS) continue;
    const start = match.index + all.length;
    const limit = Math.min(source.length, start + LONGEST_BODY);
    const statement = source.indexOf(';', start);
    const end = brace ? blockEnd(source, start, limit) : Math.min(limit, statement < 0 ? limit : statement);
    const values = Array.from({ length: rounds }, (_, i) => Number(from) + i * step);
    loops.push({ name: name!, values, body: source.slice(start, end) });
  }
  return loops;
}
