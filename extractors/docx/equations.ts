/**
 * Equations (OMML) on one line: what stands in the drawing of an equation and not in its text. Without it a half is 12,
 * and (a+b) has no brackets.
 */

/** Where the text of the equation goes. */
export interface EquationLine {
  /** As XML; what is put around a part goes in afterwards. */
  xml: string;
}

interface Open {
  name: string;
  /** Where in the line its content begins. */
  from: number;
  /** Signs of brackets (`m:d`) or of a sum (`m:nary`), as far as they were given. */
  signs: Record<string, string>;
  parts: number;
}

/** What needs brackets above or below a line when both stand on one. */
const COMPOUND = /[-+−×÷*/=<>≤≥±∑∫]/u;
/** Lines beyond are none that anybody wrote, and each fraction in them would cost the whole line. */
const LONGEST_LINE = 100_000;
const BRACKETED = /^\([^()]*\)$|^（[^（）]*）$/u;

export class Equations {
  readonly #open: Open[] = [];

  /** An element of the equation begins. `write` puts a sign on the line. */
  open(name: string, value: string | undefined, line: EquationLine, write: (text: string) => void): void {
    const around = this.#open.at(-1);
    if (around && /^m:(?:begChr|endChr|sepChr|chr)$/.test(name)) {
      around.signs[name] = value ?? '';
      return;
    }
    if (around?.name === 'm:d' && name === 'm:e')
      write(around.parts++ === 0 ? (around.signs['m:begChr'] ?? '(') : (around.signs['m:sepChr'] ?? '|'));
    else if (around?.name === 'm:nary' && /^m:(?:sub|sup|e)$/.test(name) && around.parts++ === 0)
      write(around.signs['m:chr'] ?? '∫');
    else if (around?.name === 'm:rad' && name === 'm:e') write('√');
    else if (name === 'm:den') write('/');
    if (/^m:(?:f|num|den|d|nary|rad|e|sub|sup|deg|sSup|sSub|sSubSup)$/.test(name))
      this.#open.push({ name, from: line.xml.length, signs: {}, parts: 0 });
  }

  close(name: string, line: EquationLine, write: (text: string) => void): void {
    const open = this.#open.at(-1);
    if (open?.name !== name) return;
    this.#open.pop();
    if (name === 'm:d') write(open.signs['m:endChr'] ?? ')');
    if ((name !== 'm:num' && name !== 'm:den') || line.xml.length > LONGEST_LINE) return;
    const content = line.xml.slice(open.from);
    const text = content.replace(/<[^>]*>/g, '');
    if (!COMPOUND.test(text) || BRACKETED.test(text)) return;
    line.xml = line.xml.slice(0, open.from);
    write('(');
    line.xml += content;
    write(')');
  }

  /** The text is a power: 2 in m². The upper end of a sum stands above it, too, but is none. */
  get raised(): boolean {
    return this.#open.at(-1)?.name === 'm:sup' && /^m:sSu/.test(this.#open.at(-2)?.name ?? '');
  }
}
