/** Who accepts and corrects here: asked once, and kept in this browser. */

const KEY = 'gongkai-who';

export function person(): string {
  return localStorage.getItem(KEY) ?? '';
}

export function rememberPerson(name: string): void {
  localStorage.setItem(KEY, name);
}
