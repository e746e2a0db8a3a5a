/** Names, texts, comments and patterns of scripts, character by character. */

const LONGEST_TEXT = 100_000;
const LONGEST_PATTERN = 2000;
/** What a text goes through on its way into an address: `encodeURI(name)`. */
const PASSES = /^(?:window\.)?(?:(?:en|de)codeURI(?:Component)?|(?:un)?escape|atob|String|\$\.trim)$/;
const PASSED = /\s*\(\s*(?:([\w$.]{1,60})|(["'])([^"'\\\n]{0,2000})\2)\s*\)/y;

/** Whether a character may stand in a name: letters, digits, `_`, `$`, and all beyond ASCII. */
export function isNameCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x24 ||
    code >= 0x80
  );
}

/** The escapes of JavaScript and JSON. */
export function unescapeText(raw: string): string {
  return raw.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r?\n|(.))/gs,
    (_, ...groups) => {
      const [point, unit, byte, character] = groups as (string | undefined)[];
      const code = point ?? unit ?? byte;
      if (code !== undefined) {
        const number = Number.parseInt(code, 16);
        return number <= 0x10ffff ? String.fromCodePoint(number) : '\ufffd';
      }
      if (character === undefined) return '';
      return (
        ({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' } as Record<string, string>)[character] ??
        character
      );
    },
  );
}

/** Where the comment that begins at `at` ends; -1 where none does. */
export function commentEnd(source: string, at: number): number {
  const next = source[at + 1];
  if (next !== '/' && next !== '*') return -1;
  const end = source.indexOf(next === '/' ? '\n' : '*/', at);
  return end < 0 ? source.length : next === '/' ? end : end + 2;
}

/** Where the regular expression that begins with the slash at `at` ends; where none does, up to where none is `closed`. */
export function patternEnd(source: string, at: number): { end: number; closed: boolean } {
  let inClass = false;
  let i = at + 1;
  for (; i < source.length && i < at + LONGEST_PATTERN; i++) {
    const character = source[i];
    if (character === '\n') break;
    if (character === '\\') i++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return { end: i + 1, closed: true };
  }
  return { end: i, closed: false };
}

/** The text that begins with `quote` at `at`: `plain` without escapes, `dynamic` with `${…}`. A line ends a text, but no template. */
export function textAt(
  source: string,
  at: number,
  quote: string,
): { raw: string; end: number; plain: boolean; dynamic: boolean } {
  const start = at + 1;
  let i = start;
  let plain = true;
  let dynamic = false;
  for (; i < source.length; i++) {
    const character = source[i];
    if (character === quote) break;
    if (character === '\\') {
      plain = false;
      i++;
    } else if (quote === '`') {
      if (character === '$' && source[i + 1] === '{') dynamic = true;
    } else if (character === '\n') break;
  }
  const end = Math.min(i, source.length);
  return { raw: source.slice(start, Math.min(end, start + LONGEST_TEXT)), end: end + 1, plain, dynamic };
}

/** What `name(…)` at `at` makes of a text or of a name whose value is known; null where it is no function that is known. */
export function passedAt(
  source: string,
  at: number,
  name: string,
  meaning: (name: string) => string | null,
): { value: string | null; end: number } | null {
  if (!PASSES.test(name)) return null;
  PASSED.lastIndex = at;
  const match = PASSED.exec(source);
  if (!match) return null;
  const text = match[1] === undefined ? match[3]! : meaning(match[1]);
  return { value: text === null ? null : passed(name.replace('window.', ''), text), end: PASSED.lastIndex };
}

function passed(name: string, text: string): string {
  try {
    if (name === 'encodeURI') return encodeURI(text);
    if (name === 'encodeURIComponent') return encodeURIComponent(text);
    if (name === 'decodeURI') return decodeURI(text);
    if (name === 'decodeURIComponent') return decodeURIComponent(text);
  } catch {
    return text;
  }
  if (name === 'atob') return Buffer.from(text, 'base64').toString();
  if (name === 'escape')
    return text.replace(/[^\w@*+./-]/g, (character) => {
      const code = character.charCodeAt(0).toString(16).toUpperCase();
      return code.length > 2 ? `%u${code.padStart(4, '0')}` : `%${code.padStart(2, '0')}`;
    });
  return name === 'unescape'
    ? text.replace(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_, unit, byte) =>
        String.fromCharCode(Number.parseInt(unit ?? byte, 16)),
      )
    : text.trim();
}

/** What is different at every visit, and is put into addresses so that no cache answers for them. */
const CHANGES =
  /\bnew Date\(\)\.(?:getTime|valueOf)\(\)|\bDate\.now\(\)|\bMath\.random\(\)|(?<=\+\s{0,5})new Date\(\)(?!\s*[.[])/g;
/** Stands for the time in milliseconds, as which canonicalUrl() takes it away. */
const NO_TIME = '0000000000000';

/** The source with a fixed number in the place of the time and of random numbers. */
export function withoutTime(source: string): string {
  return source.includes('Date') || source.includes('random') ? source.replace(CHANGES, NO_TIME) : source;
}

/** Where the brace stands that closes the block which begins at `start`; `limit` where none does before. */
export function blockEnd(source: string, start: number, limit: number): number {
  const end = Math.min(source.length, limit);
  let depth = 1;
  for (let i = start; i < end; i++) {
    if (source[i] === '{') depth++;
    else if (source[i] === '}' && --depth === 0) return i;
  }
  return end;
}
