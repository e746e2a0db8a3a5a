/** Settings of the reading of scanned pages, with their units. */

export const SCAN_SETTINGS = {
  /** Dots an inch at which pages are painted. Most offices scan at 150 to 300; below 200 the engine loses strokes. */
  resolution: 300,
  /** Pixels of one painted page; a larger page (a plan, a poster) is painted coarser. A4 at 300 dpi has 8.7 million, A3 17.4. */
  mostPixels: 20_000_000,
  /** Half the edge of the square around a pixel whose mean it is compared with, in points. */
  window: 12,
  /** A pixel is ink when it is darker than the mean around it by this share, and by `contrast` of 255. */
  darker: 0.18,
  contrast: 24,
  /** The same for the cores of strokes: between letters that a blurred scan runs together there is a lighter gap. */
  coreDarker: 0.34,
  /** More ink than this share of the page is a photo or a dark page: no rulings are looked for. */
  mostInk: 0.35,
  /** More cells and lines than this on one page are a photo or noise. The densest form has some 600. */
  mostSegments: 2500,
  /** Less ink than this share of the page is an empty sheet: dust and the shade of an edge. */
  leastInk: 0.00005,
  /** Scans lie askew up to so many degrees; more is meant. */
  mostSkew: 4,
  /** Askew by less, a page is read as it is. Degrees. */
  leastSkew: 0.12,
  /** Mean confidence below which the page may stand on its side or on its head, and the engine is asked. */
  turnedBelow: 0.5,
  /** Mean confidence below which the page counts as not read. */
  unreadableBelow: 0.25,
} as const;

/** Pictures on pages that have text of their own. */
export const PICTURE_SETTINGS = {
  /** Smaller pictures, as a share of the page, are logos and seals. A seal takes 2.5 % of A4, three rows of a table 5 %. */
  leastShare: 0.04,
  /** Lower or narrower ones are rules and borders, in points. */
  leastSide: 36,
  /** A picture of this share of the page is all of it where fewer letters than these are text: a stamped scan. */
  wholePage: 0.8,
  stampedLetters: 30,
  /** Pieces of a picture that are nearer to each other than this, in points, are one. */
  touches: 2,
  /** Mean confidence from which on there is text on a picture; what an engine sees in photos stays below. */
  sure: 0.5,
} as const;

/** Rulings in the picture. All lengths in points. */
export const RULING_SETTINGS = {
  /** Strokes of 汉字 are shorter: a title's 一 has 22 points at most. */
  shortestHorizontal: 24,
  /** A row of one line of text is some 14 points high. */
  shortestVertical: 12,
  /** Shorter lines than this are walls only where they end at other lines; longer ones always. */
  freeLength: 60,
  /** What branches off a shorter line by so much makes it a stroke of a letter; not so near to its ends and to rulings. */
  branch: 1.2,
  ends: 2.5,
  /** A line that ends so far before another meets it. */
  meets: 4,
  /** The same for walls of one row: strokes of 同 and 川 in a row without room end 2 points before its rulings. */
  touches: 1.8,
  /** So many short walls side by side, one end in the air, are a row that a page break cut. A number. */
  alike: 3,
  /** Faded ink: so much may be missing within a line. */
  gap: 1.2,
  /** Thicker than this is an area or a picture. */
  thickest: 5,
  /** Askew or curved, a line may leave its row by this much. */
  drift: 3,
} as const;

/** Cells and lines of text. All lengths in points unless said otherwise. */
export const LINE_SETTINGS = {
  /** Cut off at the walls of a cell, beside the wall itself: its blurred edge. */
  inset: 0.7,
  /** Lower rows of ink are noise, or what is left of a ruling. */
  lowest: 2.2,
  /** White around what the engine is given. */
  margin: 5,
  /** Bands nearer to each other than this share of the usual line height are one line: 二, 三, ≥, %. */
  joinedBands: 0.3,
  /** Of pieces of lines, so many are lower than a line of 汉字: numbers, and what has few strokes. A share. */
  fullHeight: 0.7,
  /** Pieces of ink with so much room between them are not one word. */
  surelyApart: 8,
  /** From this share of the usual line height on there may be several lines. */
  severalLines: 1.55,
  /** A row of pixels with less ink than this share of the mean is between two lines. */
  valley: 0.3,
} as const;

/** Reading of lines and numbers. Lengths in heights of 汉字 on the page (`usual`). */
export const READING_SETTINGS = {
  /** White around a line, for the first and the second reading: engines scale to a fixed height, so this is the size. */
  lineMargins: [0.2, 0.32],
  numberMargins: [0.28, 0.45],
  /** Between lines of a cell that are set side by side, as between characters. */
  glyphGap: 0.12,
  /** A gap in a line outside of cells that separates two texts: （ and ： leave half an em, columns as little as one. */
  phraseGap: 1,
  /** The same within a cell, whose label may be spaced out (目　　标). */
  cellGap: 3,
  /** Between numbers of different cells that are set side by side. */
  numberGap: 1,
  widestStrip: 45,
  widestNumbers: 30,
  /** A line that begins with a number and goes on longer than this is a sentence. */
  longestUnit: 9,
  /** How far from where it is expected in a sentence the ink of a number is looked for. */
  numberReach: 2.2,
  /** Up to so many characters a text is as sure as its worst word; longer ones are judged by the mean as well. */
  shortText: 12,
  /** Confidences (0 to 1). Below the first a text is read again. */
  readAgain: 0.92,
  /** Two readings agree; all of three agree. */
  agreed: 0.88,
  certain: 0.97,
  /** Two of three agree, the third says another number of the same shape: below the threshold, 3 and 8 are alike. */
  outvoted: 0.75,
  /** From here on the Chinese model has seen letters where the Latin one sees digits. */
  knowsLetters: 0.5,
  /** Where text stands and nothing was read. */
  unread: 0,
  /** Readings differ, or only one could read it: below the published threshold (normalizers/checks/ocr-confidence.ts). */
  differing: 0.7,
} as const;

/** Correction by the vocabulary. */
export const CORRECTION_SETTINGS = {
  /** Share of a label's characters that may have been misread; one always may. */
  sureDistance: 0.34,
  /** A text read more surely than this (0 to 1) is not corrected: it may be another word. */
  doubtful: 0.85,
  hopeless: 0.6,
  doubtfulUnit: 0.85,
  /** Confidence of a text that the vocabulary has to the letter, and of one that was corrected. */
  certain: 0.98,
  corrected: 0.9,
} as const;
