/** What is asked of elements: their text, their place, whether they are displayed. */
import type { HtmlElement, HtmlNode } from './dom.js';

export function isElement(node: HtmlNode): node is HtmlElement {
  return typeof node !== 'string';
}

export function elementsOf(element: HtmlElement): HtmlElement[] {
  return element.children.filter(isElement);
}

/** All elements below, in document order. */
export function* descendants(element: HtmlElement): Generator<HtmlElement> {
  // By a list and not by `yield*`, which costs the depth for each element.
  const next = elementsOf(element).reverse();
  for (let at = next.pop(); at; at = next.pop()) {
    yield at;
    for (let i = at.children.length - 1; i >= 0; i--) {
      const child = at.children[i]!;
      if (isElement(child)) next.push(child);
    }
  }
}

/** All text below, as it stands in the source. */
export function textOf(element: HtmlElement): string {
  return element.children.map((child) => (isElement(child) ? textOf(child) : child)).join('');
}

/** Runs of white space are one space; what is in `<pre>` is rare enough to be treated alike. */
export function collapse(text: string): string {
  return text.replace(/[ \t\r\n\f]+/g, ' ');
}

/** What is printed: without spaces at the ends, no-break and zero-width characters. */
export function printed(text: string): string {
  return text
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replaceAll('\u00a0', ' ')
    .trim();
}

export function isHidden({ tag, attributes }: HtmlElement): boolean {
  if ('hidden' in attributes || (tag === 'input' && attributes.type !== 'text')) return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(attributes.style ?? '');
}

const tagOf = ({ tag, written }: HtmlElement): string => written ?? tag;

/** CSS paths, from the nearest element with an id of its own. */
export class CssPaths {
  readonly #ids = new Map<string, number>();
  readonly #paths = new Map<HtmlElement, string>();

  constructor(root: HtmlElement) {
    for (const { attributes } of descendants(root)) {
      if (attributes.id) this.#ids.set(attributes.id, (this.#ids.get(attributes.id) ?? 0) + 1);
    }
  }

  of(element: HtmlElement): string {
    const known = this.#paths.get(element);
    if (known !== undefined) return known;
    const { parent } = element;
    if (parent && parent.tag !== '#document') this.of(parent);
    // All children at once: one by one would cost the square of their number.
    this.#name(parent ?? element);
    return this.#paths.get(element) ?? tagOf(element);
  }

  #name(parent: HtmlElement): void {
    const base = parent.tag === '#document' ? '' : (this.#paths.get(parent) ?? tagOf(parent));
    const counts = new Map<string, number>();
    for (const child of elementsOf(parent)) counts.set(tagOf(child), (counts.get(tagOf(child)) ?? 0) + 1);
    const seen = new Map<string, number>();
    for (const child of elementsOf(parent)) {
      const { attributes } = child;
      const tag = tagOf(child);
      const index = (seen.get(tag) ?? 0) + 1;
      seen.set(tag, index);
      const { id } = attributes;
      const own = id && this.#ids.get(id) === 1 && /^[A-Za-z][\w-]*$/.test(id);
      const step = counts.get(tag) === 1 ? tag : `${tag}:nth-of-type(${index})`;
      this.#paths.set(child, own ? `#${id}` : base ? `${base} > ${step}` : step);
    }
  }
}

/** What a field of a form shows: a tick or its value; null for buttons, fields that are not shown, and other elements. */
export function fieldText({ tag, attributes }: HtmlElement): string | null {
  if (tag !== 'input') return null;
  const type = (attributes.type ?? 'text').toLowerCase();
  if (type === 'checkbox' || type === 'radio') return 'checked' in attributes ? '☑' : '□';
  return /^(?:text|number|date|month)$/.test(type) ? (attributes.value ?? '') : null;
}
