/**
 * Lists that some servers give only to who posts. Hanweb's `jpage` posts what it asks `dataproxy.jsp` for; most servers
 * answer the same to a GET, which says what it asks for in its URL and is asked first, and some refuse it or answer nothing.
 */

/** What the script leaves in the URL; all else is a field of its form. */
const IN_URL = /^(?:startrecord|endrecord|perpage)=/i;

/** Whether a script would post for this. */
export function isPostedList(url: string): boolean {
  const { pathname, searchParams } = new URL(url);
  return /\/dataproxy\.jsp$/i.test(pathname) && searchParams.has('startrecord') && searchParams.has('columnid');
}

/** The request as the script makes it. */
export function asPosted(url: string): { url: string; form: string } {
  const { origin, pathname, search } = new URL(url);
  const pairs = search.slice(1).split('&');
  const stays = pairs.filter((pair) => IN_URL.test(pair));
  return { url: `${origin}${pathname}?${stays.join('&')}`, form: pairs.filter((pair) => !IN_URL.test(pair)).join('&') };
}
