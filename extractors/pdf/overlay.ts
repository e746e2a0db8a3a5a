/**
 * What the extractor saw and decided, drawn over the page as SVG, so that a wrong reading can be understood by looking.
 * One unit is one point; each layer is a group with its name as id, so a viewer can switch it.
 */
import type { Box, Glyph, Page, Ruling } from './page.js';

export const LAYERS = ['glyphs', 'rulings', 'joins', 'cells', 'readings'] as const;
export type Layer = (typeof LAYERS)[number];

/** A cell as a table has it on this page: spans count from 1, `text` is shown when pointed at. */
export interface DrawnCell {
  box: Box;
  row: number;
  column: number;
  text: string;
}

/** A place where two pieces were put together: a table over a page break, a broken word. */
export interface DrawnJoin {
  box: Box;
  reason: string;
}

/** A value of a record, at the place that it was read from. */
export interface DrawnReading {
  box: Box;
  field: string;
  value: string;
}

export interface Drawn {
  cells?: DrawnCell[];
  joins?: DrawnJoin[];
  readings?: DrawnReading[];
}

/**
 * Draws the layers of one page over its picture: a PNG of the whole page in any resolution, or `'below'` where whoever
 * turns the drawing into a PNG puts the page under it. Without a picture the ground is white, and each glyph is written
 * into its box.
 */
export function drawOverlay(
  page: Page,
  layers: readonly Layer[],
  drawn: Drawn = {},
  background?: Uint8Array | 'below',
): string {
  const { width, height } = page;
  const size = `${figure(width)} ${figure(height)}`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${size}" width="${figure(width)}" height="${figure(height)}">`,
  ];
  if (background === undefined) {
    parts.push(`<rect width="${figure(width)}" height="${figure(height)}" fill="#fff"/>`);
  } else if (background !== 'below') {
    const url = `data:image/png;base64,${Buffer.from(background).toString('base64')}`;
    parts.push(`<image width="${figure(width)}" height="${figure(height)}" opacity="0.6" xlink:href="${url}"/>`);
  }
  const draw: Record<Layer, () => string[]> = {
    glyphs: () => page.glyphs.map(drawGlyph(background === undefined)),
    rulings: () => page.rulings.map(drawRuling),
    joins: () => (drawn.joins ?? []).map(({ box, reason }) => labelled('joins', box, reason, reason)),
    cells: () =>
      (drawn.cells ?? []).map(({ box, row, column, text }) => labelled('cells', box, `${row},${column}`, text)),
    readings: () =>
      (drawn.readings ?? []).map(({ box, field, value }) => labelled('readings', box, field, `${field} = ${value}`)),
  };
  for (const layer of LAYERS) {
    if (layers.includes(layer)) parts.push(`<g id="${layer}" ${LOOK[layer]}>`, ...draw[layer](), '</g>');
  }
  parts.push('</svg>', '');
  return parts.join('\n');
}

/**
 * How each layer looks. Attributes and no style sheet: renderers that turn SVG into PNG (Skia) know no CSS, and fill every
 * box with black.
 */
const LOOK: Record<Layer, string> = {
  glyphs: 'fill="none" stroke="#2a7" stroke-width="0.3"',
  rulings: 'stroke="#d22" stroke-opacity="0.7"',
  joins: 'fill="#a3c" fill-opacity="0.15" stroke="#a3c" stroke-width="0.8" stroke-dasharray="3 1.5"',
  cells: 'fill="#27c" fill-opacity="0.06" stroke="#27c" stroke-width="0.6"',
  readings: 'fill="#fd0" fill-opacity="0.25" stroke="#c90" stroke-width="0.5"',
};
const LABEL = 'font-family="sans-serif" font-size="5" fill-opacity="1" stroke="none"';
const LABEL_COLOUR = { joins: '#a3c', cells: '#27c', readings: '#960' } as const;

/** Rulings are drawn at least this wide, in points, so that hairlines can be seen. */
const THINNEST = 0.8;

/** Without a picture of the page the character itself is written; with one, only its box. */
function drawGlyph(written: boolean) {
  return ({ text, box, size, rotation, hidden, doubled, font }: Glyph): string => {
    const look = doubled ? ' stroke="#e80"' : hidden ? ' stroke="#999" stroke-dasharray="1 1"' : '';
    const title = `<title>${escapeXml(`${text} · ${font} ${figure(size)} · ${rotation}°`)}</title>`;
    const outline = `<rect ${rectangle(box)}${look}>${title}</rect>`;
    if (!written) return outline;
    // The baseline by hand: Skia knows no dominant-baseline.
    const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const place = `x="${figure(x)}" y="${figure(y + 0.36 * size)}" text-anchor="middle"`;
    const turn = rotation === 0 ? '' : ` transform="rotate(${rotation} ${figure(x)} ${figure(y)})"`;
    return `${outline}<text font-family="serif" font-size="${figure(size)}" fill="#333" stroke="none" ${place}${turn}>${escapeXml(text)}</text>`;
  };
}

function drawRuling({ box: [x0, top, x1, bottom], width }: Ruling): string {
  const ends = `x1="${figure(x0)}" y1="${figure(top)}" x2="${figure(x1)}" y2="${figure(bottom)}"`;
  return `<line ${ends} stroke-width="${figure(Math.max(width, THINNEST))}"/>`;
}

function labelled(layer: keyof typeof LABEL_COLOUR, box: Box, name: string, title: string): string {
  const place = `x="${figure(box[0] + 1)}" y="${figure(box[1] + 5)}"`;
  return (
    `<rect ${rectangle(box)}><title>${escapeXml(title)}</title></rect>` +
    `<text ${LABEL} fill="${LABEL_COLOUR[layer]}" ${place}>${escapeXml(name)}</text>`
  );
}

function rectangle([x0, top, x1, bottom]: Box): string {
  return `x="${figure(x0)}" y="${figure(top)}" width="${figure(x1 - x0)}" height="${figure(bottom - top)}"`;
}

/** Hundredths of a point are more than anyone can see. */
function figure(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Also drops what XML cannot hold at all: control characters and lone surrogates. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
