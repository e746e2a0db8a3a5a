/** XML by events, within limits and without entities of its own. The only file that imports saxes. */
import { SaxesParser } from 'saxes';
import { Refused } from './refused.js';

const DEEPEST = 2000;
const CHUNK_BYTES = 1 << 16;

/** Namespaces by the prefix that everybody uses; Word files in the "strict" form have others for the same elements. */
const PREFIX_OF: Record<string, string> = {
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main': 'w',
  'http://purl.oclc.org/ooxml/wordprocessingml/main': 'w',
  'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc',
  'http://schemas.openxmlformats.org/officeDocument/2006/math': 'm',
  'http://purl.oclc.org/ooxml/officeDocument/math': 'm',
};

export interface XmlHandler {
  /** `name` is `w:p`, `mc:Choice`, `m:t`, or `:blip` for elements of any other namespace; attributes by local name. */
  open(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close(name: string): void;
}

/** Reads XML. Refuses document types (entity bombs, external entities), too deep nesting and what is not well-formed. */
export function readXml(bytes: Uint8Array, part: string, handler: XmlHandler): void {
  const parser = new SaxesParser({ xmlns: true });
  const names: string[] = [];
  parser.on('error', (error) => {
    // `&#x1;` is forbidden in XML and still written by some producers: one character is lost, not the document.
    if (!/character/.test(error.message)) throw new Refused('failed/broken', `${part}: ${error.message}`);
  });
  parser.on('doctype', () => {
    throw new Refused('failed/broken', `${part} declares a document type, which OOXML forbids (entity bomb?)`);
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    const name = `${PREFIX_OF[uri] ?? ''}:${local}`;
    if (names.push(name) > DEEPEST)
      throw new Refused('failed/too-large', `${part} is nested deeper than ${DEEPEST} elements`);
    const byLocal: Record<string, string> = {};
    for (const attribute of Object.values(attributes)) byLocal[attribute.local] = attribute.value;
    handler.open(name, byLocal);
  });
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  parser.on('closetag', () => handler.close(names.pop()!));
  const decoder = new TextDecoder(encodingOf(bytes));
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    parser.write(decoder.decode(bytes.subarray(from, from + CHUNK_BYTES), { stream: true }));
  }
  parser.write(decoder.decode());
  parser.close();
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** Text as it may stand in XML. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}
