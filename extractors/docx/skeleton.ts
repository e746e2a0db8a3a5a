/** What `word/document.xml` is made of, before its text is read: paragraphs by number, tables as they are written. */

export interface ParagraphRef {
  kind: 'paragraph';
  /** Number in document order; mammoth's text is found by it. */
  id: number;
  path: string;
  style: string | null;
  /** `w:numPr` of the paragraph itself; null where it has none. */
  numbering: { list: string | null; level: number | null } | null;
}

export interface CellRef {
  path: string;
  gridSpan: number;
  vertical: 'begin' | 'continue' | null;
  horizontal: 'begin' | 'continue' | null;
  deleted: boolean;
  flow: Flow;
}

export interface RowRef {
  path: string;
  gridBefore: number;
  deleted: boolean;
  cells: CellRef[];
}

export interface TableRef {
  kind: 'table';
  path: string;
  /** Widths of `w:tblGrid` in twips. */
  widths: number[];
  rows: RowRef[];
}

export type Flow = (ParagraphRef | TableRef)[];

/** Left out on purpose, or what it says is not displayed. */
export interface LeftOut {
  reason: 'tracked-deletion' | 'hidden-text' | 'placeholder-text' | 'field-code' | 'word-art';
  text: string;
  path: string;
}

export interface Skeleton {
  flow: Flow;
  /** The same paragraphs for mammoth: only what is displayed, without tables, fields, frames and merges. */
  xml: string;
  leftOut: LeftOut[];
  images: string[];
  /** Workbooks and other documents embedded in this one, by their program. */
  embedded: { program: string; path: string }[];
  /** Fields with today's date that were left out. */
  today: number;
}
