/** The forms of a page: what they send, and what is chosen or typed in them. */

export interface PageForm {
  /** As it is written; empty for the page itself. */
  action: string;
  isGet: boolean;
  /** Names and values that are sent as they are. */
  fields: [string, string][];
  choices: { name: string; options: { value: string; text: string }[] }[];
  /** Names of fields that a reader fills in, ticks or uploads. */
  typed: string[];
  /** What the button that sends it says; null where it has none. */
  button: string | null;
}

const MOST_FORMS = 50;
const MOST_FIELDS = 100;
const MOST_OPTIONS = 500;
const LONGEST_TEXT = 100;
const BUTTONS = /^(?:submit|image)$/;
const LIKE_BUTTONS = /^(?:button|reset)$/;

/** Takes the elements of a page in their order. Forms do not stand in forms. */
export class FormReader {
  readonly forms: PageForm[] = [];
  #form: PageForm | null = null;
  #option: { value: string | null; text: string } | null = null;

  open(tag: string, attributes: ReadonlyMap<string, string>): void {
    if (tag === 'form' && this.forms.length < MOST_FORMS) {
      this.#form = {
        action: attributes.get('action')?.trim() ?? '',
        isGet: !/^post$/i.test(attributes.get('method')?.trim() ?? ''),
        fields: [],
        choices: [],
        typed: [],
        button: null,
      };
      this.forms.push(this.#form);
      return;
    }
    const form = this.#form;
    if (!form) return;
    if (tag === 'option') this.#openOption(attributes.get('value') ?? null);
    else if (form.fields.length + form.typed.length >= MOST_FIELDS) return;
    else if (tag === 'input' || tag === 'button') this.#field(form, tag, attributes);
    else if (tag === 'select') form.choices.push({ name: attributes.get('name') ?? '', options: [] });
    else if (tag === 'textarea') form.typed.push(attributes.get('name') ?? '');
  }

  text(text: string): void {
    if (this.#option && this.#option.text.length < LONGEST_TEXT) this.#option.text += text.slice(0, LONGEST_TEXT);
  }

  close(tag: string): void {
    if (tag === 'option' || tag === 'select') this.#endOption();
    else if (tag === 'form') {
      this.#endOption();
      this.#form = null;
    }
  }

  #field(form: PageForm, tag: string, attributes: ReadonlyMap<string, string>): void {
    const type = attributes.get('type')?.trim().toLowerCase() ?? (tag === 'button' ? 'submit' : 'text');
    const name = attributes.get('name') ?? '';
    const value = attributes.get('value') ?? '';
    if (BUTTONS.test(type)) form.button ??= value;
    else if (LIKE_BUTTONS.test(type) || name === '') return;
    else if (type === 'hidden') form.fields.push([name, value]);
    else form.typed.push(name);
  }

  #openOption(value: string | null): void {
    this.#endOption();
    this.#option = { value, text: '' };
  }

  #endOption(): void {
    const option = this.#option;
    this.#option = null;
    const options = this.#form?.choices.at(-1)?.options;
    if (!option || !options || options.length >= MOST_OPTIONS) return;
    const text = option.text.replace(/\s+/g, ' ').trim();
    options.push({ value: option.value ?? text, text });
  }
}
