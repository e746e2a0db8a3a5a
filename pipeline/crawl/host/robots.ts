/**
 * What a site's robots.txt asks of us (RFC 9309). Alone imports robots-parser, which matches as Google does: the longest
 * rule wins, `*` and `$` count, groups of the same name add up.
 */
import robotsParser from 'robots-parser';
import type { FetchResult } from '../fetch/fetch-result.js';

/** RFC 9309: at least so much of it must be read; what follows is not. */
export const ROBOTS_MOST_BYTES = 500 * 1024;

/** RFC 9309: not to be used for longer without asking again. */
export const ROBOTS_FRESH_MS = 24 * 60 * 60 * 1000;

/** RFC 9309: redirects to follow before it counts as not there. */
export const ROBOTS_MOST_REDIRECTS = 5;

export function robotsUrl(origin: string): string {
  return new URL('/robots.txt', origin).href;
}

/** What the answer to a request for robots.txt means: read its bytes, go on to `target`, everything or nothing is allowed. */
export type RobotsAnswer =
  | { kind: 'read'; sha256: string }
  | { kind: 'unchanged' }
  | { kind: 'redirect'; target: string }
  | { kind: 'none' }
  | { kind: 'unreachable'; reason: string };

export function robotsAnswer(result: FetchResult): RobotsAnswer {
  if (result.outcome === 'fetched') return { kind: 'read', sha256: result.digest.sha256 };
  if (result.outcome === 'not-modified') return { kind: 'unchanged' };
  if (result.outcome === 'redirected') return { kind: 'redirect', target: result.target };
  const { status = 0, reason } = result;
  // RFC 9309, 2.3.1.3: a 4xx says that there is none. 429 is no answer to the question.
  const none = status >= 400 && status < 500 && status !== 429;
  return none ? { kind: 'none' } : { kind: 'unreachable', reason };
}

/** The text of a robots.txt as far as it is read: UTF-8, or UTF-16 where it begins with that mark, as Notepad saves it. */
export function robotsText(bytes: Uint8Array): string {
  const mark = (bytes[0]! << 8) | bytes[1]!;
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes.subarray(0, ROBOTS_MOST_BYTES));
}

/** The typings of robots-parser 3.0.1 describe its default export as that of an ES module, which it is not. */
const parseRobots = robotsParser as unknown as typeof robotsParser.default;

/** The rules of one origin for one client. */
export class Robots {
  readonly #parser: ReturnType<typeof parseRobots>;
  readonly #lines: string[];
  readonly #userAgent: string;
  /** Absolute, http(s), in the order given. */
  readonly sitemaps: string[];
  readonly crawlDelayMs: number | null;
  /** What was not read as it stands, for people. */
  readonly notes: string[];

  /** `userAgent`: its name before the slash is the one that groups are looked up by. */
  constructor(origin: string, text: string, userAgent: string) {
    const { lines, notes } = bounded(text, userAgent.split('/')[0]!.trim().toLowerCase());
    this.#lines = text.split(LINE_END);
    this.#userAgent = userAgent;
    this.#parser = parseRobots(robotsUrl(origin), lines.join('\n'));
    this.sitemaps = this.#parser
      .getSitemaps()
      .filter((href) => URL.canParse(href, origin))
      .map((href) => new URL(href, origin))
      .filter(({ protocol }) => protocol === 'http:' || protocol === 'https:')
      .map(({ href }) => href);
    const seconds = this.#parser.getCrawlDelay(userAgent);
    this.crawlDelayMs = seconds === undefined || !(seconds >= 0) ? null : seconds * 1000;
    this.notes = notes;
  }

  /** `rule`: the line that decided. */
  allows(url: string): { allowed: boolean; rule?: string } {
    const line = this.#parser.getMatchingLineNumber(url, this.#userAgent);
    if (!(line > 0)) return { allowed: true };
    const rule = `${this.#lines[line - 1]!.trim().slice(0, MOST_TOLD_CHARACTERS)} (line ${line})`;
    return { allowed: this.#parser.isAllowed(url, this.#userAgent) !== false, rule };
  }
}

const LINE_END = /\r\n|\r|\n/;
const MOST_TOLD_CHARACTERS = 200;
const MOST_RULES = 5_000;
const MOST_SITEMAPS = 1_000;
const MOST_PATTERN_CHARACTERS = 2_048;
const MOST_WILDCARDS = 8;
/** Of all patterns with wildcards together: each is matched against each URL, in time length of pattern × length of URL. */
const MOST_WILDCARD_CHARACTERS = 16 * 1024;

/**
 * The lines that concern `name` or all clients, so that neither time nor memory can be made to explode: robots-parser
 * keeps every rule once for each name of its group, 20,000 × 20,000 of them fit into 500 kB. Line numbers stay. Where a
 * rule is too long or too intricate, what it forbids is made wider and what it allows is dropped.
 */
function bounded(text: string, name: string): { lines: string[]; notes: string[] } {
  const group = new Set<string>();
  const count = { rules: 0, wildcards: 0, dropped: 0, widened: 0, sitemaps: 0 };
  let amongNames = false;
  const boundedRule = (field: string, value: string): string => {
    if (!group.has(name) && !group.has('*')) return 'other:';
    if (++count.rules > MOST_RULES) {
      count.dropped++;
      return 'other:';
    }
    // `**` matches what `*` does, but stays as printed: among rules that match, the longer one decides.
    const wildcards = value.split('*').length - 1;
    if (wildcards > 0) count.wildcards += value.length;
    const intricate = wildcards > MOST_WILDCARDS || (wildcards > 0 && count.wildcards > MOST_WILDCARD_CHARACTERS);
    if (!intricate && value.length <= MOST_PATTERN_CHARACTERS) return `${field}: ${value}`;
    if (field === 'allow') {
      count.dropped++;
      return 'other:';
    }
    count.widened++;
    return `disallow: ${(intricate ? value.split('*')[0]! : value.slice(0, MOST_PATTERN_CHARACTERS)) || '/'}`;
  };
  const lines = text.split(LINE_END).map((line) => {
    const [, field = '', value = ''] =
      /^([^:]*):(.*)$/.exec(line.replace(/#.*$/, ''))?.map((part) => part.trim()) ?? [];
    const key = field.toLowerCase();
    if (key === '') return '';
    if (key !== 'user-agent') amongNames = false;
    switch (key) {
      case 'user-agent': {
        if (!amongNames) group.clear();
        amongNames = true;
        const given = value.split('/')[0]!.trim().toLowerCase();
        const known = given === name || given === '*' ? given : 'other';
        if (group.has(known)) return '';
        group.add(known);
        return `user-agent: ${known}`;
      }
      case 'allow':
      case 'disallow':
        return boundedRule(key, value);
      case 'crawl-delay':
        return group.has(name) || group.has('*') ? `crawl-delay: ${value}` : 'other:';
      case 'sitemap':
        return ++count.sitemaps <= MOST_SITEMAPS ? `sitemap: ${value}` : 'other:';
      default:
        return 'other:'; // ends a list of names, as it does in the whole file
    }
  });
  const notes = [];
  if (count.dropped > 0) notes.push(`robots.txt: ${count.dropped} rules not read`);
  if (count.widened > 0) notes.push(`robots.txt: ${count.widened} rules read as wider than they are`);
  if (count.sitemaps > MOST_SITEMAPS) notes.push(`robots.txt: ${count.sitemaps - MOST_SITEMAPS} sitemaps not read`);
  return { lines, notes };
}
