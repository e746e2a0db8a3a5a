/**
 * What can be read from a script without running it: the texts that it holds, what it calls with them and where it sends
 * the reader. JSON is script as well, and read here too. One pass, a bounded stack, nothing is evaluated but `+`.
 */

import { addressKind } from './link-text.js';
import { madeAddresses } from './made-links.js';
import { ScriptNames } from './script-names.js';
import type { ScriptCall, ScriptLimits, ScriptReading, ScriptText } from './script-reading.js';
import { commentEnd, isNameCode, passedAt, patternEnd, textAt, unescapeText, withoutTime } from './script-text.js';

const DEEPEST = 60;
const MOST_CALLS = 500;
const MOST_ARGUMENTS = 20;
const MOST_PROPERTIES = 100;
const MOST_PARTIAL = 200;
const MOST_MADE = 10;
const MOST_OBJECTS = 200;
const LONGEST_TITLE = 300;

/** What follows a name where a property of an element is meant. */
const INDEXED = /\[\s*[A-Za-z_$][\w$]{0,30}\s*\]\.[A-Za-z_$][\w$.]{0,60}/y;

/** Keys whose value names the object, the better ones first. */
const TITLE_KEYS = ['filename', 'title', 'showtitle', 'linktitle', 'doctitle', 'name', 'showname', 'label', 'subject'];
/** What a record of an array is called; markup is none. */
const TITLE = /^[^<>]*[\u4e00-\u9fff]{2}[^<>]*$/;
const LOCATION = /(?:^|\.)location(?:\.href)?$/;
const GO = /(?:^|\.)location\.(?:replace|assign)$|(?:^|\.)navigate$/;
/** Calls of interest end in one of these; others are a matter of course, and are many. */
const NAMED_CALL =
  /page|pagin|load|list|open|down|view|show|detail|goto|jump|file|navigate|replace|assign|get|ajax|axios|post|fetch|attr/i;

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
  properties: Pick<ScriptCall, 'properties' | 'unknown' | 'ofFirstPage' | 'asJson'> | null;
}

/** Reads a script or JSON; `known` are constants of scripts before it on the page. */
export function readScript(source: string, limits: ScriptLimits, known?: Map<string, string>): ScriptReading {
  const timeless = withoutTime(source);
  return new ScriptReader(timeless, limits, new ScriptNames(timeless, known ?? new Map(), limits.given)).read();
}

