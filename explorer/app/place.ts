/** Where something was printed, in words. */
import { say } from './language.js';

/** Letters of a path that are shown; its end says most. */
const MOST = 40;

/** `page 2 [235.5,697.8,…]; page 3 […]` as 第 2、3 页, `line 12, column 3, length 4` as 第 12 行; a path by its end. */
export function placeWords(place: string): string {
  const pages = numbersOf(place, /\bpage (\d+)/g);
  if (pages.length > 0) return say(`第 ${pages.join('、')} 页`, `page ${pages.join(', ')}`);
  const lines = numbersOf(place, /\bline (\d+)/g);
  if (lines.length > 0) return say(`第 ${lines.join('、')} 行`, `line ${lines.join(', ')}`);
  return place.length > MOST ? `…${place.slice(-MOST)}` : place;
}

function numbersOf(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, number]) => number!))];
}
