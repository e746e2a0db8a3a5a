/**
 * What a page of a PDF consists of, after its rotation and all transformations: glyphs, rulings and pictures, in points
 * from the top left corner of the page as a person sees it. Made by reader.ts; lattice, stream and overlay work on it.
 */
import type { Finding } from '../document.js';

/** `[x0, top, x1, bottom]` in points from the page's top left. */
export type Box = [x0: number, top: number, x1: number, bottom: number];

export interface Glyph {
  /** What it says, as the font maps it: one character, or a ligature's several. */
  text: string;
  /** Advance width × ascent to descent, not the ink. */
  box: Box;
  /** Size in points after transformation. */
  size: number;
  font: string;
  /** Direction in which the text runs on the page as seen, clockwise; 0 is upright. */
  rotation: 0 | 90 | 180 | 270;
  /** Painted invisibly (text mode 3, or under a picture): an OCR layer. */
  hidden: boolean;
}

/** A straight line that a person sees as a rule: a stroke, or a thin filled rectangle. Horizontal or vertical only. */
export interface Ruling {
  /** `top === bottom` for a horizontal one, `x0 === x1` for a vertical one: the middle of the line. */
  box: Box;
  width: number;
}

export interface Page {
  /** From 1. */
  number: number;
  width: number;
  height: number;
  /** In reading order of the content stream. */
  glyphs: Glyph[];
  rulings: Ruling[];
  pictures: Box[];
  findings: Finding[];
}
