/** Functions that a page's scripts define, so far as they open addresses that they put together of what they are given. */
import { addressKind } from './link-text.js';
import { readScript } from './script.js';
import type { ScriptCall } from './script-reading.js';

interface PageFunction {
  parameters: string[];
  body: string;
}

const DEFINITION = /(?:\bfunction\s+([\w$]{1,60})|([\w$.]{1,60})\s*[=:]\s*function)\s*\(([\w$,\s]{0,200})\)\s*\{/g;
const ASSIGNED = /([\w$]+)\s*=[^=]/g;
const OPENS = /(?:^|\.)(?:open|replace|assign|navigate)$/;
const SENDS = /\bsubmit\s*\(/;
const LONGEST_BODY = 4000;
const MOST_FUNCTIONS = 300;
/** Calls that are looked into on one page. */
const MOST_CALLS = 2000;
/** Functions that call functions. */
const DEEPEST = 3;
const MOST_TEXTS = 50;

export class PageFunctions {
  readonly #functions = new Map<string, PageFunction>();
  #calls = 0;

  /** `source`: the page, markup and all. */
  constructor(source: string) {
    for (const match of source.matchAll(DEFINITION)) {
      if (this.#functions.size >= MOST_FUNCTIONS) return;
      const name = (match[1] ?? match[2]!).split('.').pop()!;
      const start = match.index + match[0].length;
      const parameters = match[3]!.split(',').map((parameter) => parameter.trim());
      this.#functions.set(name, { parameters, body: bodyAt(source, start) });
    }
  }

  has(name: string): boolean {
    return this.#functions.has(name);
  }

  /** Addresses that a call opens; none where they are not made of plain texts and what it is given. */
  opened(call: ScriptCall, constants: ReadonlyMap<string, string>, depth = 1): string[] {
    const found = this.#functions.get(call.name);
    if (!found || depth > DEEPEST || ++this.#calls > MOST_CALLS) return [];
    const known = new Map(constants);
    for (const [, name] of found.body.matchAll(ASSIGNED)) known.delete(name!);
    const given = new Map<string, string>();
    for (const [i, parameter] of found.parameters.entries()) {
      const value = call.arguments[i];
      known.delete(parameter);
      if (typeof value === 'string') given.set(parameter, value);
    }
    const { locations, calls } = readScript(found.body, { texts: MOST_TEXTS, functions: this, given }, known);
    const opened = calls.filter(({ name }) => OPENS.test(name)).map(({ arguments: [first] }) => first ?? '');
    const further = calls.flatMap((inner) => this.opened(inner, known, depth + 1));
    return [...new Set([...locations, ...opened, ...further])].filter((address) => addressKind(address));
  }

  /** Whether a handler sends a form, by itself or by what it calls. */
  sends(handler: string): boolean {
    if (SENDS.test(handler)) return true;
    const name = /^\s*(?:return\s+)?([\w$]{1,60})\s*\(/.exec(handler)?.[1];
    return name !== undefined && SENDS.test(this.#functions.get(name)?.body ?? '');
  }
}

/** Up to the brace that closes it. */
function bodyAt(source: string, start: number): string {
  const end = Math.min(source.length, start + LONGEST_BODY);
  let depth = 1;
  for (let i = start; i < end; i++) {
    if (source[i] === '{') depth++;
    else if (source[i] === '}' && --depth === 0) return source.slice(start, i);
  }
  return source.slice(start, end);
}
