/** What an archived answer is: a document, a list of links, something else; and where it leads. */
import { sniffMediaType } from '../../../extractors/media-type.js';
import type { Holding } from '../../archive/holding.js';
import type { FetchResult, KeptHeaders } from '../fetch/fetcher.js';
import { fileNameOf } from '../links/file-name.js';
import { isListScript, namesFile } from '../markup/link-text.js';
import { type Link, PACKED_LIST, PAGE_TYPE, readPage, type Verdict } from './page.js';

export interface Answer {
  role: 'document' | 'list' | 'other';
  title: string;
  links: Link[];
  verdict: Verdict;
  /** What was not read, cut or not understood. */
  notes: string[];
  /** Addresses that scripts of the page make of records that they ask for. */
  made: string[];
  /** Scripts that may define what the page calls. */
  scripts: string[];
}

/** Larger answers are files: they are handed on, and not searched for links. */
const MOST_PAGE_BYTES = 32 * 2 ** 20;
const HEAD_BYTES = 64 * 1024;
/** What a page is dressed with, and what nobody publishes budgets as. */
const NO_DOCUMENT = /^(?:image|video|audio|font)\/|^application\/(?:javascript|json|x-shockwave-flash)/;
const MARKUP = /^(?:text\/(?:html|xml)|application\/(?:xhtml\+xml|xml|rss\+xml|atom\+xml))/;

const ADDRESSES = /^(?:\xef\xbb\xbf)?\s*https?:\/\/\S+(?:\s+https?:\/\/\S+)*\s*$/;

/** Reads an answer from the archive; for a page that was not modified, the one that was kept. */
export async function readAnswer(
  {
    sha256,
    url,
    result,
    parent,
    made,
    scripts,
    before,
  }: {
    sha256: string;
    url: string;
    /** The page that led here. */
    parent?: string;
    /** Addresses that it, or the page before it, makes of the records that are here. */
    made?: readonly string[];
    /** What the scripts hold that the page shares with others. */
    scripts?: string;
    result: FetchResult;
    before: { contentType?: string; link?: string } | undefined;
  },
  holding: Holding,
): Promise<Answer> {
  const contentType = result.headers?.contentType ?? before?.contentType;
  const link = result.headers?.link ?? before?.link;
  const headers = { ...result.headers, ...(contentType ? { contentType } : {}), ...(link ? { link } : {}) };
  const bytes = 'digest' in result ? (result.digest?.bytes ?? 0) : 0;
  if (bytes > MOST_PAGE_BYTES) return file(await isDocumentFile(await headOf(sha256, holding), url, headers));
  const body = await holding.read(sha256);
  const type = await isDocumentFile(body.subarray(0, HEAD_BYTES), url, headers);
  if (type !== null) return file(type);
  const page = readPage(body, {
    url,
    status: result.status ?? 200,
    ...(contentType ? { contentType } : {}),
    ...(parent ? { parent } : {}),
    ...(made ? { made } : {}),
    ...(scripts === undefined ? {} : { scripts }),
    ...(headers.refresh ? { refresh: headers.refresh } : {}),
    ...(headers.link ? { link: headers.link } : {}),
  });
  if (namesFile(new URL(url).pathname)) page.notes.push('a page, where the address names a file');
  return { ...page, role: page.role === 'article' ? 'document' : page.role };
}

function file(isDocument: boolean | null): Answer {
  return {
    role: isDocument ? 'document' : 'other',
    title: '',
    links: [],
    verdict: { kind: 'content' },
    notes: [],
    made: [],
    scripts: [],
  };
}

/** Told by the bytes: whether it is a document to read; null for what may be a page. */
async function isDocumentFile(head: Uint8Array, url: string, headers: KeptHeaders): Promise<boolean | null> {
  const { contentType = '', contentDisposition: disposition } = headers;
  if (head[0] === 0x50 && head[1] === 0x4b) return true; // a ZIP: its directory is at its end, DOCX or archive alike
  const type = await sniffMediaType(head);
  if (type === null && isListScript(url)) return null;
  // A sitemap in plain text.
  if (type === null && ADDRESSES.test(Buffer.from(head).toString('latin1'))) return null;
  // Text without markup: a page's text would have some.
  if (type === null)
    return contentType.startsWith('text/plain') ||
      (namesFile(fileNameOf(url, disposition) ?? '') && !MARKUP.test(contentType))
      ? true
      : null;
  const isPacked = type === 'application/gzip' && (PAGE_TYPE.test(contentType) || PACKED_LIST.test(url));
  if (MARKUP.test(type) || isPacked) return null;
  return !NO_DOCUMENT.test(type);
}

async function headOf(sha256: string, holding: Holding): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of holding.stream(sha256)) {
    parts.push(part);
    length += part.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}
