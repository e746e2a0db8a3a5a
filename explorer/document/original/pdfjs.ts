/**
 * The one file of the browser that imports pdf.js. The legacy build, because offices still run browsers that are years
 * old; the worker and its fonts come from the explorer's own server.
 */
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

export type Pdf = pdfjs.PDFDocumentProxy;
export type PdfPage = pdfjs.PDFPageProxy;

/** Size of a page as it is shown (turned as /Rotate says), in points: the ground on which our boxes stand. */
export interface PageSize {
  width: number;
  height: number;
}

export interface Opening {
  promise: Promise<Pdf>;
  close(): void;
}

export function openPdf(url: string, onProgress: (share: number | null) => void): Opening {
  const task = pdfjs.getDocument({
    url,
    cMapUrl: '/pdfjs/cmaps/',
    standardFontDataUrl: '/pdfjs/standard_fonts/',
    wasmUrl: '/pdfjs/wasm/',
    iccUrl: '/pdfjs/iccs/',
    // The content security policy allows no code made of text.
    isEvalSupported: false,
    enableXfa: false,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  task.onProgress = ({ loaded, total }: { loaded: number; total: number }) =>
    onProgress(total > 0 ? Math.min(1, loaded / total) : null);
  return { promise: task.promise, close: () => void task.destroy().catch(() => {}) };
}

export function sizeOfPage(page: PdfPage): PageSize {
  const { width, height } = page.getViewport({ scale: 1 });
  return { width, height };
}

/** Pixels of a canvas above which a page is painted coarser: phones refuse larger ones. */
const MOST_PIXELS = 16_000_000;

export interface Painting {
  done: Promise<void>;
  cancel(): void;
}

/** Paints a page so that one CSS pixel is `1/scale` points, as finely as the screen can show. */
export function paintPage(page: PdfPage, canvas: HTMLCanvasElement, scale: number): Painting {
  const shown = page.getViewport({ scale });
  const most = Math.sqrt(MOST_PIXELS / (shown.width * shown.height));
  const viewport = page.getViewport({ scale: scale * Math.min(globalThis.devicePixelRatio || 1, most) });
  canvas.width = Math.max(1, Math.floor(viewport.width));
  canvas.height = Math.max(1, Math.floor(viewport.height));
  const task = page.render({ canvas, viewport, background: '#fff' });
  return { done: unlessCancelled(task.promise), cancel: () => task.cancel() };
}

/** Lays the page's text, unseen, over its picture, so that it can be selected and copied. */
export function layText(page: PdfPage, container: HTMLElement, scale: number): Painting {
  const layer = new pdfjs.TextLayer({
    textContentSource: page.streamTextContent({ includeMarkedContent: false }),
    container,
    viewport: page.getViewport({ scale }),
  });
  return { done: unlessCancelled(layer.render()), cancel: () => layer.cancel() };
}

async function unlessCancelled(promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'RenderingCancelledException' && name !== 'AbortException') throw error;
  }
}

/** What opening failed on, for the reader. */
export function isLocked(error: Error): boolean {
  return error.name === 'PasswordException';
}
