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

const DATE_PARAMETER =
  /^(?:date|day|month|year|week|riqi|nian|yue|ri|time|start_?date|end_?date|begin_?date|(?:start|end|begin)_?time|calendar\w*|tribe-bar-date|eventdate)$/i;
const DATE_VALUE = /^(?:19|20|21)\d{2}(?:[-/.]?\d{1,2}(?:[-/.]?\d{1,2})?)?$|^\d{1,4}$/;
const CALENDAR_PATH = /\/(?:calendar|rili|events?|schedule|agenda|archives?-?calendar)(?:\/|\.|$)/i;
const DATE_PATH = /\/(?:19|20|21|22|23)\d{2}[/-]\d{1,2}(?:[/-]\d{1,2})?\/?$/;
const TOKEN_PARAMETER = /^(?:token|ticket|sid|sign|signature|session\w*|auth\w*|nonce|rand\w*|r)$/i;
const TOKEN_VALUE = /^(?=.*\d)[\w-]{16,}$/;

/**
 * Says of each URL once whether it is to be taken. Deterministic: the same URLs in the same order have the same answers.
 * After a restart, show it what is known already, in any order, so that its counts are what they were.
 */
export class TrapGuard {
  readonly #counts = new Remembered<number>();
  readonly #orders = new Remembered<string>();
  readonly #combinations = new Remembered<Set<string>>();

  /** null for a URL that may be fetched; else which trap it is. */
  admit(url: string): string | null {
    if (url.length > LONGEST_URL) return `an address of ${url.length} characters`;
    const { host, pathname, search } = new URL(url);
    const segments = pathname.split('/').filter(Boolean);
    if (segments.length > MOST_SEGMENTS) return `a path of ${segments.length} folders`;
    const repeated = repeatedRun(segments);
    if (repeated) return `a path that repeats ${repeated}`;
    const pairs = search.slice(1).split('&').filter(Boolean);
    if (pairs.length > MOST_PARAMETERS) return `${pairs.length} parameters`;
    const path = `${host}${pathname}`;
    return this.#calendar(path, pathname, pairs) ?? this.#parameters(path, pairs, search);
  }

  #calendar(path: string, pathname: string, pairs: readonly string[]): string | null {
    const dated = pairs.filter((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      return DATE_PARAMETER.test(name) && DATE_VALUE.test(value);
    });
    if (dated.length > 0) {
      const names = pairs.map((pair) => pair.split('=', 1)[0]).sort();
      return this.#count(`date ${path}?${names.join('&')}`, MOST_DATES, 'a calendar');
    }
    if (!CALENDAR_PATH.test(pathname) && !DATE_PATH.test(pathname)) return null;
    return this.#count(`date ${path.replace(/\d+/g, '#')}`, MOST_DATES, 'a calendar');
  }

  #parameters(path: string, pairs: readonly string[], search: string): string | null {
    if (pairs.length === 0) return null;
    const names = pairs.map((pair) => pair.split('=', 1)[0]!);
    if (new Set(names).size < names.length - 2) return 'parameters that repeat';
    if (pairs.length > 1) {
      const sorted = `${path}?${[...pairs].sort().join('&')}`;
      const order = this.#orders.get(sorted);
      if (order !== undefined && order !== search) return 'the same parameters in another order';
      this.#orders.set(sorted, search);
    }
    const combination = [...new Set(names)].sort().join('&');
    const combinations = this.#combinations.get(path) ?? new Set();
    if (!combinations.has(combination)) {
      if (combinations.size >= MOST_COMBINATIONS) return 'parameters in every combination';
      combinations.add(combination);
    }
    this.#combinations.set(path, combinations);
    const token = pairs.some((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      return TOKEN_PARAMETER.test(name) && TOKEN_VALUE.test(value);
    });
    if (token) return this.#count(`token ${path}?${combination}`, MOST_TOKENS, 'tokens that change');
    return pairs.length > 2 ? this.#count(`filter ${path}`, MOST_FILTERED, 'a filter') : null;
  }

  #count(what: string, most: number, name: string): string | null {
    const count = this.#counts.get(what) ?? 0;
    if (count >= most) return `${name} of more than ${most} pages`;
    this.#counts.set(what, count + 1);
    return null;
  }
}

/** The names that come back one after another, or null. */
function repeatedRun(segments: readonly string[]): string | null {
  for (let length = 1; length <= LONGEST_RUN; length++) {
    let repeats = 1;
    let matching = 0;
    for (let i = length; i < segments.length; i++) {
      matching = segments[i] === segments[i - length] ? matching + 1 : 0;
      repeats = 1 + Math.floor(matching / length);
      const run = segments.slice(i - length + 1, i + 1);
      if (repeats >= (run.every((name) => /^\d+$/.test(name)) ? MOST_NUMBER_REPEATS : MOST_REPEATS))
        return run.join('/');
    }
  }
  return null;
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
