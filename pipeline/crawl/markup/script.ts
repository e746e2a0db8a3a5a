/**
 * What can be read from a script without running it: the texts that it holds, what it calls with them and where it sends
 * the reader. JSON is script as well, and read here too. One pass, a bounded stack, nothing is evaluated but `+`.
 */

import { isNameCode, unescapeText } from './script-text.js';

/** A text in a script. */
export interface ScriptText {
  value: string;
  /** The name in front of the colon or the equals sign: `url: '…'`, `var target = '…'`. */
  key: string;
  /** The call whose argument it is: `window.open`. */
  call: string;
  /** What the object around it is called: its title or name. */
  title: string;
}

/** A call of a function by name, with its arguments as far as they are plain: null stands for the others. */
export interface ScriptCall {
  name: string;
  arguments: (string | null)[];
  /** The properties of objects among the arguments, those of nested objects as well. */
  properties: Map<string, string>;
  /** Names of properties whose values are known only when the script runs. */
  unknown: Set<string>;
}

export interface ScriptReading {
  texts: ScriptText[];
  calls: ScriptCall[];
  /** `location.href = '…'` and its like. */
  locations: string[];
  /** Variables that are set to one plain text or number; the first setting counts. */
  constants: Map<string, string>;
  /** Texts that are joined with what is known only when the script runs: `"index_" + i`. */
  partial: string[];
  /** It sets cookies, and it goes to an address that it does not spell: both together are a challenge. */
  setsCookie: boolean;
  reloads: boolean;
}

export interface ScriptLimits {
  texts: number;
  /** Calls of these are kept, whatever they are called. */
  functions?: { has(name: string): boolean };
  /** Values of names, also of short numbers: what a function is called with. */
  given?: ReadonlyMap<string, string>;
}

const DEEPEST = 60;
const MOST_CALLS = 500;
const MOST_ARGUMENTS = 20;
const MOST_PROPERTIES = 100;
const MOST_CONSTANTS = 2000;
const LONGEST_CONSTANT = 2000;
const MOST_PARTIAL = 200;
const LONGEST_TEXT = 100_000;
const LONGEST_TITLE = 300;
const LONGEST_PATTERN = 2000;
/** Shorter numbers are counters: `"index_" + i` is not the one page that the loop begins with. */
const SHORTEST_ID = 6;

/** Keys whose value names the object, the better ones first. */
const TITLE_KEYS = ['filename', 'title', 'showtitle', 'linktitle', 'doctitle', 'name', 'showname', 'label', 'subject'];
const LOCATION = /(?:^|\.)location(?:\.href)?$/;
const GO = /(?:^|\.)location\.(?:replace|assign)$|(?:^|\.)navigate$/;
/** Calls of interest end in one of these; others are a matter of course, and are many. */
const NAMED_CALL =
  /page|pagin|load|list|open|down|view|show|detail|goto|jump|file|navigate|replace|assign|get|ajax|post|fetch/i;

interface Scope {
  kind: '{' | '(' | '[';
  /** The function that is called, before `(`. */
  call: ScriptCall | null;
  /** The key that stood before the object. */
  key: string;
  title: string;
  titleRank: number;
  /** Texts of the object that have no title yet. */
  untitled: ScriptText[];
  properties: Pick<ScriptCall, 'properties' | 'unknown'> | null;
}

/** Reads a script or JSON; `known` are constants of scripts before it on the page. */
export function readScript(source: string, limits: ScriptLimits, known?: Map<string, string>): ScriptReading {
  return new ScriptReader(source, limits, known ?? new Map()).read();
}

class ScriptReader {
  readonly #reading: ScriptReading;
  readonly #stack: Scope[] = [];
  /** Scopes deeper than the stack goes. */
  #beyond = 0;
  #at = 0;
  /** The sum that is being read: null parts are not known. */
  #parts: (string | null)[] = [];
  /** The sum is one word that may turn out to be a key, a name that is called or a target. */
  #word = '';
  #joining = false;
  /** The sign before the sum. */
  #before = '';
  #key = '';
  /** The key stands before an equals sign and not before a colon. */
  #assigned = false;
  /** The sign before here; a quote for a text, `a` for a name. */
  #previous = '';
  /** Up to where a slash begins no regular expression. */
  #noPattern = 0;

  constructor(
    private readonly source: string,
    private readonly limits: ScriptLimits,
    constants: Map<string, string>,
  ) {
    this.#reading = { texts: [], calls: [], locations: [], constants, partial: [], setsCookie: false, reloads: false };
  }

