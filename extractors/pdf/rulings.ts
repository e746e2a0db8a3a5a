/** Which painted paths a person sees as lines: strokes, and thin filled shapes, which many Chinese producers draw instead. */
import { type Dot, linesOfDots } from './dots.js';
import type { GraphicsState, Paint } from './graphics-state.js';
import { lineWidthOnPage } from './graphics-state.js';
import { intersectBoxes } from './matrix.js';
import type { Box } from './page.js';
import { directionOf, isRectangle, readSubpaths, type Subpath } from './paths.js';
import type { Area, Line } from './seen-lines.js';
import { READER_SETTINGS as S } from './settings.js';

/** Collects the lines and the filled areas of one page in the order of painting, whether they are seen or not. */
export class LineCollector {
  readonly lines: Line[] = [];
  readonly areas: Area[] = [];
  /** There were more lines or areas than the limit. */
  overflow = false;
  /** Filled shapes that are neither lines nor rectangles: drawings, or letters turned into outlines. */
  outlines = 0;
  #opaque = true;
  readonly #dots: Dot[] = [];

  constructor(private readonly most: number) {}

  /** A painted path. `data` is packed as pdf.js does it. */
  addPath(state: GraphicsState, data: Float32Array, fills: boolean, strokes: boolean): void {
    const fillColour = fills ? seenColour(state.fill, state.fillAlpha) : 'nothing';
    const strokeColour = strokes ? seenColour(state.stroke, state.strokeAlpha) : 'nothing';
    if (fillColour === 'nothing' && strokeColour === 'nothing') return;
    const subpaths = readSubpaths(data, state.matrix);
    this.#opaque = state.fillAlpha >= 1 && state.strokeAlpha >= 1 && !state.blended;
    if (fillColour !== 'nothing') {
      const frame = frameOf(subpaths);
      for (const subpath of subpaths) if (!frame) this.#addFilled(subpath, state.clip, fillColour);
      for (const side of frame ?? []) this.#addArea(side, state.clip, fillColour, false);
    }
    if (strokeColour !== 'nothing') {
      const width = lineWidthOnPage(state);
      for (const subpath of subpaths) this.#addStroked(subpath, width, state.clip, strokeColour);
    }
  }

