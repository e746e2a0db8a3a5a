/**
 * The numbers in front of paragraphs, which stand nowhere in the text: Word counts them from `numbering.xml` and the
 * styles. mammoth tells that a paragraph is in a list, but not what is printed (一、 or 1.), and 序号 columns are lists.
 */
import { formatNumber } from './numbers.js';
import type { ParagraphRef } from './skeleton.js';
import type { Styles } from './styles.js';
import { readXml } from './xml.js';

const MOST_LEVELS = 9;

interface Level {
  start: number;
  format: string;
  /** `%1、`, `（%2）`, `%1.%2`. */
  text: string;
  legal: boolean;
  /** Begins anew after a paragraph of this level (from 1) or above; 0: never; null: of any level above its own. */
  restart: number | null;
}

const NO_LEVEL: Level = { start: 1, format: 'none', text: '', legal: false, restart: null };

interface Abstract {
  levels: Map<number, Level>;
  /** Defined where a style has its list (`w:numStyleLink`). */
  style: string | null;
  /** Levels by the style of their paragraphs: 标题 2 is level 2 without saying so. */
  levelOfStyle: Map<string, number>;
}

interface List {
  abstract: string;
  levels: Map<number, Partial<Level>>;
}

export class Numbering {
  readonly #abstract = new Map<string, Abstract>();
  readonly #lists = new Map<string, List>();
  /** How far each abstract list has counted, by level. */
  readonly #counts = new Map<string, (number | undefined)[]>();
  readonly #restarted = new Set<string>();

  constructor(
    numbering: Uint8Array | null,
    private readonly styles: Styles,
  ) {
    if (numbering) this.#readNumbering(numbering);
  }

  /** What stands before the paragraph; call it for each paragraph in document order, since it counts. */
  label({ numbering, style }: ParagraphRef): string {
    const styled = this.styles.listOf(style);
    const id = numbering?.list ?? styled?.list ?? null;
    const list = id === null || id === '0' ? undefined : this.#lists.get(id);
    if (!list || id === null) return '';
    const key = this.#linked(list.abstract);
    const abstract = this.#abstract.get(key);
    const ofStyle = style === null ? undefined : abstract?.levelOfStyle.get(style);
    const level = Math.min(numbering?.level ?? styled?.level ?? ofStyle ?? 0, MOST_LEVELS - 1);
    const counts = this.#counts.get(key) ?? [];
    this.#counts.set(key, counts);
    const own = list.levels.get(level);
    if (own?.start !== undefined && !this.#restarted.has(`${id} ${level}`)) {
      this.#restarted.add(`${id} ${level}`);
      counts[level] = undefined;
    }
    const levelOf = (i: number): Level => ({ ...(abstract?.levels.get(i) ?? NO_LEVEL), ...list.levels.get(i) });
    const { start, format, text, legal } = levelOf(level);
    counts[level] = (counts[level] ?? start - 1) + 1;
    for (let i = level + 1; i < counts.length; i++) if (level < (levelOf(i).restart ?? i)) counts[i] = undefined;
    if (format === 'bullet' || format === 'none') return '';
    return text.replace(/%([1-9])/g, (_, digit: string) => {
      const i = Number(digit) - 1;
      const other = levelOf(i);
      return formatNumber(counts[i] ?? other.start, legal ? 'decimal' : other.format);
    });
  }

  /** The abstract list that another one stands for: by way of a style and its list. */
  #linked(abstract: string): string {
    const style = this.#abstract.get(abstract)?.style ?? null;
    const list = style === null ? null : this.styles.listOf(style)?.list;
    return (list && this.#lists.get(list)?.abstract) || abstract;
  }

  #readNumbering(bytes: Uint8Array): void {
    let abstract: Abstract | null = null;
    let list: List | null = null;
    let level = 0;
    const set = (value: Partial<Level>) => {
      if (list) list.levels.set(level, { ...list.levels.get(level), ...value });
      else if (abstract)
        abstract.levels.set(level, { ...NO_LEVEL, format: 'decimal', ...abstract.levels.get(level), ...value });
    };
    readXml(bytes, 'word/numbering.xml', {
      open: (name, attributes) => {
        const value = attributes.val ?? '';
        if (name === 'w:abstractNum') {
          abstract = { levels: new Map(), style: null, levelOfStyle: new Map() };
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
        else if (name === 'w:lvlRestart') set({ restart: Number(value) || 0 });
        else if (name === 'w:numStyleLink' && abstract) abstract.style = value;
        else if (name === 'w:pStyle') abstract?.levelOfStyle.set(value, level);
      },
      close: (name) => {
        if (name === 'w:abstractNum') abstract = null;
        if (name === 'w:num') list = null;
      },
    });
  }
}
