/**
 * A page made harmless for being looked at: written anew from the extractor's own tree, with nothing in it but elements,
 * attributes and styles that are named here. No scripts, forms, links that lead anywhere, or loads from elsewhere; the
 * server forbids them once more by its headers. Each element carries the path by which places of the record name it.
 */
import { charsetOf, decodePage } from '../../extractors/html/charset.js';
import { type HtmlElement, parsePage } from '../../extractors/html/dom.js';
import { BEFORE_MARKUP } from '../../extractors/html/index.js';
import { CssPaths, descendants, fieldText, isElement } from '../../extractors/html/tree.js';
import { type MimePart, readMime } from '../../extractors/mht/mime.js';

/** Longer ones are not shown; the extractor refuses them, too. */
const MOST_BYTES = 20 * 2 ** 20;
/** Of the pictures of a saved page together, in bytes. */
const MOST_PICTURES = 20 * 2 ** 20;

/** Kept as they are. Everything else is a `span`, or a `div` where it is a block. */
const KEPT = new Set(
  (
    'p div span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote table caption colgroup col thead tbody tfoot tr td th ' +
    'b strong i em u s strike del ins sub sup small big font center a img address article section header footer main nav aside ' +
    'figure figcaption abbr cite code q ruby tt label fieldset legend'
  ).split(' '),
);
const BLOCKS = new Set('body form details summary dir menu'.split(' '));
/** Left out with all that is in them: what is drawn, played, framed or chosen from. */
const LEFT_OUT = new Set(
  'svg math object embed applet iframe frame frameset video audio canvas map select datalist button script style link meta base title noscript template'.split(
    ' ',
  ),
);
const EMPTY = new Set(['br', 'hr', 'img', 'col']);

