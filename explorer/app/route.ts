/** Where the reader is: all of it stands in the URL, so that every view can be shared, and the back button works. */
import { useEffect, useState } from 'preact/hooks';

export interface Route {
  /** Parts of the path: `['documents', '<id>']`. */
  path: string[];
  query: URLSearchParams;
}

const listeners = new Set<() => void>();

export function currentRoute(): Route {
  const path = location.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  return { path, query: new URLSearchParams(location.search) };
}

export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const update = () => setRoute(currentRoute());
    listeners.add(update);
    addEventListener('popstate', update);
    return () => {
      listeners.delete(update);
      removeEventListener('popstate', update);
    };
  }, []);
  return route;
}

/** An address within the application. What is undefined or empty in the query is left out. */
export function hrefOf(path: string[], query: Record<string, string | number | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const where = `/${path.map(encodeURIComponent).join('/')}`;
  return search.size > 0 ? `${where}?${search}` : where;
}

/** Goes there; `replace` for what is no step of its own, as each letter of a search. */
export function go(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  for (const listener of listeners) listener();
}

/** Changes the query of where the reader is. Undefined and empty take away. */
export function goWith(query: Record<string, string | number | undefined>, options: { replace?: boolean } = {}): void {
  const now = currentRoute();
  go(hrefOf(now.path, { ...Object.fromEntries(now.query), ...query }), options);
}

/** Lets links within the application go without loading it again. */
export function followLinks(event: MouseEvent): void {
  const link = (event.target as Element).closest?.<HTMLAnchorElement>('a[href]');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/api/') || link.hash !== '') return;
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  go(link.pathname + link.search);
}
