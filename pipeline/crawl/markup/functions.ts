/** Functions that a page's scripts define, so far as they open addresses that they put together of what they are given. */
import { addressKind } from './link-text.js';
import { readScript } from './script.js';
import type { ScriptCall } from './script-reading.js';
import { blockEnd } from './script-text.js';

/** What was chosen from a list of choices, which functions look for by its id. */
export interface Choice {
  id: string;
  value: string;
}

interface PageFunction {
  parameters: string[];
  body: string;
}

/** `function f(a) {`, `f = function (a) {`, `f: function (a) {`, `f = (a) => {` */
const DEFINITION =
  /(?:\bfunction\s+([\w$]{1,60})\s*|([\w$.]{1,60})\s*[=:]\s*(?:async\s{0,5})?(?:function\b\s{0,5}[\w$]{0,60}\s{0,5})?)\(([\w$,\s]{0,200})\)\s*(?:=>\s*)?\{/g;
/** `{base: '/zwgk', open: function (id) { … this.base … }}` */
const PROPERTY = /(?<![\w$.])([\w$]{1,40})\s*:\s*(['"])([^'"\n]{1,200})\2/g;
const ASSIGNED = /([\w$]+)\s*=[^=]/g;
const OPENS = /(?:^|\.)(?:open|replace|assign|navigate|load)$/;
/** `$('#frame').attr('src', …)` */
const SETS = /(?:^|\.)(?:attr|prop|setAttribute)$/;
const TARGET = /(?:^|\.)(?:src|href)$/i;
/** What browsers define, and no page. */
const BUILT_IN =
  /^(?:window|document|location|self|top|parent|history|\$|jQuery)\.(?:open|load|replace|assign|get|post|go|write)$/;
const SENDS = /\bsubmit\s*\(/;
const LONGEST_BODY = 4000;
const MOST_FUNCTIONS = 300;
/** Calls that are looked into on one page. */
const MOST_CALLS = 2000;
/** Functions that call functions. */
const DEEPEST = 3;
const MOST_TEXTS = 50;
const MOST_CHOICES = 100;
/** The function that a handler calls. */
const CALLED = /^\s*(?:return\s+)?([\w$.]{1,60})\s*\(/;

export class PageFunctions {
  readonly #functions = new Map<string, PageFunction>();
  #calls = 0;

  /** Plain properties of objects whose functions say `this` to them. */
  readonly #own = new Map<string, string>();

  /** `source`: the page, markup and all. */
  constructor(source: string) {
    if (/\bthis\.\w+\s*\+/.test(source))
      for (const [, name, , value] of source.matchAll(PROPERTY))
        if (this.#own.size < MOST_FUNCTIONS) this.#own.set(`this.${name}`, value!);
    for (const match of source.matchAll(DEFINITION)) {
      if (this.#functions.size >= MOST_FUNCTIONS) return;
      const name = lastPart(match[1] ?? match[2]!);
      const start = match.index + match[0].length;
      const parameters = match[3]!.split(',').map((parameter) => parameter.trim());
      this.#functions.set(name, {
        parameters,
        body: source.slice(start, blockEnd(source, start, start + LONGEST_BODY)),
      });
    }
  }

  has(name: string): boolean {
    return this.#named(name) !== undefined;
  }

  /** Addresses that a call opens; none where they are not made of plain texts and what it is given. */
  opened(call: ScriptCall, constants: ReadonlyMap<string, string>, choice?: Choice, depth = 1): string[] {
    const found = this.#named(call.name);
    if (!found || depth > DEEPEST || ++this.#calls > MOST_CALLS) return [];
    const known = new Map(constants);
    for (const [, name] of found.body.matchAll(ASSIGNED)) known.delete(name!);
    // `jump(this)`: the list of choices itself is what is not plain.
    const list = choice && found.parameters.find((_, i) => i < call.arguments.length && call.arguments[i] === null);
    const { body, given } = withChoice(found.body, choice, list);
    for (const [name, value] of this.#own) given.set(name, value);
    for (const [i, parameter] of found.parameters.entries()) {
      const value = call.arguments[i];
      known.delete(parameter);
      if (typeof value === 'string') given.set(parameter, value);
    }
    const { locations, calls, texts } = readScript(body, { texts: MOST_TEXTS, functions: this, given }, known);
    const opened = calls.map(({ name, arguments: [first, second] }) =>
      OPENS.test(name) ? first : SETS.test(name) && TARGET.test(first ?? '') ? second : null,
    );
    const shown = texts.filter(({ key }) => TARGET.test(key)).map(({ value }) => value);
    const others = calls.filter(({ name }) => lastPart(name) !== lastPart(call.name));
    const further = others.flatMap((inner) => this.opened(inner, known, choice, depth + 1));
    const all = [...locations, ...opened, ...shown, ...further];
    return [...new Set(all)].filter((address) => address != null && addressKind(address) !== null) as string[];
  }

  /**
   * What can be chosen before a handler is called, each in turn: 查询 beside a list of years. Nothing where its function looks
   * for several lists, or for none.
   */
  choicesOf(handler: string, lists: ReadonlyMap<string, readonly string[]>): Choice[] {
    const body = this.#functions.get(lastPart(CALLED.exec(handler)?.[1] ?? ''))?.body ?? '';
    const named = (id: string) =>
      [`'${id}'`, `"${id}"`, `#${id}'`, `#${id}"`, `#${id} `].some((each) => body.includes(each));
    const [asked, ...others] = [...lists].filter(([id]) => id !== '' && named(id));
    if (!asked || others.length > 0) return [];
    return asked[1].slice(0, MOST_CHOICES).map((value) => ({ id: asked[0], value }));
  }

  #named(name: string): PageFunction | undefined {
    return BUILT_IN.test(name) ? undefined : this.#functions.get(lastPart(name));
  }

  /** Whether a handler sends a form, by itself or by what it calls. */
  sends(handler: string): boolean {
    if (SENDS.test(handler)) return true;
    const name = CALLED.exec(handler)?.[1];
    return name !== undefined && SENDS.test(this.#named(name)?.body ?? '');
  }
}

/** `Portal.openDoc` is known as `openDoc`. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A function's body with what was chosen in the place of where it looks for it, and what it calls it. */
function withChoice(
  body: string,
  choice: Choice | undefined,
  parameter: string | undefined,
): { body: string; given: Map<string, string> } {
  const given = new Map<string, string>();
  if (!choice || !(/^[\w-]{1,60}$/.test(choice.id) || parameter)) return { body, given };
  const element = String.raw`(?:document\.getElementById\(\s*['"]${choice.id}['"]\s*\)|\$\(\s*['"](?:select)?#${choice.id}(?: option:selected)?['"]\s*\))`;
  // `var list = document.getElementById('year'); … list.options[list.selectedIndex].value`
  const named = [...body.matchAll(new RegExp(String.raw`\b([\w$]{1,40})\s*=\s*${element}\s*;`, 'g'))];
  const names = [...named.map(([, name]) => name!), ...(parameter ? [parameter] : [])];
  const list = [element, ...names.map((name) => String.raw`\b${name.replaceAll('$', String.raw`\$`)}`)].join('|');
  const value = String.raw`(?:${list})\s*\.\s*(?:value\b|val\(\s*\)|options\[[^\]]{1,100}\]\.value)`;
  for (const [, name] of body.matchAll(new RegExp(String.raw`\b([\w$]{1,40})\s*=\s*${value}`, 'g')))
    given.set(name!, choice.value);
  return { body: body.replace(new RegExp(value, 'g'), JSON.stringify(choice.value)), given };
}
