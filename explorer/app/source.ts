/** Where a document was found: a path or a URL. */

/** The last part of a path or URL, as a person would write it. */
export function nameOf(source: string): string {
  const last = source.split(/[\\/]/).filter(Boolean).at(-1) ?? source;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
