/**
 * What opens when an element is clicked, where a script says it for all elements of a kind and each has its part of the
 * address in an attribute: `$('.item').click(function () { location.href = '/show/' + $(this).data('id') + '.html' })`.
 */
import { addressKind } from './link-text.js';
import { blockEnd } from './script-text.js';

interface Clicked {
  /** Whether it is said of an element: its tag, class or id. */
  of: (tag: string, attributes: ReadonlyMap<string, string>) => boolean;
  attribute: string;
  before: string;
  after: string;
}

const READ = String.raw`(?:\$\(this\)|this|\$this|that)\.(?:(?:data|attr|getAttribute)\(\s*['"]([\w-]{1,40})['"]\s*\)|dataset\.(\w{1,40}))`;
const JOINED = new RegExp(
  String.raw`(['"])([^'"\n]{1,200})\1\s*\+\s*${READ}(?:\s*\+\s*(['"])([^'"\n]{1,200})\5)?`,
  'g',
);
/** `var id = $(this).data('id');` */
const NAMED = new RegExp(String.raw`\b(?:var|let|const)\s+([\w$]{1,40})\s*=\s*(${READ})\s*;?`, 'g');
/** Up to here a name that is set in a handler is used. */
const REACH = 600;
/** `$('ul .item').click(`, `.on('click', '.item',` */
const SELECTED =
  /['"]([^'"\n]{1,80})['"]\s*(?:\)\s*\.(?:on|click|live|bind|delegate)\s*\(\s*(?:['"]\w+['"]\s*,\s*)?|,\s*)(?:function|\(|\w{1,20}\s*=>)/g;
const OPENS = /location|\bopen\b|\bload\b|src|href/;
const VALUE = /^[\w.~%-]{1,100}$/;
const EVENT = /^(?:click|dblclick|mouse\w+|touch\w+|tap)$/;
const MOST = 50;
const FUNCTION = /\bfunction\s+([\w$]{1,60})\s*\(\s*([\w$]{1,40})[^()]{0,100}\)\s*\{/g;
const OF_THIS = /\b([\w$]{1,60})\(\s*this\b/g;
const MOST_FUNCTIONS = 50;

export class ClickedElements {
  readonly #clicked: Clicked[] = [];

  /** `source`: the page, markup and all. */
  constructor(source: string) {
    if (!/\(\s*this\s*[),]|\bthis\.(?:data|attr|getAttribute|dataset)/.test(source)) return;
    for (const match of inlined(ofElement(source)).matchAll(JOINED)) {
      const { input, index } = match;
      const [, , before, attribute = '', dataset = '', , after = ''] = match;
      const around = input.slice(Math.max(0, index - REACH), index);
      if (this.#clicked.length >= MOST || !OPENS.test(around.slice(-100))) continue;
      if (addressKind(`${before}1${after}`) === null) continue;
      // `data()` reads `data-…`, `attr()` what it says.
      const name = /\.data\(/.test(match[0]) ? `data-${attribute}` : attribute || dataName(dataset);
      const of = matcherOf([...around.matchAll(SELECTED)].at(-1)?.[1] ?? '');
      this.#clicked.push({ of, attribute: name.toLowerCase(), before: before!, after });
    }
  }

  /** Addresses that a click on the element opens. */
  opened(tag: string, attributes: ReadonlyMap<string, string>): string[] {
    return this.#clicked.flatMap(({ of, attribute, before, after }) => {
      const value = attributes.get(attribute);
      return value !== undefined && VALUE.test(value) && of(tag, attributes) ? [`${before}${value}${after}`] : [];
    });
  }
}

/** The source with what was read of an element in the place of the names that hold it. */
function inlined(source: string): string {
  let text = source;
  for (const [all, name, read] of [...source.matchAll(NAMED)].slice(0, MOST)) {
    const start = text.indexOf(all) + all.length;
    const end = Math.min(text.length, start + REACH);
    const use = new RegExp(String.raw`(\+\s*)${escaped(name!)}(?![\w$.(])`, 'g');
    text = text.slice(0, start) + text.slice(start, end).replace(use, (_, plus) => `${plus}${read}`) + text.slice(end);
  }
  return text;
}

/** `onclick="down(this)"`, `function down(e) { … e.getAttribute('fid') … }`: in the function it is `this` as well. */
function ofElement(source: string): string {
  const called = new Set([...source.matchAll(OF_THIS)].map(([, name]) => name));
  let text = source;
  const functions = [...source.matchAll(FUNCTION)].filter(([, name]) => called.has(name));
  for (const [all, , parameter] of functions.slice(0, MOST_FUNCTIONS)) {
    const start = text.indexOf(all) + all.length;
    const end = blockEnd(text, start, start + REACH);
    const use = new RegExp(
      String.raw`(?<![\w$.])(?:\$\(\s*${escaped(parameter!)}\s*\)|${escaped(parameter!)})(?=\.(?:data|attr|getAttribute|dataset)\b)`,
      'g',
    );
    text = text.slice(0, start) + text.slice(start, end).replace(use, '$$(this)') + text.slice(end);
  }
  return text;
}

function escaped(name: string): string {
  return name.replaceAll('$', String.raw`\$`);
}

/** `dataset.itemId` is `data-item-id`. */
function dataName(name: string): string {
  return `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** By the last part of a selector: `ul li.item` is what has the tag li and the class item. */
function matcherOf(selector: string): Clicked['of'] {
  const last =
    selector
      .trim()
      .split(/[\s>+~]+/)
      .at(-1) ?? '';
  const match = /^([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)$/i.exec(last);
  // `addEventListener('click', …)` says nothing of the element.
  if (!match || last === '' || EVENT.test(last)) return () => true;
  const tag = match[1]?.toLowerCase();
  const marks = match[2]!.match(/[.#][\w-]+/g) ?? [];
  return (name, attributes) =>
    (tag === undefined || tag === name) &&
    marks.every((mark) =>
      mark.startsWith('#')
        ? attributes.get('id') === mark.slice(1)
        : (attributes.get('class') ?? '').split(/\s+/).includes(mark.slice(1)),
    );
}
