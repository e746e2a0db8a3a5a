/**
 * Names of entries: bytes to text, and text to a path that leads nowhere but down.
 *
 * Windows in China packs names in GBK and says nothing; newer programs set the UTF-8 flag, some set it and write GBK.
 * So the bytes decide, and all names of an archive together: 成绩 in GBK can be UTF-8 by chance, a whole list cannot.
 */

import { TextDecoder } from 'node:util';

interface StoredName {
  name: Uint8Array;
}

/** The text of all names of one archive: UTF-8 if every one of them is valid UTF-8, GB18030 otherwise. */
export function decodeNames(entries: readonly StoredName[]): { names: string[]; encoding: 'utf-8' | 'gb18030' } {
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    return { names: entries.map(({ name }) => strict.decode(name)), encoding: 'utf-8' };
  } catch {
    const gb18030 = new TextDecoder('gb18030');
    const each = entries.map(({ name }) => {
      // One archive may hold both, added to by two programs: a longer name that is valid UTF-8 is no accident.
      const text = decodeStrictly(strict, name);
      return text !== null && [...text].filter((character) => character > '\u2e7f').length >= 3
        ? text
        : gb18030.decode(name);
    });
    return { names: each, encoding: 'gb18030' };
  }
}

function decodeStrictly(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Names of what operating systems put into archives by themselves. */
const DEBRIS = /^(?:__MACOSX|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/i;

export function isDebris(name: string): boolean {
  return name.split('/').some((part) => DEBRIS.test(part));
}

/**
 * The name as a relative path: no drive, no root, no `..`, no control characters. Nothing is ever written under it,
 * but it becomes part of a document's source, and people follow those.
 */
export function safeName(name: string): string {
  const parts = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .replace(/[\u0000-\u001f\u007f]/g, '\ufffd')
    .replaceAll('\\', '/')
    .replace(/^[A-Za-z]:/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/') || 'unnamed';
}
