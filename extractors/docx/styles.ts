/** What `word/styles.xml` says of paragraphs and runs that stands nowhere else: lists, and what is not displayed. */
import { readXml } from './xml.js';

interface Style {
  basedOn: string | null;
  /** `w:numId`; the number of a list. */
  list: string | null;
  level: number | null;
  hidden: boolean | null;
}

/** Styles that are based on each other in a circle must not loop. */
const LONGEST_CHAIN = 20;

export class Styles {
  readonly #styles = new Map<string, Style>();

  constructor(part: Uint8Array | null) {
    if (part) this.#read(part);
  }

  /** The list of a style and the level in it, its own or that of a style it is based on; null where it has none. */
  listOf(id: string | null): { list: string; level: number | null } | null {
    const chain = this.#chainOf(id);
    const list = chain.find((style) => style.list !== null)?.list ?? null;
    return list === null ? null : { list, level: chain.find(({ level }) => level !== null)?.level ?? null };
  }

  /** Whether text in the style is hidden, as 窗体顶端 is, which comes along with what is copied from web pages. */
  isHidden(id: string | null): boolean {
    return this.#chainOf(id).find(({ hidden }) => hidden !== null)?.hidden ?? false;
  }

  #chainOf(id: string | null): Style[] {
    const chain: Style[] = [];
    for (let at = id; at !== null && chain.length < LONGEST_CHAIN; ) {
      const style = this.#styles.get(at);
      if (!style) break;
      chain.push(style);
      at = style.basedOn;
    }
    return chain;
  }

  #read(part: Uint8Array): void {
    let style: Style | null = null;
    // Of a table the properties of single rows stand in the same style.
    let conditional = false;
    readXml(part, 'word/styles.xml', {
      open: (name, { styleId, val }) => {
        if (name === 'w:style') {
          style = { basedOn: null, list: null, level: null, hidden: null };
          this.#styles.set(styleId ?? '', style);
        } else if (name === 'w:tblStylePr') conditional = true;
        else if (!style || conditional) return;
        else if (name === 'w:basedOn') style.basedOn = val ?? null;
        else if (name === 'w:numId') style.list = val ?? null;
        else if (name === 'w:ilvl') style.level = Number(val) || 0;
        else if (name === 'w:vanish') style.hidden = isOn(val);
      },
      close: (name) => {
        if (name === 'w:style') style = null;
        else if (name === 'w:tblStylePr') conditional = false;
      },
    });
  }
}

/** A property that is there is on, unless it says that it is not. */
export function isOn(value: string | undefined): boolean {
  return !['0', 'false', 'off'].includes(value ?? '');
}
