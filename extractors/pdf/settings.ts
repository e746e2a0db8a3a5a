/** Limits and tolerances of the PDF reader, with their units. */

/** What one document may cost. Beyond a limit the rest is left out and a finding says so. */
export interface PdfLimits {
  /** Pages read of one document. */
  pages: number;
  /** Operators of one page. A dense map has some 200,000. */
  operatorsPerPage: number;
  glyphsPerPage: number;
  /** Rulings and fills of one page, each. */
  rulingsPerPage: number;
  /** Wall clock for one page. A loop inside of pdf.js is not ended by this, only by the worker's limit. */
  secondsPerPage: number;
  /** Size of one stream when inflated, in bytes. An A4 page in colour at 600 dpi has 100 MB. */
  streamBytes: number;
}

export const DEFAULT_LIMITS: PdfLimits = {
  pages: 3000,
  operatorsPerPage: 1_000_000,
  glyphsPerPage: 300_000,
  rulingsPerPage: 100_000,
  secondsPerPage: 60,
  streamBytes: 128 * 1024 * 1024,
};

/** Tolerances of text and rulings; lengths in points unless said otherwise. */
export const READER_SETTINGS = {
  /** Ascent and descent used where the font's own are missing or absurd, in em. */
  ascent: 0.88,
  descent: -0.12,
  /** Turned by less than this many degrees from an axis, text counts as along the axis. */
  angleTolerance: 1,
  /** Two paintings of the same glyph this close are one in fake bold, in em. 日日 is 1 em apart, ll 0.22 em. */
  doubledDistance: 0.15,
  /** A filled rectangle up to this thick is a line. Word draws 0.48, cell fills begin at some 6. */
  lineThickness: 3,
  /** A thin rectangle is a line when at least this many times longer than thick. Word's pieces between rows reach 1.6. */
  lineProportion: 1.25,
  /** A stroke wider than this is an area, for example a heading's background drawn with one fat line. */
  strokeThickness: 5,
  /** Tiny squares of one page that are looked at for dotted lines; a page of dotted borders has some thousands. */
  dots: 50_000,
  /** Shorter pieces are corners and dots, not lines. */
  lineLength: 1,
  /** Thin shapes with curves (outlined letters, rounded bars) are lines only from this length on. */
  curvedLineLength: 20,
  /** A segment may leave its axis by this much over its whole length. */
  straightness: 0.4,
  /** Lines whose colour differs from what is under them by less than this in every channel are not seen, of 255. */
  colourDifference: 12,
  /** So far from the edge of a line, in points, one looks for the colour beside it. */
  besideDistance: 0.75,
  /** Channels above this make a pale colour, of 255: one that a producer chooses for a background. */
  pale: 160,
  /** Comparisons of lines with areas on one page, at most; beyond, all lines count as seen. */
  comparisons: 50_000_000,
  /** Rulings with the same coordinates after rounding to this are one. */
  duplicateGrid: 0.01,
  /** A picture that covers this share of the page makes it a scan when there is no text, or mixed. */
  scanCover: 0.5,
  /** Without any text, a picture of this share is what the page is about. */
  pictureCover: 0.2,
  /** So many filled shapes that are no rectangles, without any text, are letters turned into outlines. */
  outlinedLetters: 60,
  /** With some text: so many outlines beside one glyph are more text, which cannot be read. */
  outlinesPerGlyph: 20,
  /** A picture hides text that was painted before it only from this size on, share of the page. */
  hidingCover: 0.02,
} as const;
