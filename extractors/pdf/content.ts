/** A page's content: walks its operators and gathers glyphs, lines, areas and pictures in page coordinates. */
import { clipTo, clipToUserBox, type GraphicsState, initialState, NOWHERE, parseColour } from './graphics-state.js';
import { type Matrix, multiply, transformBox } from './matrix.js';
import type { Box, Glyph } from './page.js';
import { readSubpaths } from './paths.js';
import { type Font, OPERATOR as O, type OptionalContent, type ShownGlyph } from './pdfjs.js';
import { LineCollector } from './rulings.js';
import { READER_SETTINGS } from './settings.js';
import { beginText, extentOf, type FontExtent, moveText, setTextMatrix, showText } from './text-state.js';
import type { GlyphSources } from './unmapped.js';

export interface Content {
  glyphs: Glyph[];
  sources: GlyphSources;
  lines: LineCollector;
  pictures: Box[];
  /** Strings that were shown and gave no glyph, by font: their text is lost. */
  lostStrings: Map<string, number>;
  /** Marked content that means something to us: `MARK_OF_REMOVED_STREAM`. */
  marks: Set<string>;
}

export interface ContentSource {
  codes: number[];
  args: unknown[][];
  fonts: Map<string, Font | null>;
  /** From user space to the page as seen. */
  matrix: Matrix;
  page: Box;
  layers: OptionalContent | null;
  rulingLimit: number;
}

/** Deeper than any real nesting; unbalanced `q` without end stay cheap. */
const DEEPEST = 10_000;

/** Walks through all operators once. */
export function readContent(source: ContentSource): Content {
  return new ContentReader(source).read();
}

class ContentReader {
  readonly #content: Content;
  readonly #extents = new Map<string, FontExtent>();
  #state: GraphicsState;
  readonly #saved: GraphicsState[] = [];
  #pendingClip = false;
  /** One entry for each open marked content: whether it switches painting off. */
  readonly #marked: boolean[] = [];
  #layersOff = 0;
  /** Inside of the group that makes a soft mask: painted, but not on the page. */
  #maskGroups = 0;

