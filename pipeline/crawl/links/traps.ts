/** URLs that a site makes without end: calendars, paths that grow, parameters in every order and combination. */

/** Longer addresses are made by programs that append to them. */
const LONGEST_URL = 1500;
const MOST_SEGMENTS = 24;
/** `/a/b/a/b/a/b`: how often a run of names may come back in a path. */
const MOST_REPEATS = 3;
const LONGEST_RUN = 4;
/** Names that are numbers come back in dates and ids: `/1/1/1/`. */
const MOST_NUMBER_REPEATS = 5;
/** Pages of one calendar: some years by month, one year by day. */
const MOST_DATES = 400;
/** Combinations of the names of parameters under one path. */
const MOST_COMBINATIONS = 24;
/** Addresses under one path with three parameters or more: filters. Downloads of some systems have three as well. */
const MOST_FILTERED = 20_000;
/** Addresses under one path whose parameters hold tokens that change with each request. */
const MOST_TOKENS = 200;
const MOST_PARAMETERS = 24;
/** Paths and parameter lists that are remembered; the oldest are forgotten first. */
const MOST_REMEMBERED = 50_000;

/** Pages of one list. */
const MOST_LIST_PAGES = 5000;
const LIST_PARAMETER = /^(?:page|page_?no|page_?num|pagenumber|page_?index|currentpage|curpage|currpage)=\d+$/i;
const LIST_PATH = /(?:index|list|default)[_-]\d+\.\w{2,5}$/i;

const DATE_PARAMETER =
  /^(?:date|day|month|year|week|riqi|nian|yue|ri|time|start_?date|end_?date|begin_?date|(?:start|end|begin)_?time|calendar\w*|tribe-bar-date|eventdate)$/i;
const DATE_VALUE = /^(?:19|20|21)\d{2}(?:[-/.]?\d{1,2}(?:[-/.]?\d{1,2})?)?$|^\d{1,4}$/;
const CALENDAR_PATH = /\/(?:calendar|rili|events?|schedule|agenda|archives?-?calendar)(?:\/|\.|$)/i;
const DATE_PATH = /\/(?:19|20|21|22|23)\d{2}[/-]\d{1,2}(?:[/-]\d{1,2})?\/?$/;
const TOKEN_PARAMETER = /^(?:token|ticket|sid|sign|signature|session\w*|auth\w*|nonce|rand\w*|r)$/i;
const TOKEN_VALUE = /^(?=.*\d)[\w-]{16,}$/;

/** Why a URL is not taken. */
export type TrapName =
  | 'long-address'
  | 'deep-path'
  | 'repeating-path'
  | 'many-parameters'
  | 'repeating-parameters'
  | 'parameter-order'
  | 'parameter-combinations'
  | 'changing-tokens'
  | 'filter'
  | 'calendar'
  | 'endless-list';

/**
 * Says of each URL once whether it is to be taken. Deterministic: the same URLs in the same order have the same answers.
 * After a restart, show it what is known already, in any order, so that its counts are what they were.
 */
export class TrapGuard {
  readonly #counts = new Remembered<number>();
  readonly #orders = new Remembered<string>();
  readonly #combinations = new Remembered<Set<string>>();

  /** null for a URL that may be fetched; else which trap it is. */
  admit(url: string): TrapName | null {
    if (url.length > LONGEST_URL) return 'long-address';
    const { host, pathname, search } = new URL(url);
    const segments = pathname.split('/').filter(Boolean);
    if (segments.length > MOST_SEGMENTS) return 'deep-path';
    if (repeats(segments)) return 'repeating-path';
    const pairs = search.slice(1).split('&').filter(Boolean);
    if (pairs.length > MOST_PARAMETERS) return 'many-parameters';
    const path = `${host}${pathname}`;
    return this.#calendar(path, pathname, pairs) ?? this.#list(path, pairs) ?? this.#parameters(path, pairs, search);
  }

  #calendar(path: string, pathname: string, pairs: readonly string[]): TrapName | null {
    const dated = pairs.filter((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      return DATE_PARAMETER.test(name) && DATE_VALUE.test(value);
    });
    if (dated.length > 0) {
      const names = pairs.map((pair) => pair.split('=', 1)[0]).sort();
      return this.#count(`date ${path}?${names.join('&')}`, MOST_DATES, 'calendar');
    }
    if (!CALENDAR_PATH.test(pathname) && !DATE_PATH.test(pathname)) return null;
    return this.#count(`date ${path.replace(/\d+/g, '#')}`, MOST_DATES, 'calendar');
  }

  /** A list that goes on for ever: servers answer any page number with the last page. */
  #list(path: string, pairs: readonly string[]): TrapName | null {
    const rest = pairs.filter((pair) => !LIST_PARAMETER.test(pair));
    if (rest.length < pairs.length)
      return this.#count(`list ${path}?${rest.sort().join('&')}`, MOST_LIST_PAGES, 'endless-list');
    return LIST_PATH.test(path)
      ? this.#count(`list ${path.replace(LIST_PATH, '')}`, MOST_LIST_PAGES, 'endless-list')
      : null;
  }

  #parameters(path: string, pairs: readonly string[], search: string): TrapName | null {
    if (pairs.length === 0) return null;
    const names = pairs.map((pair) => pair.split('=', 1)[0]!);
    if (new Set(names).size < names.length - 2) return 'repeating-parameters';
    if (pairs.length > 1) {
      const sorted = `${path}?${[...pairs].sort().join('&')}`;
      const order = this.#orders.get(sorted);
      if (order !== undefined && order !== search) return 'parameter-order';
      this.#orders.set(sorted, search);
    }
    const combination = [...new Set(names)].sort().join('&');
    const combinations = this.#combinations.get(path) ?? new Set();
    if (!combinations.has(combination)) {
      if (combinations.size >= MOST_COMBINATIONS) return 'parameter-combinations';
      combinations.add(combination);
    }
    this.#combinations.set(path, combinations);
    const token = pairs.some((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      return TOKEN_PARAMETER.test(name) && TOKEN_VALUE.test(value);
    });
    if (token) return this.#count(`token ${path}?${combination}`, MOST_TOKENS, 'changing-tokens');
    return pairs.length > 2 ? this.#count(`filter ${path}`, MOST_FILTERED, 'filter') : null;
  }

  #count(what: string, most: number, name: TrapName): TrapName | null {
    const count = this.#counts.get(what) ?? 0;
    if (count >= most) return name;
    this.#counts.set(what, count + 1);
    return null;
  }
}

/** A run of names comes back again and again. */
function repeats(segments: readonly string[]): boolean {
  for (let length = 1; length <= LONGEST_RUN; length++) {
    let matching = 0;
    for (let i = length; i < segments.length; i++) {
      matching = segments[i] === segments[i - length] ? matching + 1 : 0;
      const numbers = segments.slice(i - length + 1, i + 1).every((name) => /^\d+$/.test(name));
      if (1 + Math.floor(matching / length) >= (numbers ? MOST_NUMBER_REPEATS : MOST_REPEATS)) return true;
    }
  }
  return false;
}

/** A map that forgets what was set first. */
class Remembered<Value> {
  readonly #map = new Map<string, Value>();

  get(key: string): Value | undefined {
    return this.#map.get(key);
  }

  set(key: string, value: Value): void {
    this.#map.delete(key);
    this.#map.set(key, value);
    if (this.#map.size <= MOST_REMEMBERED) return;
    const oldest = this.#map.keys().next();
    if (!oldest.done) this.#map.delete(oldest.value);
  }
}
