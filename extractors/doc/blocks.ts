/** Characters and paragraph properties of a Word 97 file to blocks: paragraphs, and tables on the grid of their edges. */
import type { Block, Cell, Finding, Ignored, Paragraph, Table } from '../document.js';
import { type GridCell, placeCells } from '../docx/grid.js';
import { Path } from '../docx/paths.js';
import { runAt, type Sprm } from './properties.js';
import type { Character, WordText } from './word.js';

const IN_TABLE = 0x2416;
const ROW_END = 0x2417;
const INNER_ROW_END = 0x244c;
const ROW_DEFINITION = 0xd608;
const VERTICAL_MERGE = 0xd62b;

/** Width of a column where the row's definition is lost: any, so that columns stay apart. */
const COLUMN_WIDTH = 1000;

const MARKS = { cell: '\x07', paragraph: '\r', page: '\f', line: '\v' };
const FIELD = { begin: '\x13', separator: '\x14', end: '\x15' };
/** Anchors of pictures, notes and comments, and hyphens that show at line ends only. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /[\x00-\x08\x0e-\x12\x16-\x1d\x1f]/;

interface Row {
  cells: {
    text: string;
    left: number;
    right: number;
    vertical: GridCell['vertical'];
    horizontal: GridCell['horizontal'];
  }[];
}

export interface DocBlocks {
  blocks: Block[];
  ignored: Ignored[];
  findings: Finding[];
}

/** Puts the blocks of a document together. */
export function readBlocks(word: WordText): DocBlocks {
  const reader = new BlockReader(word);
  reader.read(word.main, new Path('WordDocument#'));
  for (const { part, characters } of word.apart)
    if (characters.length > 0) reader.read(characters, new Path(`WordDocument#${part}`));
  return reader.result();
}

class BlockReader {
  readonly #blocks: Block[] = [];
  readonly #ignored: Ignored[] = [];
  readonly #findings: Finding[] = [];
  #rows: Row[] = [];
  #cells: string[] = [];
  #text = '';
  /** Text that is not displayed, and why. */
  #left: { text: string; state: 'deleted' | 'hidden' | null } = { text: '', state: null };
  /** Fields around: only their result is displayed. */
  #fields: ('code' | 'result')[] = [];
  #lists = 0;
  #nested = false;
  #path = new Path('');

  constructor(private readonly word: WordText) {}

  read(characters: readonly Character[], path: Path): void {
    this.#path = path;
    for (const character of characters) this.#take(character);
    this.#endLeftOut();
    this.#endTable();
    this.#endParagraph();
  }

