/** How likely a link leads to disclosures of budget performance: by the words in it, in its address and around it. */

import { type CrawlWords, crawlWords, foldWord } from '../words.js';
import type { Link } from './links.js';

export interface LinkScore {
  /** 0 (something else) to 100. */
  score: number;
  /** The words that made it, and where they stand. */
  reason: string;
}

/** Share of a word's worth when it stands in the title of the page and not in the link. */
const TITLE_SHARE = 0.5;
/** Share of a page's score that its links inherit: all of it for its further pages, more for its files. */
const INHERITED = { pagination: 1, attachment: 0.7, other: 0.35 };
/** What a link has that nothing is known of, so that it comes before what is known to be something else. */
const UNKNOWN = 4;
const AWAY_SHARE = 0.2;
const FILE = 12;
const LONGEST_REASON = 160;

/**
 * Scores a link. `from` is the page where it stands. Words of one group count once, by the best of them; groups, address
 * and page are independent signs that add up like probabilities, so that more signs never lower a score.
 */
export function scoreLink(
  link: Pick<Link, 'url' | 'text' | 'via'>,
  from: { title: string; score: number },
  words: CrawlWords = crawlWords(),
): LinkScore {
  const awayWord = words.focus.away.text.find((word) => foldWord(link.text).includes(word));
  // 绩效工资 is pay, though 绩效 stands in it.
  const text = awayWord ? foldWord(link.text).replaceAll(awayWord, ' ') : foldWord(link.text);
  const title = foldWord(from.title);
  const reasons: string[] = [];
  let open = 1;
  const sign = (worth: number, reason: string) => {
    open *= 1 - Math.min(worth, 99) / 100;
    reasons.push(reason);
  };
  let core = false;
  words.focus.text.forEach((group, i) => {
    const found = group.words.find(([word]) => text.includes(word));
    if (found) {
      sign(found[1], `${found[0]} in the text`);
      if (i === 0) core = true;
    }
    const titled = group.words.find(([word]) => title.includes(word));
    if (titled && (!found || titled[1] > found[1])) sign(titled[1] * TITLE_SHARE, `${titled[0]} in the page's title`);
  });
  const parts = partsOf(link.url);
  const part = best(parts, words.focus.path);
  if (part) {
    sign(part[1], `${part[0]} in the address`);
    if (part[1] >= 50) core = true;
  }
  if (link.via === 'attachment' && (reasons.length > 0 || from.score >= FILE)) sign(FILE, 'a file');
  const share =
    link.via === 'pagination'
      ? INHERITED.pagination
      : link.via === 'attachment'
        ? INHERITED.attachment
        : INHERITED.other;
  const inherited = from.score * share;
  if (inherited >= 1) {
    // A further page of a list is worth what the list is, not more because the list's words stand over it again.
    if (link.via === 'pagination') return done(Math.max(inherited, 100 * (1 - open)), ['a further page of the list']);
    sign(inherited, `a page of ${Math.round(from.score)}`);
  }
  const away = awayWord ?? parts.find((name) => words.focus.away.path.has(name));
  let score = Math.max(100 * (1 - open), UNKNOWN);
  if (away && !core) {
    score *= AWAY_SHARE;
    reasons.push(`${away} is something else`);
  }
  return done(score, reasons);
}

function done(score: number, reasons: readonly string[]): LinkScore {
  const reason = reasons.length > 0 ? reasons.join(', ') : 'no word of the field';
  return { score: Math.min(100, Math.round(score)), reason: reason.slice(0, LONGEST_REASON) };
}

/** The names in an address: `/czj/ysjxgl/202304/t1.html` → czj, ysjxgl. */
function partsOf(url: string): string[] {
  const path = url.replace(/^https?:\/\/[^/]*/i, '');
  return [...new Set(path.toLowerCase().match(/[a-z]{2,30}/g) ?? [])].slice(0, 50);
}

function best(parts: readonly string[], worth: ReadonlyMap<string, number>): [string, number] | null {
  let found: [string, number] | null = null;
  for (const part of parts) {
    const points = worth.get(part);
    if (points !== undefined && (!found || points > found[1])) found = [part, points];
  }
  return found;
}
