/** DOCX to Document: text by mammoth, table geometry and places by the OOXML of the same package. */
import type { Document, Finding, Ignored, Paragraph } from '../document.js';
import { assemble } from './blocks.js';
import { Numbering } from './numbering.js';
import { openPackage, type Package } from './package.js';
import { Refused } from './refused.js';
import { rewriteDocument } from './rewrite.js';
import { Styles } from './styles.js';
import { readParagraphs } from './text.js';
import { readXml } from './xml.js';

const MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const MAIN = 'word/document.xml';
/** Parts that mammoth reads beside the main one; small in every honest document. */
const SIDE_PARTS = [
  '[Content_Types].xml',
  '_rels/.rels',
  'word/_rels/document.xml.rels',
  'word/styles.xml',
  'word/numbering.xml',
  'word/footnotes.xml',
  'word/endnotes.xml',
];
const SIDE_PART_BYTES = 8 * 2 ** 20;

export interface DocxOptions {
  /** Made by a program from a document of another format: the dates of today in it are those of the conversion. */
  converted?: boolean;
}

/** Reads a DOCX. Never throws for bad input: what is broken, encrypted or too large ends in an error finding. */
export async function extractDocx(bytes: Uint8Array, { converted = false }: DocxOptions = {}): Promise<Document> {
  const document: Document = {
    mediaType: MEDIA_TYPE,
    encoding: null,
    pages: null,
    blocks: [],
    ignored: [],
    findings: [],
  };
  try {
    await readInto(document, bytes, converted);
  } catch (error) {
    // What libraries throw on a malformed package is about the package.
    const { code, message } = error instanceof Refused ? error : { code: 'failed/broken', message: String(error) };
    document.blocks = [];
    document.findings.push({ code, severity: 'error', message, at: [] });
  }
  return document;
}

async function readInto(document: Document, bytes: Uint8Array, converted: boolean): Promise<void> {
  const { findings, ignored } = document;
  const zip = await openPackage(bytes);
  const main = await mainPart(zip);
  const xml = await zip.read(main);
  if (!xml) throw new Refused('failed/broken', `the package has no ${main}`);
  const parts = await sideParts(zip, findings);
  const styles = new Styles(parts.get('word/styles.xml') ?? null);
  const skeleton = rewriteDocument(xml, main, styles, { withoutToday: converted });
  const text = await readParagraphs(MAIN, skeleton.xml, parts);
  const numbering = new Numbering(parts.get('word/numbering.xml') ?? null, styles);
  document.blocks = assemble(skeleton.flow, { texts: text.paragraphs, numbering, ignored });
  for (const note of text.notes) if (note.text) document.blocks.push(paragraph(note.text, `word/notes#${note.id}`));
  for (const { reason, text: raw, path } of skeleton.leftOut) ignored.push({ reason, raw, at: [{ path }] });
  ignored.push(...(await partsApart(zip)));
  for (const { program, path } of skeleton.embedded) {
    findings.push({
      code: 'docx/embedded-document',
      severity: 'warning',
      message: `a document of ${program} is embedded and not read`,
      at: [{ path }],
    });
  }
  if (skeleton.today > 0) {
    findings.push({
      code: 'docx/date-of-today',
      severity: 'warning',
      message: `${skeleton.today} field(s) that show the date of the day are left out`,
      at: [],
    });
  }
  for (const message of new Set(text.warnings))
    findings.push({ code: 'docx/reader-warning', severity: 'warning', message, at: [] });
  const pictures = skeleton.images.map((path) => ({ path }));
  if (document.blocks.length === 0) {
    findings.push(
      pictures.length > 0
        ? {
            code: 'document/needs-ocr',
            severity: 'error',
            message: `the document holds ${pictures.length} picture(s) and no text`,
            at: pictures,
          }
        : { code: 'failed/empty', severity: 'error', message: 'the document holds no text', at: [] },
    );
  } else if (pictures.length > 0) {
    findings.push({
      code: 'docx/picture',
      severity: 'info',
      message: `${pictures.length} picture(s), whose text is not read`,
      at: pictures,
    });
  }
}

/** The part that the package names as its main one; `word/document.xml` almost everywhere, `document2.xml` from some servers. */
async function mainPart(zip: Package): Promise<string> {
  let main: string | null = null;
  const rels = await zip.read('_rels/.rels');
  if (rels) {
    readXml(rels, '_rels/.rels', {
      open: (_, { Type, Target }) => {
        if (Type?.endsWith('/officeDocument') && Target) main = Target.replace(/^\//, '');
      },
      close: () => {},
    });
  }
  return main !== null && zip.names.has(main) ? main : MAIN;
}

/** The parts beside the main one that can be trusted with mammoth: well-formed, without entities, not large. */
async function sideParts(zip: Package, findings: Finding[]): Promise<Map<string, Uint8Array>> {
  const parts = new Map<string, Uint8Array>();
  for (const name of SIDE_PARTS) {
    try {
      const bytes = await zip.read(name);
      if (!bytes) continue;
      if (bytes.length > SIDE_PART_BYTES) throw new Refused('failed/too-large', `${name} has ${bytes.length} bytes`);
      readXml(bytes, name, { open: () => {}, close: () => {} });
      parts.set(name, bytes);
    } catch (error) {
      findings.push({
        code: 'docx/part-left-out',
        severity: 'warning',
        message: `${name} is not read: ${(error as Error).message}`,
        at: [],
      });
    }
  }
  // The relations of a package may name another main part; mammoth is given ours.
  parts.delete('_rels/.rels');
  return parts;
}

/** Headers and footers, which repeat on each page, what reviewers said, and words in drawings: apart from the text. */
const APART: [RegExp, Ignored['reason']][] = [
  [/^word\/header\d*\.xml$/, 'header'],
  [/^word\/footer\d*\.xml$/, 'footer'],
  [/^word\/comments\.xml$/, 'comment'],
  [/^word\/charts\/chart\d*\.xml$/, 'chart'],
  [/^word\/diagrams\/data\d*\.xml$/, 'diagram'],
];

async function partsApart(zip: Package): Promise<Ignored[]> {
  const ignored: Ignored[] = [];
  for (const name of [...zip.names].sort()) {
    const reason = APART.find(([pattern]) => pattern.test(name))?.[1];
    if (!reason) continue;
    try {
      const bytes = await zip.read(name);
      const raw = bytes && bytes.length <= SIDE_PART_BYTES ? plainText(bytes, name) : '';
      if (raw) ignored.push({ reason, raw, at: [{ path: name }] });
    } catch {
      ignored.push({ reason: `unreadable-${reason}`, raw: '', at: [{ path: name }] });
    }
  }
  return ignored;
}

/** The text of runs, of drawings, and the values of charts, a line for each paragraph or value. */
function plainText(bytes: Uint8Array, part: string): string {
  let text = '';
  let inText = false;
  readXml(bytes, part, {
    open: (name) => {
      inText = name === 'w:t' || name === ':t' || name === ':v';
    },
    text: (piece) => {
      if (inText) text += piece;
    },
    close: (name) => {
      inText = false;
      if (name === 'w:p' || name === ':p' || name === ':v') text += '\n';
    },
  });
  return text.trim();
}

function paragraph(text: string, path: string): Paragraph {
  return { kind: 'paragraph', text, raw: text, at: [{ path }], offsets: [0], repairs: [] };
}
