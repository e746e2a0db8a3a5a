/** MHT (网页归档), a page saved with its pictures as one MIME message: its HTML is read as any page is. */
import type { Block, Document, Finding, Ignored, Place } from '../document.js';
import { extractHtml, type HtmlOptions } from '../html/index.js';
import { extractText } from '../text/index.js';
import { type MimePart, readMime } from './mime.js';

const MEDIA_TYPE = 'multipart/related';
/** Pages of one message; Excel saves each sheet as a page of its own. */
const MOST_PAGES = 500;
/** What a page is dressed with, and Word's list of the files of a message. */
const DRESSING =
  /^(?:image|font|audio|video)\/|^text\/(?:css|javascript|xml)$|^application\/(?:javascript|x-javascript|xml|x-mso)$/;

/**
 * Reads a message. The page that it names as its root comes first; the others follow where the root only frames them
 * (workbooks), and else are named as left out (headers of Word). Never throws for bad input.
 */
export async function extractMht(
  bytes: Uint8Array,
  { refusals }: Pick<HtmlOptions, 'refusals'> = {},
): Promise<Document> {
  const document: Document = {
    mediaType: MEDIA_TYPE,
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
  let parts: MimePart[];
  try {
    parts = await readMime(bytes);
  } catch (error) {
    return fail('failed/broken', `the message cannot be read: ${(error as Error).message}`);
  }
  const pages = parts.filter(({ type }) => /^(?:text\/html|application\/xhtml\+xml)$/.test(type));
  const [root, ...others] = pages;
  if (!root) {
    const text = parts.find(({ type }) => type === 'text/plain');
    const read = text ? extractText(text.bytes) : null;
    if (!read) return fail('failed/empty', 'the message holds no page');
    Object.assign(document, { ...read, mediaType: MEDIA_TYPE });
  } else {
    const page = extractHtml(root.bytes, { declaredCharset: root.charset, refusals });
    const framed = others.length > 0 && page.blocks.length === 0;
    document.encoding = page.encoding;
    if (!framed) add(document, page, '');
    for (const [i, other] of others.slice(0, MOST_PAGES).entries()) {
      const read = extractHtml(other.bytes, { declaredCharset: other.charset, refusals });
      const name = `${other.names[0]?.split('/').at(-1) ?? `page ${i + 2}`}#`;
      if (framed) add(document, read, name);
      else document.ignored.push(...leftOut(read.blocks, name));
    }
    if (others.length > MOST_PAGES) fail('mht/too-many-pages', `only ${MOST_PAGES} of ${others.length} pages are read`);
    if (framed && document.blocks.length === 0) fail('failed/empty', 'the pages of the message hold no text');
  }
  document.findings.push(...attached(parts.filter((part) => !pages.includes(part))));
  return document;
}

/** Adds what was read of a page, its places under the name of its part. */
function add(document: Document, page: Document, name: string): void {
  const under = (at: Place[]) => at.map((place) => ('path' in place ? { path: name + place.path } : place));
  const blocks = page.blocks.map(
    (block): Block =>
      block.kind === 'paragraph'
        ? { ...block, at: under(block.at) }
        : { ...block, cells: block.cells.map((cell) => ({ ...cell, at: under(cell.at) })) },
  );
  document.blocks.push(...blocks);
  document.ignored.push(...page.ignored.map((each) => ({ ...each, at: under(each.at) })));
  document.links = [...(document.links ?? []), ...(page.links ?? []).map((link) => ({ ...link, at: under(link.at) }))];
  // An empty sheet of a workbook is no failure of the message.
  const told = name === '' ? page.findings : page.findings.filter(({ code }) => code !== 'failed/empty');
  document.findings.push(...told.map((each) => ({ ...each, at: under(each.at) })));
}

function leftOut(blocks: readonly Block[], name: string): Ignored[] {
  return blocks.map((block) => ({
    reason: 'other-page',
    raw: block.kind === 'paragraph' ? block.raw : block.cells.map(({ raw }) => raw).join(' '),
    at: [{ path: name }],
  }));
}

/** Files in the message that are no part of its page: a mail may carry the document itself. */
function attached(parts: readonly MimePart[]): Finding[] {
  return parts
    .filter(({ type }) => !DRESSING.test(type) && type !== 'text/plain')
    .map(({ type, names }) => ({
      code: 'mht/attachment',
      severity: 'warning' as const,
      message: `a file in the message is not read: ${names[0] ?? 'without a name'} (${type})`,
      at: [],
      actual: names[0] ?? type,
    }));
}