class ScriptReader {
  readonly #reading: ScriptReading;
  readonly #stack: Scope[] = [];
  /** Scopes deeper than the stack goes. */
  #beyond = 0;
  #at = 0;
  /** The sum that is being read: null parts are not known. */
  #parts: (string | null)[] = [];
  /** What stands for those that are not known: a name, or a template. */
  #unknown: string[] = [];
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
    private readonly names: ScriptNames,
  ) {
    this.#reading = {
      texts: [],
      calls: [],
      locations: [],
      constants: names.constants,
      partial: [],
      made: [],
      objects: new Map(),
      setsCookie: false,
      reloads: false,
    };
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
    const comment = commentEnd(this.source, this.#at);
    if (comment >= 0) {
      this.#at = comment;
      return true;
    }
    if (this.#at < this.#noPattern || !/^[(,=:[!&|?{};+]?$/.test(this.#previous)) return false;
    const { end, closed } = patternEnd(this.source, this.#at);
    if (!closed) {
      this.#noPattern = end;
      return false;
    }
    this.#at = end;
    this.#operand(null);
    return true;
  }

  #text(quote: string): void {
    const { raw, end, plain, dynamic } = textAt(this.source, this.#at, quote);
    this.#at = end;
    const filled = dynamic ? this.names.filled(raw) : null;
    if (dynamic && filled === null && this.#reading.partial.length < MOST_PARTIAL) this.#reading.partial.push(raw);
    this.#operand(dynamic ? filled : plain ? raw : unescapeText(raw), filled === null && dynamic ? raw : '');
    this.#previous = quote;
  }

  /** An identifier with its dots, or a number. */
  #name(): void {
    const { source } = this;
    const start = this.#at;
    let i = start;
    while (i < source.length && (isNameCode(source.charCodeAt(i)) || source[i] === '.')) i++;
    this.#at = i;
    // `rows[i].id` is one name; `rows[0]` is an element.
    INDEXED.lastIndex = i;
    const index = INDEXED.exec(source);
    if (index) this.#at = i = INDEXED.lastIndex;
    const name = source.slice(start, Math.min(i, start + 200));
    if (name === 'document.cookie') this.#reading.setsCookie = true;
    if (/^(?:var|let|const|return|new|typeof|await|else|case|in|of)$/.test(name)) {
      this.#flush();
      this.#previous = '(';
      return;
    }
    const passed = passedAt(source, i, name, (word) => this.names.valueOf(word));
    if (passed) {
      this.#at = passed.end;
      this.#operand(passed.value);
    } else {
      this.#operand(/^(?:\d[\d.]*|true|false)$/.test(name) ? name : this.names.valueOf(name), name);
      if (this.#parts.length === 1) this.#word = name;
    }
    this.#previous = 'a';
  }

  /** `written`: what stands there where the value is not known. */
  #operand(value: string | null, written = ''): void {
    if (!this.#joining) {
      this.#flush();
      this.#before = this.#previous;
      this.#unknown = [];
    }
    this.#joining = false;
    this.#word = '';
    this.#parts.push(value);
    if (value === null) this.#unknown[this.#parts.length - 1] = written;
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
    // `var PageContext = {PageCount: 3, …}` tells what a call of it would be told.
    const told = kind === '{' && !parent?.properties && this.#assigned && /page/i.test(this.#key) ? this.#key : name;
    const isVariable = kind === '{' && !parent?.properties && this.#assigned && this.#key !== '';
    const call = told ? newCall(told) : isVariable ? newCall(this.#key) : null;
    const { objects } = this.#reading;
    if (call && isVariable && objects.size < MOST_OBJECTS && !objects.has(this.#key)) objects.set(this.#key, call);
    // `data: JSON.stringify({pageNo: 1})`: its properties are those of the call around it.
    const isJson = name === 'JSON.stringify' && parent?.properties != null;
    if (isJson && this.#key) parent.properties!.asJson ??= this.#key;
    this.#stack.push({
      kind,
      call,
      key: kind === '(' ? '' : this.#key,
      title: '',
      titleRank: TITLE_KEYS.length,
      untitled: [],
      properties:
        kind === '('
          ? isJson
            ? (parent?.properties ?? null)
            : null
          : (parent?.properties ?? call ?? parent?.call ?? null),
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
    if (asArgument && scope?.kind === '(' && scope.call)
      this.#argument(scope.call, whole ?? this.#toldNumber(scope.call, parts));
    const isProperty = scope?.kind === '{' && scope.properties && key && !this.#assigned;
    if (whole === null) {
      // `data: JSON.stringify(param)`
      if (asArgument && scope?.kind === '(' && scope.properties?.asJson && parts.length === 1)
        scope.properties.unknown.set(scope.properties.asJson, this.#unknown[0] ?? '');
      const isFirst = asArgument && scope?.kind === '(' && scope.call?.arguments.length === 1;
      // `$.post(url, param)`
      if (asArgument && scope?.kind === '(' && scope.call?.arguments.length === 2 && parts.length === 1)
        scope.call.unknown.set('', this.#unknown[0] ?? '');
      const ofFirstPage = isProperty ? scope.properties!.ofFirstPage : isFirst ? scope.call!.ofFirstPage : null;
      const first = ofFirstPage ? this.names.ofFirstPage(parts, this.#unknown) : null;
      if (first !== null) ofFirstPage!.set(isProperty ? key : '', first);
      if (LOCATION.test(key)) this.#reading.reloads = true;
      if (isProperty && scope.properties!.unknown.size < MOST_PROPERTIES)
        scope.properties!.unknown.set(key, parts.length === 1 ? (this.#unknown[0] ?? '') : '');
      this.#notePartial(parts);
      return;
    }
    if (isProperty) {
      const { properties } = scope.properties!;
      if (!properties.has(key) && properties.size < MOST_PROPERTIES) properties.set(key, whole);
    }
    if (this.#assigned) this.names.set(key, whole);
    // A number, or a constant that was a value where it was set, and is one more time only where the reader is sent.
    if ((word && !(LOCATION.test(key) && /[/.]/.test(whole))) || this.#before === '==') return;
    this.#take(whole, key, scope);
  }

  /** `createPage(totalPage, curPage, …)` is told what these were set to: here a short number is no counter. */
  #toldNumber({ name }: ScriptCall, parts: readonly (string | null)[]): string | null {
    const set = parts.length === 1 && /page/i.test(name) ? this.names.constants.get(this.#unknown[0] ?? '') : '';
    return set !== undefined && /^\d{1,6}$/.test(set) ? set : null;
  }

  /** Each run of what is known. */
  #notePartial(parts: readonly (string | null)[]): void {
    const { made } = this.#reading;
    for (const address of madeAddresses(parts, this.#unknown))
      if (made.length < MOST_MADE && !made.includes(address)) made.push(address);
    let run = '';
    for (const part of [...parts, null]) {
      if (part !== null) run += part;
      else if (run !== '') {
        if (this.#reading.partial.length < MOST_PARTIAL) this.#reading.partial.push(run);
        run = '';
      }
    }
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
    // `['2024年绩效目标', './t1.html', '2024-03-01']`: the longest text in words is the title.
    const isArray = scope?.kind === '[' || scope?.call?.name === 'Array';
    if (isArray && scope && TITLE.test(value) && addressKind(value) === null && scope.titleRank === TITLE_KEYS.length) {
      if (value.length > scope.title.length) scope.title = value.slice(0, LONGEST_TITLE).trim();
      if (!/[/|]/.test(value)) return;
    }
    // Addresses and markup have one of these.
    if (!/[/.]/.test(value) || this.#reading.texts.length >= this.limits.texts) return;
    const text: ScriptText = { value, key: key || (scope?.kind === '[' ? scope.key : ''), call, title: '' };
    this.#reading.texts.push(text);
    if (scope && (isArray || scope.kind !== '(')) scope.untitled.push(text);
  }
}

function newCall(name: string): ScriptCall {
  return { name, arguments: [], properties: new Map(), unknown: new Map(), ofFirstPage: new Map() };
}
