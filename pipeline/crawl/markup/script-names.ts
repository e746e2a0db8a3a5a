/** What the names in a script stand for: constants that it sets, numbers of pages that it counts. */
import { PAGE_PARAMETER } from './link-text.js';

const MOST_CONSTANTS = 2000;
const LONGEST_CONSTANT = 2000;
/** Names that are looked for in the whole script. */
const MOST_COUNTERS = 10;
/** Shorter numbers are counters: `"index_" + i` is not the one page that the loop begins with. */
const SHORTEST_ID = 6;
const YEAR = /^20[0-4]\d$/;
/** Before a path it adds nothing to it. */
const ORIGIN = /^(?:(?:window|document|self|top|parent)\.)?location\.origin$/;

export class ScriptNames {
  readonly #counters = new Map<string, boolean>();

  /** `constants`: of scripts before this one on the page, added to; `given`: what its function is called with. */
  constructor(
    private readonly source: string,
    readonly constants: Map<string, string>,
    private readonly given: ReadonlyMap<string, string> | undefined,
  ) {}

  /** What a name always stands for; null where that is not known, and for counters. */
  valueOf(name: string): string | null {
    const given = this.given?.get(name);
    if (given !== undefined) return given;
    if (ORIGIN.test(name)) return '';
    const value = this.constants.get(name);
    if (value === undefined) return null;
    return value.length < SHORTEST_ID && /^[\d.]*$/.test(value) && !YEAR.test(value) ? null : value;
  }

  /** A template, where all that it holds is known. */
  filled(template: string): string | null {
    const filled = template.replace(/\$\{\s*([\w$.]+)\s*\}/g, (all, name) =>
      /^\d+$/.test(name) ? name : (this.valueOf(name) ?? all),
    );
    return filled.includes('${') ? null : filled;
  }

  /** The first setting of a name counts. */
  set(key: string, value: string): void {
    const { constants } = this;
    if (!key || value === '' || value.length > LONGEST_CONSTANT || constants.size >= MOST_CONSTANTS) return;
    if (!constants.has(key)) constants.set(key, value);
  }

  /** What a script asks for with the number of a page, as it asks for the first one; null where more is not known. */
  ofFirstPage(parts: readonly (string | null)[], unknown: readonly string[]): string | null {
    let isPaged = false;
    const numberOf = (name: string) => {
      isPaged = true;
      const set = this.constants.get(name) ?? '1';
      return /^\d{1,3}$/.test(set) ? set : '1';
    };
    // How many there are on a page, of which column: what it is asked with once, and no counter.
    const shortOf = (name: string) => /^\d{1,5}$/.exec(this.constants.get(name) ?? '')?.[0];
    let first = '';
    for (const [i, part] of parts.entries()) {
      const written = unknown[i] ?? '';
      if (part !== null) first += part;
      else if (PAGE_PARAMETER.test(/(?:^|[?&])([\w-]{1,30})=$/.exec(first)?.[1] ?? '') || this.#counts(written))
        first += numberOf(written);
      else if (written.includes('${')) {
        first += written.replace(
          /\$\{\s*([\w$.]+)\s*\}/g,
          (all, name) => this.valueOf(name) ?? (PAGE_PARAMETER.test(name) ? numberOf(name) : (shortOf(name) ?? all)),
        );
        if (first.includes('${')) return null;
      } else if (shortOf(written) !== undefined) first += shortOf(written);
      else return null;
    }
    return isPaged ? first : null;
  }

  /** Whether a name is that of the number of a page: it is called so, or is counted up by one. */
  #counts(name: string): boolean {
    if (PAGE_PARAMETER.test(name)) return true;
    if (!/^[a-z_]\w{0,40}$/i.test(name) || !/^\d$/.test(this.constants.get(name) ?? '')) return false;
    const known = this.#counters.get(name);
    if (known !== undefined || this.#counters.size >= MOST_COUNTERS) return known ?? false;
    const step = new RegExp(String.raw`\b${name}\s*(?:\+\+|\+=\s*1\b)|\+\+\s*${name}\b`);
    const counts = step.test(this.source);
    this.#counters.set(name, counts);
    return counts;
  }
}