  read(): ScriptReading {
    const { source } = this;
    while (this.#at < source.length) {
      const code = source.charCodeAt(this.#at);
      if (code <= 0x20) this.#at++;
      else if (code === 0x22 || code === 0x27 || code === 0x60) this.#text(source[this.#at]!);
      else if (isNameCode(code)) this.#name();
      else if (code !== 0x2f || !this.#skipSlash()) this.#sign(source[this.#at++]!);
    }
    this.#flush();
    while (this.#stack.length > 0) this.#close();
    return this.#reading;
  }

  /** Comments, and regular expressions where a value may stand. */
  #skipSlash(): boolean {
    const { source } = this;
    const next = source[this.#at + 1];
    if (next === '/') {
      const end = source.indexOf('\n', this.#at);
      this.#at = end < 0 ? source.length : end;
      return true;
    }
    if (next === '*') {
      const end = source.indexOf('*/', this.#at + 2);
      this.#at = end < 0 ? source.length : end + 2;
      return true;
    }
    if (this.#at < this.#noPattern || !/^[(,=:[!&|?{};+]?$/.test(this.#previous)) return false;
    let inClass = false;
    let i = this.#at + 1;
    for (; i < source.length && i < this.#at + LONGEST_PATTERN; i++) {
      const character = source[i];
      if (character === '\n') break;
      if (character === '\\') i++;
      else if (character === '[') inClass = true;
      else if (character === ']') inClass = false;
      else if (character === '/' && !inClass) {
        this.#at = i + 1;
        this.#operand(null);
        return true;
      }
    }
    this.#noPattern = i;
    return false;
  }

  #text(quote: string): void {
    const { source } = this;
    const start = this.#at + 1;
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
    this.#at = end + 1;
    const raw = source.slice(start, Math.min(end, start + LONGEST_TEXT));
    const filled = dynamic ? this.#filled(raw) : null;
    if (dynamic && filled === null && this.#reading.partial.length < MOST_PARTIAL) this.#reading.partial.push(raw);
    this.#operand(dynamic ? filled : plain ? raw : unescapeText(raw));
    this.#previous = quote;
  }

  /** A template, where all that it holds is known. */
  #filled(template: string): string | null {
    const filled = template.replace(/\$\{\s*([\w$.]+)\s*\}/g, (all, name) => this.#constant(name) ?? all);
    return filled.includes('${') ? null : filled;
  }

  /** An identifier with its dots, or a number. */
  #name(): void {
    const { source } = this;
    const start = this.#at;
    let i = start;
    while (i < source.length && (isNameCode(source.charCodeAt(i)) || source[i] === '.')) i++;
    this.#at = i;
    const name = source.slice(start, Math.min(i, start + 200));
    if (name === 'document.cookie') this.#reading.setsCookie = true;
    if (/^(?:var|let|const|return|new|typeof|await|else|case|in|of)$/.test(name)) {
      this.#flush();
      this.#previous = '(';
      return;
    }
    this.#operand(/^(?:\d[\d.]*|true|false)$/.test(name) ? name : this.#constant(name));
    if (this.#parts.length === 1) this.#word = name;
    this.#previous = 'a';
  }

  #constant(name: string): string | null {
    const given = this.limits.given?.get(name);
    if (given !== undefined) return given;
    const value = this.#reading.constants.get(name);
    return value === undefined || (value.length < SHORTEST_ID && /^[\d.]*$/.test(value)) ? null : value;
  }

  #operand(value: string | null): void {
    if (!this.#joining) {
      this.#flush();
      this.#before = this.#previous;
    }
    this.#joining = false;
    this.#word = '';
    this.#parts.push(value);
    if (this.#parts.length > 50) this.#parts = [null];
  }

  #sign(sign: string): void {
    switch (sign) {
      case '+':
        if (this.#parts.length > 0 && this.source[this.#at] !== '+') this.#joining = true;
        break;
      case ':':
        // In an object, what stands before the colon is its key and not a value.
        if (this.#top()?.kind === '{' && this.#parts.length === 1 && !this.#joining && /[{,]/.test(this.#before))
          this.#setKey(this.#word || this.#parts[0]!, false);
        else this.#flush();
        break;
      case '=':
        if (this.source[this.#at] === '=' || /[=!<>]/.test(this.#previous)) {
          this.#flush();
          this.#previous = '==';
          return;
        }
        // `+=` adds to what is not known.
        this.#setKey(this.#previous === '+' ? '' : this.#word, true);
        break;
      case '(':
      case '{':
      case '[':
        this.#open(sign);
        break;
      case ')':
      case '}':
      case ']':
        this.#flush();
        this.#close();
        if (sign === ')') this.#parts = [null];
        break;
      case '.':
        // Something is done with the value: `'a'.replace(…)`.
        if (this.#parts.length > 0) this.#parts.push(null);
        break;
      default:
        this.#flush();
        if (sign !== '!') this.#key = '';
    }
    this.#previous = sign;
  }

  #setKey(key: string, assigned: boolean): void {
    this.#key = key;
    this.#assigned = assigned;
    this.#parts = [];
    this.#word = '';
    this.#joining = false;
  }

  #top(): Scope | undefined {
    return this.#stack.at(-1);
  }

  #open(kind: '(' | '{' | '['): void {
    const name = kind === '(' && this.#parts.length === 1 ? this.#word : '';
    // `"a" + f(x)`: what was before the call is joined with what is not known.
    if (kind === '(' && name) this.#parts = [];
    else if (this.#joining) this.#parts.push(null);
    this.#flush(false);
    if (this.#stack.length >= DEEPEST) {
      this.#beyond++;
      return;
    }
    const parent = this.#top();
    if (/(?:^|\.)location\.reload$/.test(name)) this.#reading.reloads = true;
    this.#stack.push({
      kind,
      call: name ? { name, arguments: [], properties: new Map(), unknown: new Set() } : null,
      key: kind === '(' ? '' : this.#key,
      title: '',
      titleRank: TITLE_KEYS.length,
      untitled: [],
      properties: kind === '(' ? null : (parent?.properties ?? parent?.call ?? null),
    });
    this.#key = '';
  }

  #close(): void {
    if (this.#beyond > 0) {
      this.#beyond--;
      return;
    }
    const scope = this.#stack.pop();
    this.#key = '';
    if (!scope) return;
    const parent = this.#top();
    for (const text of scope.untitled) {
      if (scope.title) text.title = scope.title;
      else if (parent && parent.kind !== '(') parent.untitled.push(text);
    }
    if (scope.kind !== '(' && parent?.kind === '(' && parent.call) this.#argument(parent.call, null);
    if (!scope.call || this.#reading.calls.length >= MOST_CALLS) return;
    const { name } = scope.call;
    if (NAMED_CALL.test(name) || this.limits.functions?.has(name)) this.#reading.calls.push(scope.call);
  }

  #argument(call: ScriptCall, value: string | null): void {
    if (call.arguments.length < MOST_ARGUMENTS) call.arguments.push(value);
  }

  /** The sum is at its end. */
  #flush(asArgument = true): void {
    const parts = this.#joining ? [...this.#parts, null] : this.#parts;
    const word = this.#word;
    const key = this.#key;
    this.#parts = [];
    this.#word = '';
    this.#joining = false;
    if (parts.length === 0) return;
    const scope = this.#top();
    const whole = parts.every((part) => part !== null) ? parts.join('') : null;
    if (asArgument && scope?.kind === '(' && scope.call) this.#argument(scope.call, whole);
    const isProperty = scope?.kind === '{' && scope.properties && key && !this.#assigned;
    if (whole === null) {
      if (LOCATION.test(key)) this.#reading.reloads = true;
      if (isProperty && scope.properties!.unknown.size < MOST_PROPERTIES) scope.properties!.unknown.add(key);
      this.#notePartial(parts);
      return;
    }
    if (isProperty) {
      const { properties } = scope.properties!;
      if (!properties.has(key) && properties.size < MOST_PROPERTIES) properties.set(key, whole);
    }
    if (this.#assigned) this.#setConstant(key, whole);
    // A number, or a constant that was a value where it was set, and is one more time only where the reader is sent.
    if ((word && !(LOCATION.test(key) && /[/.]/.test(whole))) || this.#before === '==') return;
    this.#take(whole, key, scope);
  }

  /** Each run of what is known. */
  #notePartial(parts: readonly (string | null)[]): void {
    let run = '';
    for (const part of [...parts, null]) {
      if (part !== null) run += part;
      else if (run !== '') {
        if (this.#reading.partial.length < MOST_PARTIAL) this.#reading.partial.push(run);
        run = '';
      }
    }
  }

  #setConstant(key: string, value: string): void {
    const { constants } = this.#reading;
    if (!key || value === '' || value.length > LONGEST_CONSTANT || constants.size >= MOST_CONSTANTS) return;
    if (!constants.has(key)) constants.set(key, value);
  }

  #take(value: string, key: string, scope: Scope | undefined): void {
    const call = this.#stack.findLast(({ kind }) => kind === '(')?.call?.name ?? '';
    if (LOCATION.test(key) || (GO.test(call) && scope?.kind === '(')) {
      if (this.#reading.locations.length < 100) this.#reading.locations.push(value);
      return;
    }
    const rank = scope?.kind === '{' ? TITLE_KEYS.indexOf(key.toLowerCase()) : -1;
    if (scope && rank >= 0 && value) {
      if (rank < scope.titleRank) {
        scope.title = value
          .replace(/<[^>]{0,200}>/g, '')
          .slice(0, LONGEST_TITLE)
          .trim();
        scope.titleRank = rank;
      }
      // `name: '附件1.pdf'` is a name.
      if (!value.includes('/')) return;
    }
    // Addresses and markup have one of these.
    if (!/[/.]/.test(value) || this.#reading.texts.length >= this.limits.texts) return;
    const text: ScriptText = { value, key: key || (scope?.kind === '[' ? scope.key : ''), call, title: '' };
    this.#reading.texts.push(text);
    if (scope && scope.kind !== '(') scope.untitled.push(text);
  }
}
