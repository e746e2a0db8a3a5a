/** A check box or a list of a form, whose state stands in its properties (`w:ffData`) and nowhere in the text. */
import { isOn } from './styles.js';

const PROPERTIES = new Set('w:checkBox w:default w:checked w:ddList w:result w:listEntry'.split(' '));

export class FormField {
  #checked: boolean | null = null;
  readonly #entries: string[] = [];
  #result = 0;

  /** Takes one of its properties; false for an element that is none. */
  take(name: string, value: string | undefined, parent: string): boolean {
    if (!PROPERTIES.has(name)) return false;
    if (name === 'w:checkBox') this.#checked = false;
    else if (name === 'w:listEntry') this.#entries.push(value ?? '');
    else if (name === 'w:result' && parent === 'w:ddList') this.#result = Number(value) || 0;
    // `w:checked` comes after `w:default`, where the form was filled in.
    else if (parent === 'w:checkBox' && (name === 'w:default' || name === 'w:checked')) this.#checked = isOn(value);
    return true;
  }

  /** What the form shows; undefined for a field of text, which stands in the text. */
  get text(): string | undefined {
    return this.#checked === null ? this.#entries[this.#result] : this.#checked ? '☑' : '□';
  }
}