  /** To be called at the end of the page: what stands in a row of dots is a line. */
  finish(): void {
    for (const { box, width, colour } of linesOfDots(this.#dots)) this.#addLine(box, width, colour);
  }

  /** A picture; true when it is so thin that it is a line. Its colour is not known, so it counts as seen. */
  addPicture(box: Box, clip: Box): boolean {
    const thin = Math.min(box[2] - box[0], box[3] - box[1]);
    const long = Math.max(box[2] - box[0], box[3] - box[1]);
    if (thin > S.lineThickness || long < S.curvedLineLength) return false;
    this.#addArea(box, clip, 'pattern', false);
    return true;
  }

  #addFilled(subpath: Subpath, clip: Box, colour: Paint): void {
    const rectangle = isRectangle(subpath) || subpath.segments.length <= 2 * 4;
    if (!subpath.curved && rectangle) this.#addArea(subpath.bounds, clip, colour, false);
    else {
      this.outlines++;
      this.#addArea(subpath.bounds, clip, colour, true);
    }
  }

  /** A filled area: a line when thin, else a background. `irregular` areas are backgrounds of unknown shape: not kept. */
  #addArea(area: Box, clip: Box, colour: Paint, irregular: boolean): void {
    const box = intersectBoxes(area, clip);
    if (!box) return;
    const width = box[2] - box[0];
    const height = box[3] - box[1];
    const thin = Math.min(width, height);
    const long = Math.max(width, height);
    if (
      thin <= S.lineThickness &&
      long >= S.lineProportion * thin &&
      long >= (irregular ? S.curvedLineLength : S.lineLength)
    ) {
      const middle: Box =
        width >= height
          ? [box[0], (box[1] + box[3]) / 2, box[2], (box[1] + box[3]) / 2]
          : [(box[0] + box[2]) / 2, box[1], (box[0] + box[2]) / 2, box[3]];
      this.#addLine(middle, thin, colour);
    } else if (!irregular && long <= S.lineThickness && long > 0 && colour !== 'pattern') {
      if (this.#dots.length < S.dots) this.#dots.push({ box, colour });
    } else if (!irregular && thin > S.lineThickness) {
      if (this.areas.length >= this.most) this.overflow = true;
      else
        this.areas.push({
          box,
          color: colour === 'pattern' ? null : colour,
          opaque: this.#opaque && colour !== 'pattern',
        });
    }
  }

  #addStroked({ segments, curved }: Subpath, width: number, clip: Box, colour: Paint): void {
    for (let i = 0; i < segments.length; i += 4) {
      const x0 = segments[i]!;
      const y0 = segments[i + 1]!;
      const x1 = segments[i + 2]!;
      const y1 = segments[i + 3]!;
      const direction = directionOf(x0, y0, x1, y1);
      if (!direction) continue;
      const horizontal = direction === 'horizontal';
      const half = width / 2;
      if (width > S.strokeThickness) {
        // A fat line paints an area: 12 pt wide it is a heading's background.
        const area: Box = horizontal
          ? [Math.min(x0, x1), (y0 + y1) / 2 - half, Math.max(x0, x1), (y0 + y1) / 2 + half]
          : [(x0 + x1) / 2 - half, Math.min(y0, y1), (x0 + x1) / 2 + half, Math.max(y0, y1)];
        this.#addArea(area, clip, colour, false);
        continue;
      }
      // The clip may run along the middle of the line (a cell clipped to its own box): then half of it is still seen.
      const wide: Box = [clip[0] - half - 0.1, clip[1] - half - 0.1, clip[2] + half + 0.1, clip[3] + half + 0.1];
      const line: Box = horizontal
        ? [Math.min(x0, x1), (y0 + y1) / 2, Math.max(x0, x1), (y0 + y1) / 2]
        : [(x0 + x1) / 2, Math.min(y0, y1), (x0 + x1) / 2, Math.max(y0, y1)];
      const box = intersectBoxes(line, wide);
      if (!box) continue;
      const length = horizontal ? box[2] - box[0] : box[3] - box[1];
      if (length >= (curved ? 2 * S.lineLength : S.lineLength)) this.#addLine(box, width, colour);
    }
  }

  #addLine(box: Box, width: number, colour: Paint): void {
    if (this.lines.length >= this.most) this.overflow = true;
    else this.lines.push({ box, width, colour, before: this.areas.length });
  }
}

/** A colour as seen on white paper; 'nothing' when it is transparent. */
function seenColour(paint: Paint, alpha: number): Paint | 'nothing' {
  if (alpha <= 0.02) return 'nothing';
  if (paint === 'pattern' || alpha >= 1) return paint;
  const channel = (shift: number) => Math.round(255 - (255 - ((paint >> shift) & 255)) * alpha) << shift;
  return channel(16) | channel(8) | channel(0);
}

/** The four sides of a border that is filled as one rectangle with a hole in it; null where the path is no such thing. */
function frameOf(subpaths: Subpath[]): Box[] | null {
  if (subpaths.length !== 2 || !subpaths.every(isRectangle)) return null;
  const [one, other] = subpaths as [Subpath, Subpath];
  const [outer, inner] = one.bounds[0] <= other.bounds[0] ? [one.bounds, other.bounds] : [other.bounds, one.bounds];
  const gaps = [inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]];
  if (!gaps.every((gap) => gap > 0 && gap <= S.lineThickness)) return null;
  return [
    [outer[0], outer[1], outer[2], inner[1]],
    [outer[0], inner[3], outer[2], outer[3]],
    [outer[0], outer[1], inner[0], outer[3]],
    [inner[2], outer[1], outer[2], outer[3]],
  ];
}
