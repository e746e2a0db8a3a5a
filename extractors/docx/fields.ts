/** Complex fields around a piece of text: of `PAGE`, `TOC`, `HYPERLINK` only the result is displayed, never the code. */
import { formatNumber } from './numbers.js';

/** Fields that show when the document was opened. */
const TODAY = /^\s*(?:DATE|TIME)\b/i;
/** Signs drawn over each other, and a fraction: what a field `EQ` draws has no result in the file. */
const OVERSTRIKE = /^\s*EQ\s+\\o\s*(?:\\a[clr]\s*)?\(([^()]*)[,，;；]([^()]*)\)\s*$/i;
const FRACTION = /^\s*EQ\s+\\f\s*\(([^()]*)[,，;；]([^()]*)\)\s*$/i;
const TICKED: Readonly<Record<string, string>> = { '√': '☑', '✓': '☑', '×': '☒' };
const ORDINAL = '一二三四五六七八九十';

interface Field {
  state: 'code' | 'today' | 'result';
  code: string;
}

export class Fields {
  readonly #open: Field[] = [];
  /** Fields with today's date whose result was left out. */
  today = 0;

  /** `withoutToday`: the results of fields that show today's date are not displayed. */
  constructor(private readonly withoutToday: boolean) {}

  /** Whether text is displayed where we are. */
  get displayed(): boolean {
    return this.#open.every(({ state }) => state === 'result');
  }

  begin(): void {
    this.#open.push({ state: 'code', code: '' });
  }

  /** The result begins. */
  separate(): void {
    const field = this.#open.at(-1);
    if (field && field.state !== 'today') field.state = 'result';
  }

  /** Ends the innermost field. Returns the code of one that draws its result (`EQ`) and has none in the file. */
  end(): string | null {
    const field = this.#open.pop();
    return field?.state === 'code' && /^\s*EQ\b/i.test(field.code) ? field.code : null;
  }

  code(text: string): void {
    const field = this.#open.at(-1);
    if (field?.state !== 'code') return;
    field.code += text;
    if (this.isToday(field.code)) field.state = 'today';
  }

  isToday(code: string): boolean {
    const found = this.withoutToday && TODAY.test(code);
    if (found) this.today++;
    return found;
  }

  /** A text box has fields of its own; what is around it is as displayed as before. */
  openBox(): void {
    this.#open.push({ state: 'result', code: '' });
  }

  closeBox(): void {
    this.#open.pop();
  }
}

/** What a field `EQ` draws: ① for `EQ \o\ac(○,1)`, ☑ for `EQ \o(□,√)`, 1/2 for `EQ \f(1,2)`; null for anything else. */
export function drawnBy(code: string): string | null {
  const fraction = FRACTION.exec(code);
  if (fraction) return `${fraction[1]!.trim()}/${fraction[2]!.trim()}`;
  const [, frame, inner] = (OVERSTRIKE.exec(code) ?? []).map((part) => part.trim());
  if (frame === undefined || inner === undefined) return null;
  if (/^[□☐]$/.test(frame)) return TICKED[inner] ?? null;
  if (!/^[○◯〇]$/.test(frame)) return null;
  if (/^\d{1,2}$/.test(inner)) return formatNumber(Number(inner), 'decimalEnclosedCircle');
  const ordinal = inner === '' ? 0 : ORDINAL.indexOf(inner) + 1;
  return ordinal > 0 ? formatNumber(ordinal, 'ideographEnclosedCircle') : null;
}
