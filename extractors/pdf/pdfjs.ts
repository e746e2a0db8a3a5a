/**
 * The one file that imports pdf.js: opens documents, hands over a page's operators and fonts, and names what of pdf.js's
 * internal formats we rely on. The version is pinned, so internal formats do not change under us.
 */
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setGlobalsRight } from './globals.js';

// After globals.ts has seen what there was. The worker, loaded here, is not loaded later.

import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';

setGlobalsRight();

// Plain folder paths ending in a separator. Given as file:// URL, or not given, a font with a predefined CMap and no
// ToUnicode (GBK-EUC-H, unembedded: gbk-noembed.pdf) reads as an empty string, without any exception.
const PACKAGE = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')) + sep;
const FOLDERS = {
  cMapUrl: `${PACKAGE}cmaps${sep}`,
  standardFontDataUrl: `${PACKAGE}standard_fonts${sep}`,
  wasmUrl: `${PACKAGE}wasm${sep}`,
  iccUrl: `${PACKAGE}iccs${sep}`,
};

export type Document = pdfjs.PDFDocumentProxy;
export type PageProxy = pdfjs.PDFPageProxy;
export type OptionalContent = Awaited<ReturnType<Document['getOptionalContentConfig']>>;

/** Operator codes as they stand in an operator list. */
export const OPERATOR: Readonly<Record<keyof typeof pdfjs.OPS, number>> = pdfjs.OPS;

/** One glyph of a showText operator; numbers between them are TJ adjustments in thousandths of an em. */
export interface ShownGlyph {
  unicode: string;
  /** Advance in glyph units (mostly thousandths of an em). */
  width: number;
  /** Vertical writing: [advance, x of origin, y of origin], in glyph units. */
  vmetric: [number, number, number] | null;
  /** Word spacing applies: the single-byte code 32. */
  isSpace: boolean;
  originalCharCode: number;
}

export interface Font {
  name: string;
  ascent: number;
  descent: number;
  vertical: boolean;
  isType3Font: boolean;
  fontMatrix: number[] | null;
  bbox: number[] | null;
  defaultVMetrics: [number, number, number] | null;
}

/** The operators of a page, and what stopped the reading before its end: a limit, or damage that pdf.js gave up on. */
export interface Operators {
  codes: number[];
  args: unknown[][];
  stoppedBy: 'operators' | 'glyphs' | 'seconds' | 'damage' | null;
}

export interface OperatorLimits {
  operators: number;
  glyphs: number;
  seconds: number;
}

/** A document while it is opened, and after. */
export interface Loading {
  promise: Promise<Document>;
  destroy(): Promise<void>;
}

/** Starts opening a document. The bytes are given away: pdf.js detaches them, and takes no Buffer. */
export function loadDocument(
  data: Uint8Array,
  options: { password?: string | undefined; forPainting?: boolean },
): Loading {
  const task = pdfjs.getDocument({
    data,
    ...FOLDERS,
    ...(options.password === undefined ? {} : { password: options.password }),
    // Without a font face pdf.js traces the outline of every glyph, which only painting needs.
    disableFontFace: options.forPainting === true,
    useSystemFonts: false,
    isEvalSupported: false,
    enableXfa: false,
    verbosity: pdfjs.VerbosityLevel.WARNINGS, // collected by warnings.ts, not printed
  });
  const promise = options.forPainting ? task.promise : task.promise.then(withoutFontFaces);
  return { promise, destroy: () => task.destroy() };
}

/** pdf.js would write each font as base64 into a style sheet that does not exist here: a tenth of the time. */
function withoutFontFaces(document: Document): Document {
  const { fontLoader } = (document as unknown as { _transport: { fontLoader: { bind(): Promise<void> } } })._transport;
  fontLoader.bind = async () => {};
  return document;
}

/** What opening failed on. */
export function failureOf(error: unknown): { code: string; message: string } {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'PasswordException') return { code: 'document/encrypted', message: 'a password is needed to open it' };
  if (name === 'InvalidPDFException') return { code: 'failed/invalid-pdf', message };
  return { code: 'failed/unreadable-pdf', message };
}

/** The pieces of PDFPageProxy that are not public and that a limit needs. */
interface PageInternals {
  _renderPageChunk(chunk: Chunk, state: unknown): void;
  _abortOperatorList(options: { intentState: unknown; reason: Error; force: boolean }): void;
}
interface Chunk {
  fnArray: number[];
  argsArray: unknown[][];
  length: number;
  lastChunk: boolean;
}

/**
 * A page's operators, read once. `getOperatorList` itself would collect without end (a page that inflates to a hundred
 * million operators), so the chunks are counted while they arrive and the reading is stopped at a limit.
 */
export async function readOperators(page: PageProxy, limits: OperatorLimits): Promise<Operators> {
  const internals = page as unknown as PageInternals;
  const append = internals._renderPageChunk;
  const codes: number[] = [];
  const args: unknown[][] = [];
  const deadline = performance.now() + limits.seconds * 1000;
  let glyphs = 0;
  let whole = false;
  try {
    return await new Promise<Operators>((resolve, reject) => {
      internals._renderPageChunk = (chunk, intentState) => {
        for (let i = 0; i < chunk.length; i++) {
          codes.push(chunk.fnArray[i]!);
          args.push(chunk.argsArray[i]!);
          if (chunk.fnArray[i] === OPERATOR.showText) glyphs += (chunk.argsArray[i]![0] as unknown[]).length;
        }
        const stoppedBy =
          codes.length > limits.operators
            ? 'operators'
            : glyphs > limits.glyphs
              ? 'glyphs'
              : performance.now() > deadline
                ? 'seconds'
                : null;
        if (stoppedBy && !chunk.lastChunk) {
          resolve({ codes, args, stoppedBy });
          internals._abortOperatorList({ intentState, reason: new Error(stoppedBy), force: true });
          return;
        }
        whole ||= chunk.lastChunk;
        // pdf.js keeps nothing itself but the mark of the end, by which it knows that it may clean up.
        append.call(page, { ...chunk, fnArray: [], argsArray: [], length: 0 }, intentState);
      };
      // After an error pdf.js resolves as if all had come (a content stream that ends in the middle).
      page.getOperatorList().then(() => resolve({ codes, args, stoppedBy: whole ? null : 'damage' }), reject);
    });
  } finally {
    internals._renderPageChunk = append;
  }
}

/** A font is sent before the operator that names it; longer than this it is not on its way. */
const FONT_WAIT_MS = 5000;

/** The font behind the name in a setFont operator; null where it could not be loaded, and its text is lost. */
export function findFont(page: PageProxy, id: string): Promise<Font | null> {
  return new Promise((resolve) => {
    // A font that failed is resolved to its error message.
    const give = (font: unknown) => resolve(font !== null && typeof font === 'object' ? (font as Font) : null);
    const objects = page.commonObjs;
    if (objects.has(id)) return give(objects.get(id));
    const timer = setTimeout(give, FONT_WAIT_MS, null);
    objects.get(id, (font: unknown) => {
      clearTimeout(timer);
      give(font);
    });
  });
}
