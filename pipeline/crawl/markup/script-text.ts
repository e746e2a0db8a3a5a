/** Names and texts of scripts, character by character. */

/** Whether a character may stand in a name: letters, digits, `_`, `$`, and all beyond ASCII. */
export function isNameCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x24 ||
    code >= 0x80
  );
}

/** The escapes of JavaScript and JSON. */
export function unescapeText(raw: string): string {
  return raw.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r?\n|(.))/gs,
    (_, ...groups) => {
      const [point, unit, byte, character] = groups as (string | undefined)[];
      const code = point ?? unit ?? byte;
      if (code !== undefined) {
        const number = Number.parseInt(code, 16);
        return number <= 0x10ffff ? String.fromCodePoint(number) : '\ufffd';
      }
      if (character === undefined) return '';
      return (
        ({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' } as Record<string, string>)[character] ??
        character
      );
    },
  );
}
