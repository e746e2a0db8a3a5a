/** Where `<meta http-equiv="refresh">`, or a header of that name, sends the reader of a page. */

export interface Refresh {
  href: string;
  /** Until then the page is shown. */
  seconds: number;
}

/** Reads `5; url='/new/'` in the ways that browsers take; null where it says no address and the page reloads itself. */
export function readRefresh(content: string): Refresh | null {
  const match = /^\s*([\d.]*)\s*(?:[;,]\s*(?:url\s*=\s*)?['"]?([^'"]+))?/i.exec(content);
  return match?.[2] ? { href: match[2].trim(), seconds: Number(match[1]) || 0 } : null;
}
