/** HTML and XHTML to Document: the article and its tables, the metadata over it, and what the site put around it. */
import type { Document } from '../document.js';
import { blocksOf, type Reading } from './blocks.js';
import { decodePage } from './charset.js';
import { readDivTables } from './div-tables.js';
import { type HtmlElement, type Page, parsePage } from './dom.js';
import { findFurniture, findLinks, siteNames } from './furniture.js';
import { findHiddenLists } from './lists.js';
import { readMetadata, readMetaTags } from './metadata.js';
import { ordinalsOf } from './ordinals.js';
import { type RefusalSigns, refusalOf } from './refusal.js';
import { CssPaths, collapse, descendants, printed, textOf } from './tree.js';

/** A page with a budget of 1000 tables has 5 MB. */
const MOST_BYTES = 20 * 2 ** 20;

/** A crawler's log lines before the markup. */
export const BEFORE_MARKUP = /^[^<]{1,4000}(?=<!doctype html)/i;

export interface HtmlOptions {
  /** The charset of the Content-Type header, where the server sent one. */
  declaredCharset?: string | null;
  /** Tells pages that stand in the place of a document. */
  refusals?: RefusalSigns | undefined;
}

/** Reads a page. Never throws for bad input: what is too large or no text ends in an error finding. */
export function extractHtml(bytes: Uint8Array, { declaredCharset = null, refusals }: HtmlOptions = {}): Document {
  const document: Document = {
    mediaType: 'text/html',
    encoding: null,
    pages: null,
    blocks: [],
    ignored: [],
    findings: [],
  };
  const fail = (code: string, message: string): Document => {
    document.findings.push({ code, severity: 'error', message, at: [] });
    return document;
  };
  if (bytes.length > MOST_BYTES)
    return fail('failed/too-large', `the page has ${bytes.length} bytes, more than ${MOST_BYTES}`);
  const decoded = decodePage(bytes, declaredCharset);
  if (!decoded) return fail('failed/broken', 'the page is not text in any known encoding');
  document.encoding = decoded.encoding;
  document.findings.push(...decoded.findings);
  // A crawler's log lines before the markup; browsers would show them as text of the page.
  const before = BEFORE_MARKUP.exec(decoded.text)?.[0] ?? '';
  if (before.trim()) {
    document.ignored.push({
      reason: 'before-markup',
      raw: before.trim(),
      at: [{ line: 1, column: 1, length: before.length }],
    });
  }
  const page = parsePage(decoded.text.slice(before.length));
  if ('refused' in page) return fail('failed/too-large', `the page has ${page.refused}`);
  readPage(page, document, refusals);
  return document;
}

function readPage(page: Page, document: Document, refusals: RefusalSigns | undefined): void {
  const { findings, ignored } = document;
  const body = [...descendants(page.root)].find(({ tag }) => tag === 'body') ?? page.root;
  readDivTables(body);
  const paths = new CssPaths(page.root);
  const metadata = readMetadata(body, paths);
  const furniture = findFurniture(body, siteNames(page));
  for (const [element, reason] of furniture) {
    const raw = printed(collapse(textOf(element)));
    if (raw) ignored.push({ reason, raw, at: [{ path: paths.of(element) }] });
  }
  const reading: Reading = {
    paths,
    skip: (element: HtmlElement) => metadata.elements.has(element) || furniture.has(element),
    ordinals: ordinalsOf(body),
    ignored,
    cut: [],
  };
  const article = blocksOf(body, reading);
  const head = [...readMetaTags(page.root, metadata.paragraphs, paths), ...metadata.paragraphs];
  document.blocks = article.length > 0 ? [...head, ...article] : head;
  const links = linksOf(page, body, furniture, paths);
  document.links = links.map(({ text, href, at }) => ({ text, href, at }));
  findings.push(...findHiddenLists(page, paths));
  for (const { text, href, at, attachment } of links) {
    if (!attachment) continue;
    const message = `attached: ${text || 'without a name'}`;
    findings.push({ code: 'html/attachment', severity: 'info', message, at, actual: href });
  }
  for (const { table, cells } of reading.cut) {
    findings.push({
      code: 'html/table-cut',
      severity: 'error',
      message: `${cells} cell(s) beyond the limit of a table are not read`,
      at: [{ path: paths.of(table) }],
    });
  }
  if (page.tooDeep) {
    findings.push({
      code: 'html/too-deep',
      severity: 'warning',
      message: 'elements are nested deeper than browsers read; their text is kept, not their structure',
      at: [{ path: paths.of(page.tooDeep) }],
    });
  }
  // A page of data is none, however short.
  const isBare = document.blocks.every(({ kind }) => kind === 'paragraph');
  const refusal = refusals && isBare ? refusalOf(textOf(body), refusals) : null;
  if (refusal) {
    findings.push(refusal);
    return;
  }
  if (article.length > 0) return;
  const listed =
    ignored.some(({ reason }) => reason === 'navigation') || findings.some(({ code }) => code.startsWith('html/list-'));
  findings.push(
    listed
      ? {
          code: 'html/no-article',
          severity: 'warning',
          message: 'the page holds menus and lists of links, no text of its own',
          at: [],
        }
      : { code: 'failed/empty', severity: 'error', message: 'the page holds no text', at: [] },
  );
}

/** Links with their addresses as they are written, but for a base that the page gives: without it they lead elsewhere. */
function linksOf(page: Page, body: HtmlElement, furniture: ReturnType<typeof findFurniture>, paths: CssPaths) {
  const base = [...descendants(page.root)].find(({ tag, attributes }) => tag === 'base' && attributes.href)?.attributes
    .href;
  return findLinks(body, furniture).map(({ element, attachment }) => {
    const written = (element.attributes.href ?? '').trim();
    return {
      text: printed(collapse(textOf(element))) || (element.attributes.title ?? ''),
      href: base && URL.canParse(written, base) ? new URL(written, base).href : written,
      at: [{ path: paths.of(element) }],
      attachment,
    };
  });
}
