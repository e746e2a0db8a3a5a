/** The parts of word-extractor that we use; the package has no types. */
declare module 'word-extractor/lib/word-ole-extractor.js' {
  export interface Piece {
    text: string;
    startCp: number;
    endCp: number;
    startFilePos: number;
    endFilePos: number;
    size: number;
    /** Bytes a character. */
    bpc: number;
    length: number;
  }

  export interface Streams {
    stream(name: string): import('node:stream').Readable;
  }

  export default class WordOleExtractor {
    protected _pieces: Piece[];
    protected _boundaries: Record<string, number>;
    protected _taggedHeaders: { type: string; text: string }[];
    extractWordDocument(document: Streams, buffer: Buffer): Promise<unknown>;
    protected buildDocument(): unknown;
    protected writeBookmarks(buffer: Buffer, table: Buffer): void;
    protected writePieces(buffer: Buffer, table: Buffer): void;
    protected writeCharacterProperties(buffer: Buffer, table: Buffer): void;
    protected writeParagraphProperties(buffer: Buffer, table: Buffer): void;
    protected normalizeHeaders(buffer: Buffer, table: Buffer): void;
  }
}
