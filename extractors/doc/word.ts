/**
 * The text of a Word 97–2003 file with its cell marks. The only file that imports word-extractor, which finds the parts
 * and pieces of the text; three of its steps are replaced, each for a reason that counties' files give.
 */
import { Readable } from 'node:stream';
import WordOleExtractor from 'word-extractor/lib/word-ole-extractor.js';
import { Refused } from '../docx/refused.js';
import { raised, symbolOf } from '../docx/symbols.js';
import { characterRuns, paragraphRuns, type Run, runAt, type Sprm } from './properties.js';
import { HIDDEN, LIST, Styles } from './styles.js';

/** 3000 pages; each character is an object while it is read. */
const MOST_CHARACTERS = 3_000_000;
const MOST_PIECES = 500_000;

/** sprmCFRMarkDel; sprmCIss with its value for text above the line. */
const DELETED = 0x0800;
const POSITION = 0x2a48;
const ABOVE = 1;
/** sprmCSymbol: a character of a symbol font; and the fonts of a run, in which private characters mean something. */
const SYMBOL = 0x6a09;
const FONTS = new Set([0x4a4f, 0x4a50, 0x4a51]);

export interface Character {
  text: string;
  /** Where its byte lies, by which its paragraph's properties are found. */
  position: number;
  state: 'shown' | 'deleted' | 'hidden';
}

export interface WordText {
  main: Character[];
  /** Text boxes, footnotes, endnotes: their place in the text is not read. */
  apart: { part: 'textbox' | 'footnote' | 'endnote'; characters: Character[] }[];
  headers: { type: string; text: string }[];
  /** Where each paragraph ends that a list numbers, by itself or by its style; a list of number 0 is none. */
  isListed: (position: number) => boolean;
  paragraphs: Run[];
  /** Characters of symbol fonts that are not known, or in no known font. */
  unknownSymbols: number;
}

/** Reads the text of the streams of a compound file. Throws what word-extractor throws on damage, or {@link Refused}. */
export async function readWordText(document: Buffer, streams: ReadonlyMap<string, Buffer>): Promise<WordText> {
  const reader = new WordReader(streams.get('Data') ?? null);
  await reader.extractWordDocument(
    { stream: (name) => Readable.from([streams.get(name) ?? Buffer.alloc(0)]) },
    document,
  );
  return reader.result();
}

class WordReader extends WordOleExtractor {
  #characters: Run[] = [];
  #paragraphs: Run[] = [];
  #fonts: string[] = [];
  #styles: Styles | null = null;
  #unknownSymbols = 0;

  constructor(private readonly data: Buffer | null) {
    super();
  }

  /** Bookmarks are not text; the original gives up the document over names in one-byte characters. */
  protected override writeBookmarks(): void {}

  /** Pieces may all name the same bytes: what comes out is counted first. One-byte characters keep their number. */
  protected override writePieces(buffer: Buffer, table: Buffer): void {
    refuseHugePieces(buffer, table);
    super.writePieces(buffer, table);
    // The original turns bytes without a character in Windows-1252 into the word "undefined", which moves all that follows.
    let start = 0;
    for (const piece of this._pieces) {
      const bytes = buffer.subarray(piece.startFilePos, piece.startFilePos + piece.size);
      if (piece.bpc === 1) piece.text = new TextDecoder('windows-1252').decode(bytes);
      piece.length = piece.text.length;
      piece.startCp = start;
      piece.endCp = start + piece.length;
      start = piece.endCp;
    }
  }

  /** The original takes character spacing (sprmCDxaSpace, common in Chinese headings) for the mark of a deletion. */
  protected override writeCharacterProperties(buffer: Buffer, table: Buffer): void {
    this.#characters = characterRuns(buffer, table);
    this.#fonts = fontNames(buffer, table);
  }

  /** The original looks for row ends only, and misses those whose properties stand in the Data stream. */
  protected override writeParagraphProperties(buffer: Buffer, table: Buffer): void {
    this.#paragraphs = paragraphRuns(buffer, table, this.data);
    this.#styles = new Styles(buffer, table);
  }

  protected override buildDocument(): null {
    return null;
  }

