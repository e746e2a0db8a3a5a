/**
 * Lists that are asked for by POST: as a page's own script does when it is opened. Hanweb's `jpage` posts what it asks
 * `dataproxy.jsp` for; most servers answer the same to a GET, which says what it asks for in its URL and is asked first, and
 * some refuse it or answer nothing. Others are posted at once. All are known by the URL that a GET would have: what is posted
 * stands in its query.
 */
import { PAGE_PARAMETER, SIZE_PARAMETER } from '../markup/link-text.js';

/** How a list is asked for: `true` by the fields of a form, `json` by an object. */
export type Posted = true | 'json';

/** What the script leaves in the URL; all else is a field of its form. */
const IN_URL = /^(?:startrecord|endrecord|perpage)=/i;
/** The last part of an address says that it reads, and not that it does something. */
const READS = /list|query|search|find|get|select|page|data|info|article|news|content|catalog/i;
const DOES =
  /save|add|insert|update|modify|delete|remove|submit|vote|log(?:in|out|ger)|comment|upload|count|click|hits?$|send|like|visit/i;

/** Whether a script would post for this, and the server may give it by GET as well. */
export function isPostedList(url: string): boolean {
  const { pathname, searchParams } = new URL(url);
  return /\/dataproxy\.jsp$/i.test(pathname) && searchParams.has('startrecord') && searchParams.has('columnid');
}

/** Whether an address is one that may be posted to: what it is called says that it gives a list. */
export function mayBePosted(address: string): boolean {
  const name =
    address
      .replace(/[?#].*$/s, '')
      .split('/')
      .filter(Boolean)
      .at(-1) ?? '';
  return !address.includes('?') && READS.test(name) && !DOES.test(name);
}

/** The request as the script makes it. */
export function asPosted(url: string, how: Posted): { url: string; form?: string; json?: string } {
  const { origin, pathname, search, searchParams } = new URL(url);
  if (how === 'json') {
    // Which values stood in quotes is not known; servers take the numbers of pages as numbers and all else as text.
    const isNumber = (name: string, value: string) =>
      (PAGE_PARAMETER.test(name) || SIZE_PARAMETER.test(name)) && /^\d{1,9}$/.test(value);
    const pairs = [...searchParams].map(([name, value]) => [name, isNumber(name, value) ? Number(value) : value]);
    return { url: `${origin}${pathname}`, json: JSON.stringify(Object.fromEntries(pairs)) };
  }
  const pairs = search.slice(1).split('&');
  const stays = isPostedList(url) ? pairs.filter((pair) => IN_URL.test(pair)) : [];
  const query = stays.length > 0 ? `?${stays.join('&')}` : '';
  return { url: `${origin}${pathname}${query}`, form: pairs.filter((pair) => !stays.includes(pair)).join('&') };
}
