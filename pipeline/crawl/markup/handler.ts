/** What the handler of a click opens, read and not done: `onclick`, and addresses that begin with `javascript:`. */
import type { Choice, PageFunctions } from './functions.js';
import { addressKind } from './link-text.js';
import { readScript } from './script.js';

const MOST_TEXTS = 100;
const OPENS = /open|down|view|show|detail|goto|page|jump|look|file|turn/i;
/** Handlers that turn the pages of a list, and say to nobody else which: `nextPage()`. */
const TURNS =
  /\b(?:next|prev|pre|last|first|go_?to|to|turn|jump)_?page\w{0,20}\s*\(\s*\)|\bpage_?(?:next|down|up|prev)\s*\(\s*\)/i;
const POSTS_BACK =
  /\b__doPostBack\s*\(\s*'[^']*(?:page|pager)[^']*'\s*,|\b__doPostBack\s*\([^)]*'(?:page\$)?(?:\d+|next|last)'/i;

/** What else ASP.NET posts: the title of a document that is shown then. */
const POSTS = /\b(?:__doPostBack|WebForm_DoPostBackWithOptions)\s*\(/;

export interface Handler {
  /** Addresses that it names. */
  hrefs: string[];
  /** It opens something, and only a script knows where. */
  isUnread: boolean;
  /** It posts the page's own form to have another page of a list (ASP.NET). */
  postsBack: boolean;
  /** It turns the page of a list by sending a form. */
  sends: boolean;
}

/** `constants` are those of the page's scripts so far, `functions` all that the page defines. */
export function readHandler(
  source: string,
  constants: ReadonlyMap<string, string>,
  functions: PageFunctions,
  choice?: Choice,
): Handler {
  const postsBack = POSTS_BACK.test(source);
  if (postsBack) return { hrefs: [], isUnread: false, postsBack, sends: false };
  if (POSTS.test(source)) return { hrefs: [], isUnread: true, postsBack, sends: false };
  const { locations, texts, calls } = readScript(source, { texts: MOST_TEXTS, functions }, new Map(constants));
  const opened = calls.map((call) => ({ call, hrefs: functions.opened(call, constants, choice) }));
  // `download('a.pdf')` opens what it makes of the name, and not the name.
  const used = new Set(opened.flatMap(({ call, hrefs }) => (hrefs.length > 0 ? call.arguments : [])));
  const named = texts.map(({ value }) => value).filter((value) => addressKind(value) && !used.has(value));
  const hrefs = [...locations, ...opened.flatMap(({ hrefs }) => hrefs), ...named];
  const isQuoted = /['"`]/.test(source);
  const opens = isQuoted
    ? calls.some(({ name, arguments: given }) => OPENS.test(name) && given.length > 0)
    : (/\w\(\s*\d+\s*(?:,\s*\d+\s*)*\)/.test(source) && OPENS.test(source)) || TURNS.test(source);
  const isUnread = hrefs.length === 0 && opens;
  return { hrefs, isUnread, postsBack, sends: /page|next|turn|goto/i.test(source) && functions.sends(source) };
}
