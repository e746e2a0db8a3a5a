/** What the handler of a click opens, read and not done: `onclick`, and addresses that begin with `javascript:`. */
import { addressKind } from './link-text.js';
import { readScript } from './script.js';

const MOST_TEXTS = 100;
const OPENS = /open|down|view|show|detail|goto|page|jump|look|file|turn/i;
/** Handlers that turn the pages of a list, and say to nobody else which: `nextPage()`. */
const TURNS =
  /\b(?:next|prev|pre|last|first|go_?to|to|turn|jump)_?page\w{0,20}\s*\(\s*\)|\bpage_?(?:next|down|up|prev)\s*\(\s*\)/i;
const POSTS_BACK =
  /\b__doPostBack\s*\(\s*'[^']*(?:page|pager)[^']*'\s*,|\b__doPostBack\s*\([^)]*'(?:page\$)?(?:\d+|next|last)'/i;

export interface Handler {
  /** Addresses that it names. */
  hrefs: string[];
  /** It opens something, and only a script knows where. */
  isUnread: boolean;
  /** It posts the page's own form to have another page of a list (ASP.NET). */
  postsBack: boolean;
}

/** `constants` are those of the page's scripts so far. */
export function readHandler(source: string, constants: ReadonlyMap<string, string>): Handler {
  if (POSTS_BACK.test(source)) return { hrefs: [], isUnread: false, postsBack: true };
  if (!/['"`]/.test(source)) {
    const isUnread = (/\w\(\s*\d+\s*\)/.test(source) && OPENS.test(source)) || TURNS.test(source);
    return { hrefs: [], isUnread, postsBack: false };
  }
  const { locations, texts, calls } = readScript(source, { texts: MOST_TEXTS }, new Map(constants));
  const hrefs = [...locations, ...texts.map(({ value }) => value).filter((value) => addressKind(value))];
  const isUnread =
    hrefs.length === 0 && calls.some(({ name, arguments: given }) => OPENS.test(name) && given.length > 0);
  return { hrefs, isUnread, postsBack: false };
}
