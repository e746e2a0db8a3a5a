/**
 * The text of a Word 97–2003 file with its cell marks. The only file that imports word-extractor, which finds the parts
 * and pieces of the text; three of its steps are replaced, each for a reason that counties' files give.
 */
import { Readable } from 'node:stream';
import WordOleExtractor from 'word-extractor/lib/word-ole-extractor.js';
import { Refused } from '../docx/refused.js';
import { characterRuns, paragraphRuns, type Run, runAt } from './properties.js';

/** 3000 pages; each character is an object while it is read. */
const MOST_CHARACTERS = 3_000_000;
const MOST_PIECES = 500_000;

/** sprmCFRMarkDel and sprmCFVanish. */
const DELETED = 0x0800;
const HIDDEN = 0x083c;

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
  paragraphs: Run[];
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
  }

  /** The original looks for row ends only, and misses those whose properties stand in the Data stream. */
  protected override writeParagraphProperties(buffer: Buffer, table: Buffer): void {
    this.#paragraphs = paragraphRuns(buffer, table, this.data);
  }

  protected override buildDocument(): null {
    return null;
  }

  result(): WordText {
    const sizes = this._boundaries;
    const all = this._pieces.flatMap(({ text, startFilePos, bpc }) =>
      [...Array(text.length).keys()].map((i): Character => {
        const position = startFilePos + i * bpc;
        return { text: text[i]!, position, state: this.#stateAt(position) };
      }),
    );
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
      paragraphs: this.#paragraphs,
    };
  }

  #stateAt(position: number): Character['state'] {
    for (const { code, operand } of runAt(this.#characters, position)?.sprms ?? []) {
      if ((operand[0] ?? 0) % 2 === 0) continue;
      if (code === DELETED) return 'deleted';
      if (code === HIDDEN) return 'hidden';
    }
    return 'shown';
  }
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
