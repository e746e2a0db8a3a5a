/** DOC (Word 97–2003) to Document; WPS files are the same under another name. */
import { readStreams } from '../container/compound-file.js';
import { DOC } from '../container/type.js';
import type { Document } from '../document.js';
import { Refused } from '../docx/refused.js';
import { readBlocks } from './blocks.js';
import { readWordText } from './word.js';

const MOST_BYTES = 200 * 2 ** 20;
const WORD_97 = 0xa5ec;
const WORD_6 = 0xa5dc;
const ENCRYPTED = 0x0100;

/** Reads a DOC. Never throws for bad input: what is damaged, encrypted or too large ends in an error finding. */
export async function extractDoc(bytes: Uint8Array): Promise<Document> {
  const document: Document = { mediaType: DOC, encoding: null, pages: null, blocks: [], ignored: [], findings: [] };
  try {
    await readInto(document, bytes);
  } catch (error) {
    // word-extractor and reads past the end throw errors of many kinds: all of them say that the file is damaged.
    const { code, message } = error instanceof Refused ? error : { code: 'failed/broken', message: String(error) };
    document.findings.push({ code, severity: 'error', message, at: [] });
  }
  return document;
}

async function readInto(document: Document, bytes: Uint8Array): Promise<void> {
  if (bytes.length > MOST_BYTES)
    throw new Refused('failed/too-large', `the file has ${bytes.length} bytes, more than ${MOST_BYTES}`);
  const streams = readStreams(bytes, ['WordDocument', '0Table', '1Table', 'Data']);
  const main = streams.get('WordDocument');
  if (!main || main.length < 0x1aa) throw new Refused('failed/broken', 'the file has no Word document in it');
  const magic = main.readUInt16LE(0);
  if (magic === WORD_6 || (magic === WORD_97 && main.readUInt16LE(2) < 0xc1)) {
    throw new Refused('document/unsupported', 'Word 6.0 and 95 files are not read');
  }
  if (magic !== WORD_97)
    throw new Refused('failed/broken', `not a Word document: it begins with ${magic.toString(16)}`);
  if (main.readUInt16LE(10) & ENCRYPTED)
    throw new Refused('document/encrypted', 'the document is encrypted and needs a password');
  const word = await readWordText(main, streams);
  const { blocks, ignored, findings } = readBlocks(word);
  document.blocks = blocks;
  document.ignored.push(...ignored);
  for (const { type, text } of word.headers) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
    const raw = text.replace(/[\x00-\x1f]+/g, ' ').trim();
    if (raw) document.ignored.push({ reason: type === 'headers' ? 'header' : 'footer', raw, at: [] });
  }
  document.findings.push(...findings);
  if (blocks.length === 0)
    document.findings.push({ code: 'failed/empty', severity: 'error', message: 'the document holds no text', at: [] });
}
