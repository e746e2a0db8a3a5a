/**
 * The numbers in front of paragraphs, which stand nowhere in the text: Word counts them from `numbering.xml` and the
 * styles. mammoth tells that a paragraph is in a list, but not what is printed (一、 or 1.), and 序号 columns are lists.
 */
import { formatNumber } from './numbers.js';
import type { ParagraphRef } from './skeleton.js';
import { readXml } from './xml.js';

const MOST_LEVELS = 9;

interface Level {
  start: number;
  format: string;
  /** `%1、`, `（%2）`, `%1.%2`. */
  text: string;
  legal: boolean;
}

interface List {
  abstract: string;
  levels: Map<number, Partial<Level>>;
}

interface Style {
  basedOn: string | null;
  list: string | null;
  level: number | null;
}

export class Numbering {
  readonly #abstract = new Map<string, Map<number, Level>>();
  readonly #lists = new Map<string, List>();
  readonly #styles = new Map<string, Style>();
  /** How far each abstract list has counted, by level. */
  readonly #counts = new Map<string, (number | undefined)[]>();
  readonly #restarted = new Set<string>();

  constructor(numbering: Uint8Array | null, styles: Uint8Array | null) {
    if (numbering) this.#readNumbering(numbering);
    if (styles) this.#readStyles(styles);
  }

  /** What stands before the paragraph; call it for each paragraph in document order, since it counts. */
  label({ numbering, style }: ParagraphRef): string {
    const styled = this.#ofStyle(style);
    const id = numbering?.list ?? styled?.list ?? null;
    const list = id === null || id === '0' ? undefined : this.#lists.get(id);
    if (!list || id === null) return '';
    const level = Math.min(numbering?.level ?? styled?.level ?? 0, MOST_LEVELS - 1);
    const counts = this.#counts.get(list.abstract) ?? [];
    this.#counts.set(list.abstract, counts);
    const own = list.levels.get(level);
    if (own?.start !== undefined && !this.#restarted.has(`${id} ${level}`)) {
      this.#restarted.add(`${id} ${level}`);
      counts[level] = undefined;
    }
    const levelOf = (i: number): Level => ({
      ...(this.#abstract.get(list.abstract)?.get(i) ?? { start: 1, format: 'none', text: '', legal: false }),
      ...list.levels.get(i),
    });
    const { start, format, text, legal } = levelOf(level);
    counts[level] = (counts[level] ?? start - 1) + 1;
    counts.length = level + 1;
    if (format === 'bullet' || format === 'none') return '';
    return text.replace(/%([1-9])/g, (_, digit: string) => {
      const i = Number(digit) - 1;
      const other = levelOf(i);
      return formatNumber(counts[i] ?? other.start, legal ? 'decimal' : other.format);
    });
  }

  #ofStyle(id: string | null): Style | null {
    const found: Style = { basedOn: null, list: null, level: null };
    let style = id === null ? undefined : this.#styles.get(id);
    // A style that is based on itself, over however many others, must not loop.
    for (let i = 0; style && i < 20; i++) {
      found.list ??= style.list;
      found.level ??= style.level;
      style = style.basedOn === null ? undefined : this.#styles.get(style.basedOn);
    }
    return found.list === null ? null : found;
  }

  #readNumbering(bytes: Uint8Array): void {
    let abstract: Map<number, Level> | null = null;
    let list: List | null = null;
    let level = 0;
    const set = (value: Partial<Level>) => {
      if (list) list.levels.set(level, { ...list.levels.get(level), ...value });
      else if (abstract)
        abstract.set(level, { start: 1, format: 'decimal', text: '', legal: false, ...abstract.get(level), ...value });
    };
    readXml(bytes, 'word/numbering.xml', {
      open: (name, attributes) => {
        const value = attributes.val ?? '';
        if (name === 'w:abstractNum') {
          abstract = new Map();
          this.#abstract.set(attributes.abstractNumId ?? '', abstract);
        } else if (name === 'w:num') {
          list = { abstract: '', levels: new Map() };
          this.#lists.set(attributes.numId ?? '', list);
        } else if (name === 'w:abstractNumId' && list) list.abstract = value;
        else if (name === 'w:lvl' || name === 'w:lvlOverride') level = Number(attributes.ilvl) || 0;
        else if (name === 'w:start' || name === 'w:startOverride') set({ start: Number(value) || 0 });
        else if (name === 'w:numFmt') set({ format: value });
        else if (name === 'w:lvlText') set({ text: value });
        else if (name === 'w:isLgl') set({ legal: value !== '0' && value !== 'false' });
      },
      close: (name) => {
        if (name === 'w:abstractNum') abstract = null;
        if (name === 'w:num') list = null;
      },
    });
  }

  #readStyles(bytes: Uint8Array): void {
    let style: Style | null = null;
    readXml(bytes, 'word/styles.xml', {
      open: (name, attributes) => {
        if (name === 'w:style') {
          style = { basedOn: null, list: null, level: null };
          this.#styles.set(attributes.styleId ?? '', style);
        } else if (!style) return;
        else if (name === 'w:basedOn') style.basedOn = attributes.val ?? null;
        else if (name === 'w:numId') style.list = attributes.val ?? null;
        else if (name === 'w:ilvl') style.level = Number(attributes.val) || 0;
      },
      close: (name) => {
        if (name === 'w:style') style = null;
      },
    });
  }
}