/** Attributes and what they may hold. */
const NUMBER = /^\d{1,5}%?$/;
const WORD = /^[a-z]{1,20}$/i;
const ATTRIBUTES: Record<string, RegExp> = {
  ...{ colspan: NUMBER, rowspan: NUMBER, width: NUMBER, height: NUMBER, border: NUMBER, span: NUMBER, start: NUMBER },
  ...{ cellspacing: NUMBER, cellpadding: NUMBER, align: WORD, valign: WORD, size: /^[+-]?\d{1,2}$/ },
  ...{ color: /^#?[\da-z]{1,20}$/i, bgcolor: /^#?[\da-z]{1,20}$/i, dir: WORD, lang: /^[a-z-]{1,20}$/i },
};
const TITLE_LENGTH = 500;

const STYLES = new Set(
  (
    'text-align text-indent text-decoration font-weight font-style font-size color background-color vertical-align ' +
    'width height line-height white-space list-style-type border border-top border-right border-bottom border-left ' +
    'border-collapse border-color border-style border-width margin margin-top margin-right margin-bottom margin-left ' +
    'padding padding-top padding-right padding-bottom padding-left'
  ).split(' '),
);
/** Words, numbers, colours; `rgb()` is the only function. No backslash, quotes, address. */
const STYLE_VALUE = /^(?:rgba?\([\d\s.,%]{1,40}\)|[\w\s.,%#+-]){1,100}$/;

const OWN_STYLE =
  'body{font-family:sans-serif;line-height:1.6;margin:1rem;overflow-wrap:anywhere}table{border-collapse:collapse}' +
  'td,th{border:1px solid #bbb;padding:.2em .4em}img{max-width:100%}a{color:inherit;text-decoration:underline dotted}' +
  'section[data-part]{border-top:3px double #bbb;margin-top:2rem}';

/** The page, or why there is none. */
export type HarmlessPage = { html: string } | { refused: string };

/** Makes a page of HTML. `contentType` is the header that came with it. */
export function harmlessPage(bytes: Uint8Array, contentType?: string): HarmlessPage {
  const body = bodyOf(bytes, charsetOf(contentType), '', new Map());
  return 'refused' in body ? body : { html: framed(body.html) };
}

/** Makes a page of a saved one (MHT): as the extractor reads it, its root, or the pages that this frames. */
export async function harmlessMht(bytes: Uint8Array): Promise<HarmlessPage> {
  const parts = await readMime(bytes);
  const pages = parts.filter(({ type }) => /^(?:text\/html|application\/xhtml\+xml)$/.test(type));
  const pictures = picturesOf(parts);
  const sections: string[] = [];
  for (const [i, part] of pages.entries()) {
    const name = i === 0 ? '' : `${part.names[0]?.split('/').at(-1) ?? `page ${i + 1}`}#`;
    const body = bodyOf(part.bytes, part.charset, name, pictures);
    if ('refused' in body) return body;
    sections.push(i === 0 ? body.html : `<section data-part="${escaped(name)}">${body.html}</section>`);
  }
  return sections.length > 0 ? { html: framed(sections.join('\n')) } : { refused: 'the message holds no page' };
}

function framed(body: string): string {
  return `<!doctype html>\n<html><head><meta charset="utf-8"><style>${OWN_STYLE}</style></head><body>\n${body}\n</body></html>\n`;
}

function bodyOf(
  bytes: Uint8Array,
  charset: string | null,
  name: string,
  pictures: ReadonlyMap<string, string>,
): HarmlessPage {
  if (bytes.length > MOST_BYTES) return { refused: `the page has ${bytes.length} bytes, more than ${MOST_BYTES}` };
  const decoded = decodePage(bytes, charset);
  if (!decoded) return { refused: 'the page is not text in any known encoding' };
  const page = parsePage(decoded.text.slice(BEFORE_MARKUP.exec(decoded.text)?.[0].length ?? 0));
  if ('refused' in page) return { refused: `the page has ${page.refused}` };
  const body = [...descendants(page.root)].find(({ tag }) => tag === 'body') ?? page.root;
  return { html: write(body, new CssPaths(page.root), name, pictures) };
}

/** Writes what is in an element. Its tree is as deep as the parser lets it (some hundreds). */
function write(root: HtmlElement, paths: CssPaths, name: string, pictures: ReadonlyMap<string, string>): string {
  const out: string[] = [];
  const visit = (element: HtmlElement) => {
    const { tag, attributes } = element;
    if (LEFT_OUT.has(tag)) return;
    const field = tag === 'input' ? fieldText(element) : null;
    if (tag === 'input' && field === null) return;
    const picture = tag === 'img' ? pictureOf(attributes.src ?? '', pictures) : null;
    const kept = KEPT.has(tag) && (tag !== 'img' || picture !== null);
    const as = kept ? tag : BLOCKS.has(tag) ? 'div' : 'span';
    const told = [`data-path="${escaped(name + paths.of(element))}"`, ...attributesOf(attributes)];
    if (tag === 'a' && attributes.href) told.push(`title="${escaped(attributes.href.slice(0, TITLE_LENGTH))}"`);
    if (picture !== null) told.push(`src="${escaped(picture)}"`, `alt="${escaped(attributes.alt ?? '')}"`);
    out.push(`<${as} ${told.join(' ')}>`);
    if (kept && EMPTY.has(tag)) return;
    if (field !== null) out.push(escaped(field));
    else if (tag === 'img') out.push(escaped(attributes.alt ? `[${attributes.alt}]` : ''));
    for (const child of element.children) {
      if (isElement(child)) visit(child);
      else out.push(escaped(child));
    }
    out.push(`</${as}>`);
  };
  visit(root);
  return out.join('');
}

function attributesOf(attributes: Record<string, string>): string[] {
  const kept = Object.entries(ATTRIBUTES).flatMap(([name, form]) => {
    const value = attributes[name]?.trim();
    return value !== undefined && form.test(value) ? [`${name}="${escaped(value)}"`] : [];
  });
  const style = styleOf(attributes.style ?? '');
  // What the page hides stays hidden: it is read as such.
  const hidden = 'hidden' in attributes ? ['hidden'] : [];
  return [...kept, ...hidden, ...(style ? [`style="${escaped(style)}"`] : [])];
}

function styleOf(written: string): string {
  return written
    .split(';')
    .flatMap((declaration) => {
      const [property = '', ...rest] = declaration.split(':');
      const [name, value] = [property.trim().toLowerCase(), rest.join(':').trim()];
      if (name === 'display' && value.toLowerCase() === 'none') return ['display:none'];
      if (name === 'visibility' && value.toLowerCase() === 'hidden') return ['visibility:hidden'];
      return STYLES.has(name) && STYLE_VALUE.test(value) ? [`${name}:${value}`] : [];
    })
    .join(';');
}

const DATA_PICTURE = /^data:image\/(?:png|jpeg|gif|webp|bmp);base64,[a-z0-9+/=\s]*$/i;

function pictureOf(source: string, pictures: ReadonlyMap<string, string>): string | null {
  const trimmed = source.trim();
  if (DATA_PICTURE.test(trimmed)) return trimmed;
  return pictures.get(trimmed.replace(/^cid:/i, '')) ?? pictures.get(trimmed.split(/[\\/]/).at(-1) ?? '') ?? null;
}

/** Pictures in the message by the names and ends of names under which its pages may call them. */
function picturesOf(parts: readonly MimePart[]): Map<string, string> {
  const pictures = new Map<string, string>();
  let room = MOST_PICTURES;
  for (const { type, names, bytes } of parts) {
    if (!/^image\/(?:png|jpeg|gif|webp|bmp)$/.test(type) || bytes.length > room) continue;
    room -= bytes.length;
    const address = `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
    for (const name of names) {
      const bare = name.replace(/^<(.*)>$/, '$1'); // as a Content-ID stands in its header
      for (const key of [bare, name.split(/[\\/]/).at(-1) ?? name]) if (!pictures.has(key)) pictures.set(key, address);
    }
  }
  return pictures;
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!);
}
