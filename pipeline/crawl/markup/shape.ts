/** How the text of a page stands in it: prose, lines of a list with their dates, cells of data, lines that say something. */
import { foldWord } from '../words.js';

const LONGEST_LINE = 400;
/** Text outside of links from which on a line is prose. */
const PROSE = 30;
/** A line up to which it may be all that the page says: "the page does not exist". */
const SHORT = 160;
const MOST_SHORT = 20_000;
/** The text of a link that can be a title. */
const TITLE = 6;
const DATE =
  /(?:19|20)\d{2}\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,2})?|(?:^|[\s[(（【])\d{1,2}[-/月]\d{1,2}(?:$|[\s\])）】日])/;
const BARE_DATE =
  /^[\s[(（【]*(?:(?:19|20)\d{2}\s*[-./年]\s*)?\d{1,2}\s*[-./月]\s*\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?[\s\])）】]*$/;

export class Shape {
  /** Characters but spaces: all, and those in links. */
  characters = 0;
  linked = 0;
  links = 0;
  files = 0;
  /** Characters of lines that hold no link, outside of footers. */
  own = 0;
  /** Characters of those that are long enough to be prose, and of prose with links in it. */
  prose = 0;
  /** Links with a date beside them. */
  items = 0;
  /** Cells of tables that hold text and no link. */
  plainCells = 0;
  linkedCells = 0;
  /** Short lines outside of links, folded, one a line. */
  short = '';

  #line = { text: '', plain: 0, linked: 0, links: 0, titles: 0 };
  /** What stands in the same row before. */
  #row = '';
  #cell: { plain: number; linked: number } | null = null;
  /** The line before was nothing but the title of an item. */
  #titled = false;

  constructor(private readonly footer: readonly string[]) {}

  text(text: string, inLink: boolean): void {
    const length = inkOf(text);
    if (length === 0) {
      if (this.#line.text !== '') this.#keep(' ');
      return;
    }
    this.characters += length;
    if (inLink) {
      this.linked += length;
      this.#line.linked += length;
      if (this.#cell) this.#cell.linked += length;
    } else {
      this.#line.plain += length;
      if (this.#cell) this.#cell.plain += length;
      this.#keep(text);
    }
    if (this.#row.length < LONGEST_LINE) this.#row += text.slice(0, LONGEST_LINE);
  }

  #keep(text: string): void {
    if (this.#line.text.length < LONGEST_LINE) this.#line.text += text.slice(0, LONGEST_LINE);
  }

  /** A link of the line has ended. */
  link(text: string, file: boolean): void {
    this.links++;
    if (file) this.files++;
    this.#line.links++;
    if (text.length >= TITLE) this.#line.titles++;
  }

  unnamedLink(): void {
    this.#line.links++;
  }

  /** What stands in the line or row before a link that is called `text`, at most 100 characters of it. */
  lineBefore(text: string): string {
    const before = this.#row.replace(/\s+/g, ' ').trim();
    return (text && before.endsWith(text) ? before.slice(0, -text.length) : before).slice(-100).trim();
  }

  /** A cell begins or ends. */
  cell(): void {
    this.#endCell();
    this.#endText();
    this.#cell = { plain: 0, linked: 0 };
    this.#row += ' ';
  }

  /** A line ends, or an item of a list with what stands before it, or a row of a table with its cells. */
  endLine(what: 'line' | 'item' | 'row' = 'line'): void {
    this.#endText();
    if (what === 'row') {
      this.#endCell();
      this.#cell = null;
    }
    // Lines within a cell are lines, and its row goes on.
    if (what !== 'line' || this.#cell === null) this.#row = '';
    else this.#row += ' ';
  }

  end(): void {
    this.endLine('row');
  }

  #endCell(): void {
    if (!this.#cell) return;
    if (this.#cell.linked > 0) this.linkedCells++;
    else if (this.#cell.plain > 0) this.plainCells++;
  }

  #endText(): void {
    const { text, plain, linked, links, titles } = this.#line;
    if (plain === 0 && links === 0) return;
    this.#line = { text: '', plain: 0, linked: 0, links: 0, titles: 0 };
    if (titles > 0 && links <= 3 && DATE.test(text)) this.items++;
    else if (this.#titled && links === 0 && BARE_DATE.test(text)) this.items++;
    this.#titled = titles > 0 && links <= 3 && plain <= 4;
    if (plain === 0) return;
    const folded = plain <= LONGEST_LINE ? foldWord(text) : '';
    if (!this.footer.some((word) => folded.includes(word))) {
      if (plain >= PROSE && plain > linked) this.prose += plain;
      if (links === 0 && linked === 0 && !BARE_DATE.test(text)) this.own += plain;
    }
    if (plain <= SHORT && plain > 1 && this.short.length < MOST_SHORT) this.short += `${folded}\n`;
  }
}

function inkOf(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x20 && code !== 0xa0 && code !== 0x3000 && code !== 0x200b && code !== 0xfeff) length++;
  }
  return length;
}
