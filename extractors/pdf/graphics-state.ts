/** The graphics state of a content stream, as far as it decides where something stands and whether it is seen. */
import { IDENTITY, intersectBoxes, type Matrix, scaleOf, transformBox } from './matrix.js';
import type { Box } from './page.js';
import type { Font } from './pdfjs.js';

/** A colour as 0xRRGGBB, or what cannot be told: a pattern. */
export type Paint = number | 'pattern';

/** Copied by `save`, so it is flat and its values are never changed in place. */
export interface GraphicsState {
  /** From user space to the page as seen. */
  matrix: Matrix;
  /** What can be painted at all, in page coordinates: the bounding box where the clip is no rectangle. */
  clip: Box;
  fill: Paint;
  stroke: Paint;
  fillAlpha: number;
  strokeAlpha: number;
  /** Something else than painting over: a blend mode or a soft mask. */
  blended: boolean;
  lineWidth: number;
  font: Font | null;
  fontId: string;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  /** 1 is 100%. */
  horizontalScale: number;
  leading: number;
  rise: number;
  /** Text rendering mode 0–7. */
  textMode: number;
  textMatrix: Matrix;
  lineMatrix: Matrix;
}

export function initialState(matrix: Matrix, clip: Box): GraphicsState {
  return {
    matrix,
    clip,
    fill: 0,
    stroke: 0,
    fillAlpha: 1,
    strokeAlpha: 1,
    blended: false,
    lineWidth: 1,
    font: null,
    fontId: '',
    fontSize: 0,
    charSpacing: 0,
    wordSpacing: 0,
    horizontalScale: 1,
    leading: 0,
    rise: 0,
    textMode: 0,
    textMatrix: IDENTITY,
    lineMatrix: IDENTITY,
  };
}

/** A box in which nothing can be seen. */
export const NOWHERE: Box = [-1e9, -1e9, -1e9, -1e9];

/** Narrows the clip by a rectangle of page coordinates. */
export function clipTo(state: GraphicsState, box: Box): void {
  state.clip = intersectBoxes(state.clip, box) ?? NOWHERE;
}

/** Narrows the clip by a rectangle of user space (the BBox of a form). */
export function clipToUserBox(state: GraphicsState, matrix: Matrix, box: ArrayLike<number>): void {
  clipTo(state, transformBox(matrix, box[0]!, box[1]!, box[2]!, box[3]!));
}

/** Line width on the page, in points; a hairline is 0. */
export function lineWidthOnPage(state: GraphicsState): number {
  return state.lineWidth * scaleOf(state.matrix);
}

/** `#rrggbb` as pdf.js writes colours. */
export function parseColour(text: unknown): Paint {
  return typeof text === 'string' && text.startsWith('#') ? Number.parseInt(text.slice(1), 16) : 'pattern';
}
