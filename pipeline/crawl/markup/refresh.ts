/** What a header of an answer, or `<meta http-equiv>`, says of where to go: `Refresh` and `Link`. */

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

/** Addresses that a `Link` header names as those of neighbouring pages of a list: `<…>; rel="next"`. */
export function turnedTo(header: string): string[] {
  return [...header.matchAll(/<([^<>]{1,2000})>([^<]{0,500})/g)]
    .filter(([, , parameters]) => /;\s*rel\s*=\s*(?:"[^"]*\b(?:next|prev)\b|(?:next|prev)\b)/i.test(parameters!))
    .map(([, href]) => href!);
}