  result(): WordText {
    const sizes = this._boundaries;
    const above = new Set<number>();
    const all = this._pieces.flatMap(({ text, startFilePos, bpc, startCp }) =>
      [...Array(text.length).keys()].map((i): Character => {
        const position = startFilePos + i * bpc;
        const sprms = runAt(this.#characters, position)?.sprms ?? [];
        if (sprms.findLast(({ code }) => code === POSITION)?.operand[0] === ABOVE) above.add(startCp + i);
        return { text: this.#textOf(text[i]!, sprms), position, state: this.#stateOf(sprms, position) };
      }),
    );
    raise(all, above);
    let at = 0;
    const take = (name: string) => {
      const from = at;
      at += sizes[name] ?? 0;
      return all.slice(from, at);
    };
    const main = take('ccpText');
    const footnotes = take('ccpFtn');
    take('ccpHdd');
    take('ccpAtn');
    const endnotes = take('ccpEdn');
    const boxes = take('ccpTxbx');
    return {
      main,
      apart: [
        { part: 'textbox', characters: boxes },
        { part: 'footnote', characters: footnotes },
        { part: 'endnote', characters: endnotes },
      ],
      headers: this._taggedHeaders.filter(({ type }) => type === 'headers' || type === 'footers'),
      isListed: (position) => {
        const list = this.#ofParagraph(position, LIST);
        return list !== null && list.length >= 2 && list.readUInt16LE(0) > 0;
      },
      paragraphs: this.#paragraphs,
      unknownSymbols: this.#unknownSymbols,
    };
  }

  /** What is said of a paragraph, by itself or by its style. */
  #ofParagraph(position: number, code: number): Buffer | null {
    const run = runAt(this.#paragraphs, position);
    const own = run?.sprms.findLast((sprm) => sprm.code === code)?.operand;
    return own ?? (run?.style === undefined ? null : (this.#styles?.property(run.style, code) ?? null));
  }

  #stateOf(sprms: readonly Sprm[], position: number): Character['state'] {
    if (sprms.some(({ code, operand }) => code === DELETED && (operand[0] ?? 0) % 2 === 1)) return 'deleted';
    const own = sprms.findLast(({ code }) => code === HIDDEN)?.operand;
    // 128 and 129: as the style, and the other way round.
    const ofStyle = own === undefined || own[0]! >= 0x80 ? (this.#styleHides(position) ? 1 : 0) : 0;
    const said = own === undefined ? ofStyle : own[0]! >= 0x80 ? ofStyle ^ (own[0]! & 1) : own[0]!;
    return said % 2 === 1 ? 'hidden' : 'shown';
  }

  #styleHides(position: number): boolean {
    const style = runAt(this.#paragraphs, position)?.style;
    return style !== undefined && (this.#styles?.property(style, HIDDEN)?.[0] ?? 0) % 2 === 1;
  }

  /** Ticks and boxes of forms stand in the file as positions of a symbol font. */
  #textOf(text: string, sprms: readonly Sprm[]): string {
    const symbol = sprms.find(({ code }) => code === SYMBOL)?.operand;
    if (!symbol && !/[\uf000-\uf0ff]/.test(text)) return text;
    const fonts = symbol
      ? [symbol.readUInt16LE(0)]
      : sprms.filter(({ code }) => FONTS.has(code)).map(({ operand }) => operand.readUInt16LE(0));
    const position = symbol ? symbol.readUInt16LE(2) : text.charCodeAt(0);
    for (const font of fonts) {
      const known = symbolOf(this.#fonts[font] ?? '', position);
      if (known !== null) return known;
    }
    this.#unknownSymbols++;
    return symbol ? '\ufffd' : text;
  }
}

/** Digits above the line become such characters: 10⁴ is not 104. */
function raise(characters: Character[], above: ReadonlySet<number>): void {
  for (let from = 0; from < characters.length; from++) {
    let to = from;
    while (above.has(to)) to++;
    if (to === from) continue;
    const text = raised(
      characters
        .slice(from, to)
        .map((character) => character.text)
        .join(''),
    );
    for (let i = from; i < to; i++) characters[i]!.text = text[i - from]!;
    from = to;
  }
}

/** The names of the fonts (`sttbfFfn`), by their number. */
function fontNames(buffer: Buffer, table: Buffer): string[] {
  const start = buffer.readUInt32LE(0x112);
  const fonts = table.subarray(start, start + buffer.readUInt32LE(0x116));
  const names: string[] = [];
  // After the count: for each font its length, 39 bytes of what it looks like, its name.
  for (let at = 4; at + 40 < fonts.length; at += 1 + fonts[at]!) {
    const name = fonts.subarray(at + 40, at + 1 + fonts[at]!).toString('utf16le');
    names.push(name.split('\0', 1)[0]!);
  }
  return names;
}

/** The piece table (`clx`): its last part, after properties of which each has a length. */
function refuseHugePieces(buffer: Buffer, table: Buffer): void {
  let at = buffer.readUInt32LE(0x1a2);
  while (table.readUInt8(at) === 1) at += 3 + table.readUInt16LE(at + 1);
  const count = (table.readUInt32LE(at + 1) - 4) / 12;
  if (count > MOST_PIECES) throw new Refused('failed/too-large', `${Math.floor(count)} pieces of text`);
  const last = table.readUInt32LE(at + 5 + Math.floor(count) * 4);
  if (last > MOST_CHARACTERS) throw new Refused('failed/too-large', `${last} characters`);
}
