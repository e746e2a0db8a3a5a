/**
 * What a page of a PDF consists of, after its rotation and all transformations: glyphs, rulings and pictures, in points
 * from the top left corner of the page as a person sees it. Made by reader.ts; lattice, stream and overlay work on it.
 */
import type { Finding } from '../document.js';

/** `[x0, top, x1, bottom]` in points from the page's top left. */
export type Box = [x0: number, top: number, x1: number, bottom: number];

export interface Glyph {
  /**
   * What it says: one character, or a ligature's several; ' ' for a blank of any width, U+FFFD where the font maps it to
   * nothing.
   */
  text: string;
  /** As the font maps it, where that differs: a radical, a compatibility ideograph, a ligature, a vertical form. */
  raw?: string;
  /** Advance width × ascent to descent, not the ink. */
  box: Box;
  /** Size in points after transformation. */
  size: number;
  font: string;
  /** Direction in which the text runs on the page as seen, clockwise; 0 is upright. */
  rotation: 0 | 90 | 180 | 270;
  /** Degrees off the axis of `rotation`, clockwise; absent where along it. Watermarks run like that. */
  angle?: number;
  /** Painted invisibly (text mode 3 or 7, under a picture, outside of the clip or the page): an OCR layer, or a leftover. */
  hidden: boolean;
  /** Painted more than once at nearly the same place (fake bold); this is the first painting. */
  doubled?: true;
}

/** A straight line that a person sees as a rule: a stroke, or a thin filled rectangle. Horizontal or vertical only. */
export interface Ruling {
  /** `top === bottom` for a horizontal one, `x0 === x1` for a vertical one: the middle of the line. */
  box: Box;
  width: number;
}

/** An area filled with one colour, for example the background of a cell. In the order of painting. */
export interface Fill {
  box: Box;
  /** 0xRRGGBB as seen on white; null for a pattern. */
  color: number | null;
}

/**
 * What a page turned out to be:
 * - `text`: it can be read; `empty`: nothing is painted;
 * - `scan`: a picture, with or without a hidden OCR layer; `mixed`: a picture over much of the page, and visible text;
 * - `garbled`: text that cannot be what is printed.
 */
export type PageState = 'text' | 'scan' | 'garbled' | 'mixed' | 'empty';

export interface Page {
  /** From 1. */
  number: number;
  width: number;
  height: number;
  /** In reading order of the content stream. */
  glyphs: Glyph[];
  rulings: Ruling[];
  pictures: Box[];
  /** Areas of one colour, white ones too. Not rulings, but where two of them meet a person sees an edge. */
  fills?: Fill[];
  state?: PageState;
  findings: Finding[];
}