  result(): DocBlocks {
    if (this.#lists > 0) {
      this.#findings.push({
        code: 'doc/list-numbers',
        severity: 'info',
        message: `the numbers of ${this.#lists} list paragraph(s) are not read`,
        at: [],
      });
    }
    if (this.word.unknownSymbols > 0) {
      this.#findings.push({
        code: 'doc/symbols',
        severity: 'warning',
        message: `${this.word.unknownSymbols} character(s) of symbol fonts are not known`,
        at: [],
      });
    }
    if (this.#nested) {
      this.#findings.push({
        code: 'doc/nested-table',
        severity: 'warning',
        message: 'tables within cells are read as lines of the cell',
        at: [],
      });
    }
    return { blocks: this.#blocks, ignored: this.#ignored, findings: this.#findings };
  }

  #take({ text, position, state }: Character): void {
    const leftOut = state === 'shown' || text === MARKS.cell ? null : state;
    if (leftOut !== this.#left.state) this.#endLeftOut();
    this.#left.state = leftOut;
    if (leftOut) {
      this.#left.text += text;
      return;
    }
    if (text === FIELD.begin) this.#fields.push('code');
    else if (text === FIELD.separator) this.#fields.splice(-1, 1, 'result');
    else if (text === FIELD.end) this.#fields.pop();
    else if (text === MARKS.cell) this.#endCell(position);
    else if (this.#fields.includes('code')) return;
    else if (text === MARKS.paragraph || text === MARKS.page) this.#endLine(position);
    else if (text === MARKS.line) this.#text += '\n';
    else if (text === '\x1e') this.#text += '-';
    else if (!INVISIBLE.test(text)) this.#text += text;
  }

  #endLeftOut(): void {
    const { text: raw, state } = this.#left;
    this.#left = { text: '', state: null };
    const reason = state === 'hidden' ? 'hidden-text' : 'tracked-deletion';
    if (raw.trim() !== '') this.#ignored.push({ reason, raw, at: [{ path: this.#path.text }] });
  }

  #sprmsAt(position: number): Sprm[] {
    return runAt(this.word.paragraphs, position)?.sprms ?? [];
  }

  #endLine(position: number): void {
    const sprms = this.#sprmsAt(position);
    if (this.#text.trim() !== '' && this.word.isListed(position)) this.#lists++;
    if (sprms.some(({ code, operand }) => code === IN_TABLE && operand[0] === 1)) {
      // Cells of a table within a cell end as paragraphs do.
      if (sprms.some(({ code }) => code === INNER_ROW_END)) this.#nested = true;
      this.#text += '\n';
      return;
    }
    this.#endTable();
    this.#endParagraph();
  }

  #endParagraph(): void {
    const raw = this.#text;
    this.#text = '';
    this.#fields = [];
    const { text: path } = this.#path.child('p');
    for (const line of raw.split('\n')) {
      const text = line.trim();
      if (text === '') continue;
      const paragraph: Paragraph = { kind: 'paragraph', text, raw: line, at: [{ path }], offsets: [0], repairs: [] };
      this.#blocks.push(paragraph);
    }
  }

  #endCell(position: number): void {
    const sprms = this.#sprmsAt(position);
    if (!sprms.some(({ code, operand }) => code === ROW_END && operand[0] === 1)) {
      // 序号 is often nothing but the number of an empty paragraph.
      if (this.word.isListed(position)) this.#lists++;
      this.#cells.push(this.#text);
      this.#text = '';
      this.#fields = [];
      return;
    }
    this.#rows.push(rowOf(this.#cells, sprms));
    this.#cells = [];
    this.#text = '';
  }

  #endTable(): void {
    // A row without its end mark: the file is damaged, its cells are not lost.
    if (this.#cells.length > 0) this.#rows.push(rowOf(this.#cells, []));
    this.#cells = [];
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length === 0) return;
    const path = this.#path.child('tbl');
    const grid = placeCells(rows.map(({ cells }) => cells));
    const cells: Cell[] = [];
    rows.forEach((row, i) => {
      const rowPath = path.child('tr');
      row.cells.forEach(({ text: raw }, j) => {
        const at = [{ path: rowPath.child('tc').text }];
        const text = raw
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '')
          .join('\n');
        const placed = grid.placed[i]![j];
        if (text === '') return;
        if (placed) cells.push({ ...placed, text, raw, at, repairs: [] });
        else this.#ignored.push({ reason: 'merged-away', raw, at });
      });
    });
    const table: Table = {
      kind: 'table',
      method: 'doc/grid',
      rows: grid.rows,
      columns: grid.columns,
      cells,
      breaks: [],
    };
    if (grid.columns > 1) this.#blocks.push(table);
    else
      for (const cell of cells)
        this.#blocks.push({
          kind: 'paragraph',
          text: cell.text,
          raw: cell.raw,
          at: cell.at,
          offsets: [0],
          repairs: [],
        });
  }
}

/** The cells of a row with the edges and merges of its definition (`sprmTDefTable`). */
function rowOf(texts: readonly string[], sprms: readonly Sprm[]): Row {
  const definition = sprms.filter(({ code }) => code === ROW_DEFINITION).at(-1)?.operand;
  const count = definition?.[0] ?? 0;
  const flagsAt = 1 + (count + 1) * 2;
  const known = definition !== undefined && count >= texts.length && definition.length >= flagsAt;
  const merges = new Map(
    sprms
      .filter(({ code, operand }) => code === VERTICAL_MERGE && operand.length >= 2)
      .map(({ operand }) => [operand[0]!, operand[1]!]),
  );
  return {
    cells: texts.map((text, i) => {
      const at = flagsAt + i * 20;
      const flags = known && at + 2 <= definition.length ? definition.readUInt16LE(at) : 0;
      const vertical = merges.get(i) ?? (flags >> 5) & 3;
      return {
        text,
        left: known ? definition.readInt16LE(1 + i * 2) : i * COLUMN_WIDTH,
        right: known ? definition.readInt16LE(3 + i * 2) : (i + 1) * COLUMN_WIDTH,
        vertical: vertical === 0 ? null : vertical === 1 ? 'continue' : 'begin',
        // A merged cell that has text after all is one of its own.
        horizontal: (flags & 3) === 2 && text.trim() === '' ? 'continue' : null,
      };
    }),
  };
}
