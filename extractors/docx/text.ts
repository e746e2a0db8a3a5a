/**
 * Paragraphs and notes as mammoth reads them: text, line breaks, symbols, check boxes. The only file that imports
 * mammoth, which is given vetted parts only: it would read a bomb of 100 MB into memory and take the process down.
 */
import mammoth from 'mammoth';

export interface DocxText {
  /** The text of each paragraph, by the number in its bookmark. */
  paragraphs: Map<number, string>;
  notes: { id: string; text: string }[];
  warnings: string[];
}

/** What we use of mammoth's document model. */
interface MammothElement {
  type: string;
  children?: MammothElement[];
  value?: string;
  name?: string;
  checked?: boolean;
  breakType?: string;
  noteType?: string;
  noteId?: string;
  body?: MammothElement[];
  notes?: { resolve(reference: MammothElement): MammothElement | undefined };
}

const BOOKMARK = /^gongkai-(\d+)$/;
const ROOT = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** Reads the paragraphs of a rewritten document. `parts` are the other parts: styles, numbering, notes. */
export async function readParagraphs(
  main: string,
  xml: string,
  parts: ReadonlyMap<string, Uint8Array>,
): Promise<DocxText> {
  const result: DocxText = { paragraphs: new Map(), notes: [], warnings: [] };
  const all = new Map<string, Uint8Array>(parts);
  all.set(main, new TextEncoder().encode(`<w:document ${ROOT}><w:body>${xml}</w:body></w:document>`));
  // `file` is how mammoth's own tests hand it an opened package; its typings name only paths and buffers.
  const file = {
    exists: (name: string) => all.has(name),
    read: async (name: string, encoding?: string) =>
      encoding ? new TextDecoder(encoding).decode(all.get(name)) : all.get(name)!,
  };
  const { messages } = await mammoth.convertToHtml({ file } as unknown as { buffer: Buffer }, {
    externalFileAccess: false,
    includeEmbeddedStyleMap: false,
    transformDocument: (document: MammothElement) => {
      readDocument(document, result);
      // Its HTML is not used.
      return { ...document, children: [] };
    },
  });
  for (const { message } of messages) if (!/^Undefined|was ignored: w:/.test(message)) result.warnings.push(message);
  return result;
}

function readDocument(document: MammothElement, into: DocxText): void {
  const seen = new Set<string>();
  for (const paragraph of document.children ?? []) {
    const state = { id: null as number | null, text: '' };
    read(paragraph, state, (reference) => {
      const key = `${reference.noteType}[${reference.noteId}]`;
      const note = seen.has(key) ? undefined : document.notes?.resolve(reference);
      seen.add(key);
      if (note) into.notes.push({ id: key, text: (note.body ?? []).map(plainText).join('\n').trim() });
    });
    if (state.id !== null) into.paragraphs.set(state.id, state.text);
  }
}

function plainText(element: MammothElement): string {
  const state = { id: null, text: '' };
  read(element, state, () => {});
  return state.text;
}

function read(
  element: MammothElement,
  state: { id: number | null; text: string },
  note: (reference: MammothElement) => void,
): void {
  switch (element.type) {
    case 'text':
      state.text += element.value ?? '';
      return;
    case 'tab':
      state.text += '\t';
      return;
    case 'break':
      if (element.breakType === 'line') state.text += '\n';
      return;
    case 'checkbox':
      state.text += element.checked ? '☑' : '☐';
      return;
    case 'noteReference':
      note(element);
      return;
    case 'bookmarkStart':
      // A paragraph whose mark was deleted comes before the bookmark of the next: they are one.
      state.id = Number(BOOKMARK.exec(element.name ?? '')?.[1] ?? Number.NaN) || state.id;
      return;
    default:
      for (const child of element.children ?? []) read(child, state, note);
  }
}
