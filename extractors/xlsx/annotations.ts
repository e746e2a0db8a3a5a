/** What is on a sheet and in no cell: comments (批注), and text boxes, pictures and charts that are drawn over it. */
import { readXml } from '../docx/xml.js';

/** A piece of text and the cell that it hangs on (`B7`); null where the drawing is anchored to none. */
export interface Annotation {
  /** Pictures and charts have no text here. */
  kind: 'comment' | 'text-box' | 'picture';
  text: string;
  cell: string | null;
}

type Parts = ReadonlyMap<string, Uint8Array>;

/** The annotations by the name of their sheet, as far as the package tells where they belong. Throws on broken XML. */
export function readAnnotations(parts: Parts): Map<string, Annotation[]> {
  const annotations = new Map<string, Annotation[]>();
  const workbook = [...parts.keys()].find((name) => /(?:^|\/)workbook\d*\.xml$/i.test(name));
  if (!workbook) return annotations;
  const sheets = relations(parts, workbook);
  readXml(parts.get(workbook)!, workbook, {
    open: (name, attributes) => {
      const part = name === ':sheet' ? sheets.get(attributes.id ?? '')?.target : undefined;
      if (!part || !attributes.name) return;
      const found = [...relations(parts, part).values()].flatMap(({ type, target }) => {
        const content = parts.get(target);
        if (!content) return [];
        if (/\/comments$/.test(type)) return comments(content, target);
        return /\/drawing$/.test(type) ? drawings(content, target) : [];
      });
      if (found.length > 0) annotations.set(attributes.name, found);
    },
    close: () => {},
  });
  return annotations;
}

/** What a part refers to, by id: `xl/worksheets/_rels/sheet1.xml.rels` for `xl/worksheets/sheet1.xml`. */
function relations(parts: Parts, part: string): Map<string, { type: string; target: string }> {
  const found = new Map<string, { type: string; target: string }>();
  const name = part.replace(/([^/]*)$/, '_rels/$1.rels');
  const content = parts.get(name);
  if (!content) return found;
  readXml(content, name, {
    open: (_, { Id, Type, Target }) => {
      if (!Id || !Type || !Target) return;
      const target = new URL(Target, `http://package/${part}`).pathname.slice(1);
      found.set(Id, { type: Type, target: decodeURIComponent(target) });
    },
    close: () => {},
  });
  return found;
}

function comments(content: Uint8Array, part: string): Annotation[] {
  const found: Annotation[] = [];
  let inText = false;
  let phonetic = false;
  readXml(content, part, {
    open: (name, { ref }) => {
      if (name === ':comment') found.push({ kind: 'comment', text: '', cell: ref ?? null });
      if (name === ':rPh') phonetic = true;
      inText = name === ':t' && !phonetic;
    },
    text: (text) => {
      if (inText && found.length > 0) found.at(-1)!.text += text;
    },
    close: (name) => {
      inText = false;
      if (name === ':rPh') phonetic = false;
    },
  });
  return found.filter(({ text }) => text.trim() !== '');
}

/** Shapes with text, pictures and charts, by the cell at their upper left corner; paragraphs are lines. */
function drawings(content: Uint8Array, part: string): Annotation[] {
  const found: Annotation[] = [];
  const open: string[] = [];
  let text = '';
  let picture = false;
  let [column, row] = ['', ''];
  readXml(content, part, {
    open: (name) => {
      open.push(name);
      if (/^:(?:oneCell|twoCell|absolute)Anchor$/.test(name)) {
        [text, column, row] = ['', '', ''];
        picture = false;
      } else if (name === ':pic' || name === ':graphicFrame') picture = true;
    },
    text: (piece) => {
      const name = open.at(-1);
      const isFrom = open.at(-2) === ':from';
      if (name === ':t') text += piece;
      else if (name === ':col' && isFrom) column += piece;
      else if (name === ':row' && isFrom) row += piece;
    },
    close: (name) => {
      open.pop();
      if (name === ':p') text += '\n';
      if (!/^:(?:oneCell|twoCell|absolute)Anchor$/.test(name) || (text.trim() === '' && !picture)) return;
      const known = /^\d{1,5}$/.test(column) && /^\d{1,7}$/.test(row);
      const cell = known ? `${columnLetters(Number(column))}${Number(row) + 1}` : null;
      if (text.trim() !== '') found.push({ kind: 'text-box', text: text.trim(), cell });
      if (picture) found.push({ kind: 'picture', text: '', cell });
    },
  });
  return found;
}

/** `A` for 0, `AA` for 26. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}
