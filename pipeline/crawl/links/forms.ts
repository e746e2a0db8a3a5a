/** Forms that are sent by GET, as the addresses that sending them asks for. What is posted or typed in is not done. */
import type { PageForm } from '../markup/forms.js';
import { PAGE_PARAMETER } from '../markup/link-text.js';
import { type CrawlWords, foldWord } from '../words.js';

/** Choices of a form that are asked for, each: offices of a county and years are fewer. */
const MOST_CHOICES = 100;

/** The form by which a list is turned: nothing is to be typed but the number of the page. */
export function pageForm(forms: readonly PageForm[]): PageForm | undefined {
  return forms.find((form) => isOpen(form) && pageField(form) !== undefined);
}

/** The address of a page of its list. */
export function turnForm(form: PageForm, page: number): string {
  return addressOf(form, new Map([[pageField(form)!, String(page)]]));
}

/**
 * What forms lead to: a button that says that it shows something, and each choice of one thing (县教育局, 2024年). Buttons
 * that may do something (投票) are left alone.
 */
export function formLinks(forms: readonly PageForm[], words: CrawlWords): { href: string; text: string }[] {
  const shows = (text: string) =>
    [...words.uninformative, ...words.pagination].some((word) => word.length > 1 && foldWord(text).includes(word));
  return forms.filter(isOpen).flatMap((form) => {
    const several = form.choices.filter(({ options }) => options.length > 1);
    const [choice] = several;
    if (!choice) {
      // Without a button and a field it is sent by a script, as a redirect.
      const leads = form.button === null ? form.fields.length === 0 : shows(form.button);
      return leads && form.typed.length === 0 ? [{ href: addressOf(form, new Map()), text: form.button ?? '' }] : [];
    }
    if (several.length > 1 || choice.options.length > MOST_CHOICES) return [];
    return choice.options
      .filter(({ value }) => value !== '')
      .map(({ value, text }) => ({ href: addressOf(form, new Map([[choice.name, value]])), text }));
  });
}

function isOpen({ isGet, typed }: PageForm): boolean {
  return isGet && typed.every((name) => PAGE_PARAMETER.test(name));
}

function pageField({ fields, typed }: PageForm): string | undefined {
  return [...typed, ...fields.map(([name]) => name)].find((name) => PAGE_PARAMETER.test(name));
}

/** As browsers send it: the fields take the place of the query of `action`. Characters beyond ASCII are the page's matter. */
function addressOf({ action, fields, typed, choices }: PageForm, values: ReadonlyMap<string, string>): string {
  const given: [string, string][] = [
    ...fields,
    ...choices.map(({ name, options }): [string, string] => [name, options[0]?.value ?? '']),
    ...typed.filter((name) => values.has(name)).map((name): [string, string] => [name, '']),
  ];
  const plain = (text: string) => text.replace(/[%&=#+\s"<>]/g, encodeURIComponent);
  const query = given.map(([name, value]) => `${plain(name)}=${plain(values.get(name) ?? value)}`).join('&');
  const path = action.replace(/[?#].*$/s, '');
  return query === '' ? action : `${path}?${query}`;
}
