/**
 * The elements of a page, without what is never displayed. The only file that imports cheerio, whose parser builds the
 * tree that browsers build; what would make it build a huge one is refused before.
 */
import { load } from 'cheerio';

export interface HtmlElement {
  tag: string;
  /** The tag in the page, where the element is read as another. */
  written?: string;
  attributes: Record<string, string>;
  children: HtmlNode[];
  parent: HtmlElement | null;
}

export type HtmlNode = HtmlElement | string;

export interface Page {
  root: HtmlElement;
  /** `<title>`; empty where there is none. */
  title: string;
  comments: { text: string; parent: HtmlElement }[];
  scripts: { type: string; text: string; parent: HtmlElement }[];
  /** Nested deeper than any page: what is further down is read as text of the element there. */
  tooDeep: HtmlElement | null;
}

/** Browsers stop nesting at 512 as well. */
const DEEPEST = 400;
const MOST_TAGS = 1_000_000;
const MOST_ATTRIBUTES = 1000;
/** Elements that the parser opens again in each paragraph, where a page forgets to close them. */
const FORMATTING = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '));
/** Elements that need no end tag: many of them are not nesting. */
const ENDLESS = new Set(
  'p li td th tr thead tbody tfoot dt dd option optgroup br img input meta link hr area base col embed source track wbr param'.split(
    ' ',
  ),
);
/** Open elements from which on each new one costs the standard's parser too much. */
const DEEP = 2000;
/** And from which on both parsers take the square of it. */
const TOO_DEEP = 20_000;
const MOST_REOPENED = 2_000_000;

/** Why a page is not parsed at all. */
export type PageRefusal = { refused: string };

/** Elements that have no end tag in HTML, either. */
const VOID = new Set('area base basefont br col embed frame hr img input link meta param source track wbr'.split(' '));
const SELF_CLOSED = /<([a-z][\w:-]*)((?:\s[^<>]*)?)\/>/gi;

/** In XHTML `<title/>` is an empty element; for the parser of HTML it begins one, which swallows the page. */
function withEndTags(xhtml: string): string {
  return xhtml.replace(SELF_CLOSED, (whole, tag: string, attributes: string) =>
    VOID.has(tag.toLowerCase()) ? whole : `<${tag}${attributes}></${tag}>`,
  );
}

/** Parses a page; refuses one that has too many tags or attributes. */
export function parsePage(source: string): Page | PageRefusal {
  const html = /^\s*<\?xml\b/.test(source) ? withEndTags(source) : source;
  const shape = scan(html);
  if ('refused' in shape) return shape;
  // The standard's algorithm repairs misnested formatting at a cost of tags × open elements; the other one does not.
  const simple = shape.deepest > DEEP || shape.formatting * shape.tags > MOST_REOPENED;
  const $ = simple ? load(html, { xml: { xmlMode: false, decodeEntities: true } }) : load(html);
  return convert($.root()[0] as unknown as ParsedNode);
}

function scan(html: string): { tags: number; deepest: number; formatting: number } | PageRefusal {
  let tags = 0;
  let open = 0;
  let deepest = 0;
  let formatted = 0;
  let formatting = 0;
  for (const match of html.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)/g)) {
    const [, slash, name = '', rest = ''] = match;
    if (++tags > MOST_TAGS) return { refused: `more than ${MOST_TAGS} tags` };
    if (rest.length > 10_000 && rest.split(/\s+/, MOST_ATTRIBUTES + 1).length > MOST_ATTRIBUTES) {
      return { refused: `a tag with more than ${MOST_ATTRIBUTES} attributes` };
    }
    const tag = name.toLowerCase();
    if (ENDLESS.has(tag)) continue;
    open = Math.max(0, open + (slash ? -1 : 1));
    deepest = Math.max(deepest, open);
    if (open > TOO_DEEP) return { refused: `more than ${TOO_DEEP} elements within each other` };
    if (!FORMATTING.has(tag)) continue;
    formatted = Math.max(0, formatted + (slash ? -1 : 1));
    formatting = Math.max(formatting, formatted);
  }
  // A few open elements cost nothing, however long the page.
  return { tags, deepest, formatting: formatting > 8 ? formatting : 0 };
}

/** What we use of the parser's nodes. */
interface ParsedNode {
  type: string;
  name?: string;
  data?: string;
  attribs?: Record<string, string>;
  children?: ParsedNode[];
}

/** What may stand directly in parts of a table. The standard's parser sees to that; the other one leaves text between cells. */
const TABLE_CHILDREN: Record<string, ReadonlySet<string>> = {
  table: new Set(['caption', 'colgroup', 'thead', 'tbody', 'tfoot', 'tr']),
  thead: new Set(['tr']),
  tbody: new Set(['tr']),
  tfoot: new Set(['tr']),
  tr: new Set(['td', 'th']),
};

/** Where a node belongs: around the table, if it may not stand where it does. Nothing between cells is lost. */
function home(into: HtmlElement, tag: string, text = ''): HtmlElement {
  if (tag === '#text' && text !== '' && text.trim() === '') return into;
  let at = into;
  while (at.parent && TABLE_CHILDREN[at.tag] && !TABLE_CHILDREN[at.tag]!.has(tag)) at = at.parent;
  return at;
}

const textIn = ({ children }: ParsedNode) => children?.map(({ data }) => data ?? '').join('') ?? '';

const NOT_DISPLAYED = new Set('style noscript template head title link meta base rp rt rtc'.split(' '));

function convert(document: ParsedNode): Page {
  const root: HtmlElement = { tag: '#document', attributes: {}, children: [], parent: null };
  const page: Page = { root, title: '', comments: [], scripts: [], tooDeep: null };
  // By a list of what is still to do and not by recursion: the parser's tree may be as deep as the page wants.
  const stack: { node: ParsedNode; into: HtmlElement; depth: number }[] = [];
  const push = (nodes: readonly ParsedNode[], into: HtmlElement, depth: number) => {
    for (let i = nodes.length - 1; i >= 0; i--) stack.push({ node: nodes[i]!, into, depth });
  };
  push(document.children ?? [], root, 0);
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, into, depth } = next;
    const tag = node.name?.toLowerCase() ?? '';
    if (node.type === 'text') home(into, '#text', node.data).children.push(node.data ?? '');
    else if (node.type === 'comment') page.comments.push({ text: node.data ?? '', parent: into });
    else if (tag === 'script') page.scripts.push({ type: node.attribs?.type ?? '', text: textIn(node), parent: into });
    else if (tag === 'title') page.title ||= textIn(node);
    else if (!node.children) continue;
    else if (depth >= DEEPEST) {
      page.tooDeep ??= into;
      push(node.children, home(into, '#text'), depth);
    } else if (tag === 'meta' || tag === 'base')
      into.children.push({ tag, attributes: node.attribs ?? {}, children: [], parent: into });
    else if (tag === 'head' || !NOT_DISPLAYED.has(tag)) {
      const parent = home(into, tag);
      const element: HtmlElement = { tag, attributes: node.attribs ?? {}, children: [], parent };
      parent.children.push(element);
      push(node.children, element, depth + 1);
    }
  }
  return page;
}
