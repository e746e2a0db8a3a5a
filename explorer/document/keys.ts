/** The keys of the document's view. */

export type Key = 'next' | 'previous' | 'enter' | 'escape' | 'help' | 'larger' | 'smaller' | 'fit' | 'turn';

const KEYS: Record<string, Key> = {
  n: 'next',
  j: 'next',
  p: 'previous',
  k: 'previous',
  Enter: 'enter',
  Escape: 'escape',
  '?': 'help',
  '+': 'larger',
  '=': 'larger',
  '-': 'smaller',
  '0': 'fit',
  o: 'turn',
};

/** What a key press means here; null where it belongs to a field, a button or the browser. */
export function keyOf(event: KeyboardEvent): Key | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const key = KEYS[event.key] ?? null;
  // The frame of a web page has classes of its own, so the tag is asked for and not the class.
  const { tagName, isContentEditable } = event.target as HTMLElement;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(tagName ?? '') || isContentEditable) return null;
  if (key === 'enter' && /^(A|BUTTON|SUMMARY)$/.test(tagName ?? '')) return null;
  return key;
}
