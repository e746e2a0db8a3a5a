/** Bytes to Document. The type is told by the bytes; what cannot be read ends in a finding that names it. */
import type { Document, Finding } from './document.js';
import { sniffMediaType } from './media-type.js';
import { extractText } from './text/index.js';

/** Formats that counties publish and that are not read yet, by the name people know them by. */
const FORMAT_NAMES: Record<string, string> = {
  'application/pdf': 'PDF',
  'text/html': 'HTML',
  'application/xhtml+xml': 'XHTML',
  'multipart/related': 'MHT',
  'application/rtf': 'RTF',
  'application/x-cfb': 'DOC/XLS/WPS (compound file)',
  'application/zip': 'ZIP',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'application/x-rar-compressed': 'RAR',
};

/**
 * Reads a document of any kind. Never throws for bad input: an unreadable document has no blocks and an error finding
 * (`failed/empty`, `document/unsupported`), from which its status follows.
 */
export async function extract(bytes: Uint8Array): Promise<Document> {
  if (bytes.length === 0) return unread('application/x-empty', 'failed/empty', 'the file is empty');
  const type = await sniffMediaType(bytes);
  if (type && !type.startsWith('text/plain')) {
    return unread(type, 'document/unsupported', `${FORMAT_NAMES[type] ?? type} is not read yet`);
  }
  return (
    extractText(bytes) ??
    unread('application/octet-stream', 'document/unsupported', 'unknown binary data, not text in any known encoding')
  );
}

function unread(mediaType: string, code: string, message: string): Document {
  const finding: Finding = { code, severity: 'error', message, at: [] };
  return { mediaType, encoding: null, pages: null, blocks: [], ignored: [], findings: [finding] };
}
