/** Paints pages, for OCR and for looking at. The canvas is loaded only when something is painted. */
import { loadDocument } from './pdfjs.js';

/** A painted page: RGBA rows from the top. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
  /** Encodes it as PNG. */
  png(): Buffer;
}

/** A page painted larger than this, in pixels, is painted smaller: a page may be kilometres wide. */
const MOST_PIXELS = 60_000_000;

/** Paints one page of a PDF on white; null where it cannot be painted. Opens the document anew, with glyph outlines. */
export async function renderPage(
  bytes: Uint8Array,
  { password, number, scale }: { password?: string | undefined; number: number; scale: number },
): Promise<Picture | null> {
  const task = loadDocument(new Uint8Array(bytes), { password, forPainting: true });
  try {
    const page = await (await task.promise).getPage(number);
    const { createCanvas } = await import('@napi-rs/canvas');
    const plain = page.getViewport({ scale: 1 });
    const most = Math.sqrt(MOST_PIXELS / (plain.width * plain.height));
    const viewport = page.getViewport({ scale: Math.min(scale, most) });
    const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    const canvasContext = canvas.getContext('2d');
    await page.render({ canvas: null, canvasContext: canvasContext as never, viewport }).promise;
    const { width, height } = canvas;
    const { data } = canvasContext.getImageData(0, 0, width, height);
    page.cleanup();
    return { width, height, data, png: () => canvas.toBuffer('image/png') };
  } catch {
    return null;
  } finally {
    await task.destroy().catch(() => {});
  }
}

/**
 * A drawing of a page (overlay.ts) as PNG, `scale` pixels a point, over the painted page if there is one. The renderer
 * knows no pictures inside of SVG, so the drawing is made without background then, and without its white ground.
 */
export async function rasterise(svg: string, scale: number, under?: Picture | null): Promise<Buffer> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const size = /width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  const [width, height] = [Math.ceil(Number(size?.[1] ?? 0) * scale), Math.ceil(Number(size?.[2] ?? 0) * scale)];
  const canvas = createCanvas(Math.max(width, 1), Math.max(height, 1));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  if (under) context.drawImage(await loadImage(under.png()), 0, 0, width, height);
  const scaled = svg.replace(size?.[0] ?? '', `width="${width}" height="${height}"`);
  context.drawImage(await loadImage(Buffer.from(scaled)), 0, 0, width, height);
  return canvas.toBuffer('image/png');
}

/** The first of the font families that is installed; null where none is. In SVG the renderer takes one name, and no list. */
export async function installedFont(families: readonly string[]): Promise<string | null> {
  const { GlobalFonts } = await import('@napi-rs/canvas');
  return families.find((family) => GlobalFonts.has(family)) ?? null;
}