  constructor(private readonly source: ContentSource) {
    this.#state = initialState(source.matrix, source.page);
    this.#content = {
      glyphs: [],
      sources: { fonts: [], codes: [] },
      lines: new LineCollector(source.rulingLimit),
      pictures: [],
      lostStrings: new Map(),
      marks: new Set(),
    };
  }

  read(): Content {
    const { codes, args } = this.source;
    for (let i = 0; i < codes.length; i++) this.#run(codes[i]!, args[i] ?? []);
    this.#content.lines.finish();
    return this.#content;
  }

  get #unseen(): boolean {
    return this.#layersOff > 0 || this.#maskGroups > 0;
  }

  #run(code: number, args: unknown[]): void {
    const state = this.#state;
    const number = (i: number) => (typeof args[i] === 'number' ? (args[i] as number) : 0);
    switch (code) {
      // Text, the most frequent first
      case O.showText:
        this.#showText(args[0] as (ShownGlyph | number)[]);
        break;
      case O.setTextMatrix:
        setTextMatrix(state, args[0] as Float32Array);
        break;
      case O.moveText:
        moveText(state, number(0), number(1));
        break;
      case O.setLeadingMoveText:
        state.leading = -number(1);
        moveText(state, number(0), number(1));
        break;
      case O.nextLine:
        moveText(state, 0, -state.leading);
        break;
      case O.setFont:
        this.#setFont(args[0] as string, number(1));
        break;
      case O.beginText:
        beginText(state);
        break;
      case O.setCharSpacing:
        state.charSpacing = number(0);
        break;
      case O.setWordSpacing:
        state.wordSpacing = number(0);
        break;
      case O.setHScale:
        state.horizontalScale = number(0) / 100;
        break;
      case O.setLeading:
        state.leading = number(0);
        break;
      case O.setTextRise:
        state.rise = number(0);
        break;
      case O.setTextRenderingMode:
        state.textMode = number(0);
        break;
      // Paths
      case O.constructPath:
        this.#paintPath(args);
        break;
      case O.clip:
      case O.eoClip:
        this.#pendingClip = true;
        break;
      case O.setLineWidth:
        state.lineWidth = number(0);
        break;
      // State
      case O.save:
        this.#save();
        break;
      case O.restore:
        this.#restore();
        break;
      case O.transform:
        state.matrix = multiply(state.matrix, args as number[]);
        break;
      case O.setGState:
        this.#setGraphicsState(args[0] as [string, unknown][]);
        break;
      case O.setFillRGBColor:
        state.fill = parseColour(args[0]);
        break;
      case O.setStrokeRGBColor:
        state.stroke = parseColour(args[0]);
        break;
      case O.setFillColorN:
        state.fill = 'pattern';
        break;
      case O.setStrokeColorN:
        state.stroke = 'pattern';
        break;
      case O.setFillTransparent:
        state.fillAlpha = 0;
        break;
      case O.setStrokeTransparent:
        state.strokeAlpha = 0;
        break;
      default:
        this.#runRare(code, args);
        break;
    }
  }

  #runRare(code: number, args: unknown[]): void {
    const state = this.#state;
    switch (code) {
      case O.paintFormXObjectBegin: {
        this.#save();
        const [matrix, bbox] = args as [ArrayLike<number> | null, ArrayLike<number> | null];
        if (matrix) this.#state.matrix = multiply(this.#state.matrix, matrix);
        if (bbox) clipToUserBox(this.#state, this.#state.matrix, bbox);
        break;
      }
      case O.paintFormXObjectEnd:
        this.#restore();
        break;
      case O.beginGroup: {
        this.#save();
        const group = args[0] as {
          matrix: ArrayLike<number> | null;
          bbox: ArrayLike<number> | null;
          smask?: unknown;
        };
        // The group's matrix only serves its BBox here; the form that follows applies it again.
        const { matrix } = this.#state;
        if (group.bbox) clipToUserBox(this.#state, group.matrix ? multiply(matrix, group.matrix) : matrix, group.bbox);
        if (group.smask) this.#maskGroups++;
        break;
      }
      case O.endGroup:
        if ((args[0] as { smask?: unknown }).smask) this.#maskGroups--;
        this.#restore();
        break;
      case O.beginAnnotation: {
        const [, rect, transform, matrix] = args as [unknown, number[] | null, number[], number[]];
        this.#save();
        this.#state = initialState(this.source.matrix, this.source.page);
        if (rect) clipToUserBox(this.#state, this.source.matrix, rect);
        this.#state.matrix = multiply(multiply(this.#state.matrix, transform), matrix);
        break;
      }
      case O.endAnnotation:
        this.#restore();
        break;
      case O.beginMarkedContent:
      case O.beginMarkedContentProps:
        this.#beginMarked(args);
        break;
      case O.endMarkedContent:
        if (this.#marked.pop()) this.#layersOff--;
        break;
      case O.paintImageXObject:
        this.#addPicture(transformBox(state.matrix, 0, 0, 1, 1), true);
        break;
      case O.paintInlineImageXObject:
      case O.paintImageMaskXObject:
      case O.paintSolidColorImageMask:
        this.#addPicture(transformBox(state.matrix, 0, 0, 1, 1), code === O.paintInlineImageXObject);
        break;
      default:
    }
  }

  #save(): void {
    if (this.#saved.length < DEEPEST) this.#saved.push({ ...this.#state });
  }

  #restore(): void {
    this.#state = this.#saved.pop() ?? this.#state;
  }

  #setFont(id: string, size: number): void {
    const font = this.source.fonts.get(id) ?? null;
    this.#state.font = font;
    this.#state.fontId = id;
    this.#state.fontSize = size;
    if (font && !this.#extents.has(id)) this.#extents.set(id, extentOf(font));
  }

  #setGraphicsState(entries: [string, unknown][]): void {
    const state = this.#state;
    for (const [key, value] of entries) {
      if (key === 'LW') state.lineWidth = value as number;
      else if (key === 'ca') state.fillAlpha = value as number;
      else if (key === 'CA') state.strokeAlpha = value as number;
      else if (key === 'BM') state.blended = value !== 'source-over' && value !== 'normal' && value !== 'Normal';
      // `false` alone is what pdf.js puts before a picture with a mask of its own, which does not cover what is under it.
      else if (key === 'SMask') state.blended = value !== false || entries.length === 1;
      else if (key === 'Font') {
        const [id, size] = value as [string, number];
        this.#setFont(id, size);
      }
    }
  }

  #showText(shown: (ShownGlyph | number)[]): void {
    const state = this.#state;
    const extent = this.#extents.get(state.fontId);
    if (!state.font || !extent) {
      this.#lose('a font that could not be loaded');
      return;
    }
    if (shown.length === 0) this.#lose(extent.name);
    const { glyphs, sources } = this.#content;
    const first = glyphs.length;
    showText(state, extent, shown, glyphs);
    for (const item of shown) {
      if (typeof item === 'number') continue;
      sources.fonts.push(state.fontId);
      sources.codes.push(item.originalCharCode);
    }
    if (this.#unseen) for (let i = first; i < glyphs.length; i++) glyphs[i]!.hidden = true;
  }

  #lose(font: string): void {
    const { lostStrings } = this.#content;
    lostStrings.set(font, (lostStrings.get(font) ?? 0) + 1);
  }

  #paintPath(args: unknown[]): void {
    const state = this.#state;
    const [operator, [data]] = args as [number, [Float32Array | null]];
    const clips = this.#pendingClip;
    this.#pendingClip = false;
    if (data && operator !== O.endPath && !this.#unseen) {
      const fills = operator !== O.stroke && operator !== O.closeStroke;
      const strokes = operator !== O.fill && operator !== O.eoFill;
      this.#content.lines.addPath(state, data, fills, strokes);
    }
    if (clips) {
      // W with an empty path: nothing can be seen any more.
      const bounds = data ? boundsOf(data, state.matrix) : null;
      clipTo(state, bounds ?? NOWHERE);
    }
  }

  #addPicture(box: Box, paints: boolean): void {
    const { glyphs, lines, pictures } = this.#content;
    const { clip, fillAlpha, blended } = this.#state;
    if (this.#unseen) return;
    if (lines.addPicture(box, clip)) return;
    const seen: Box = [
      Math.max(box[0], clip[0]),
      Math.max(box[1], clip[1]),
      Math.min(box[2], clip[2]),
      Math.min(box[3], clip[3]),
    ];
    if (seen[0] >= seen[2] || seen[1] >= seen[3]) return;
    pictures.push(seen);
    // An OCR layer may also be painted in black and then covered by the scan itself.
    const [, , width, height] = this.source.page;
    const cover = ((seen[2] - seen[0]) * (seen[3] - seen[1])) / (width * height);
    if (!paints || blended || fillAlpha < 1 || cover < READER_SETTINGS.hidingCover) return;
    for (const glyph of glyphs) {
      const x = (glyph.box[0] + glyph.box[2]) / 2;
      const y = (glyph.box[1] + glyph.box[3]) / 2;
      if (x > seen[0] && x < seen[2] && y > seen[1] && y < seen[3]) glyph.hidden = true;
    }
  }

  #beginMarked(args: unknown[]): void {
    const [tag, properties] = args as [string | { name: string }, unknown];
    this.#content.marks.add(typeof tag === 'string' ? tag : tag.name);
    const off = tag === 'OC' && properties !== null && this.source.layers?.isVisible(properties as never) === false;
    this.#marked.push(off);
    if (off) this.#layersOff++;
  }
}

function boundsOf(data: Float32Array, matrix: Matrix): Box | null {
  let bounds: Box | null = null;
  for (const { bounds: box } of readSubpaths(data, matrix)) {
    if (!bounds) bounds = [...box];
    else {
      bounds[0] = Math.min(bounds[0], box[0]);
      bounds[1] = Math.min(bounds[1], box[1]);
      bounds[2] = Math.max(bounds[2], box[2]);
      bounds[3] = Math.max(bounds[3], box[3]);
    }
  }
  return bounds;
}
