/** Shared strings of a workbook: what SheetJS loses of them, put right before it sees them. */
import type { Finding } from '../document.js';
import { raised } from '../docx/symbols.js';

type Parts = Map<string, Uint8Array>;

const STRINGS = /\/sharedStrings[^/]*\.xml$/i;
const SHEET = /worksheets\/[^/]+\.xml$/i;
const ITEM = /<(?:\w+:)?si(?:\s[^>]*)?\/?>/g;
/** From the mark of a run that stands above the line to its text, within the run. */
const RAISED =
  /(<(?:\w+:)?vertAlign\s[^>]*val="superscript"[^>]*>(?:(?!<\/?(?:\w+:)?(?:r|si|is)>)[\s\S]){0,2000}?<(?:\w+:)?t(?:\s[^>]*)?>)([^<]*)/g;
const REFERENCE = /<(?:\w+:)?c\b([^>]*\bt="s"[^>]*)>\s*<(?:\w+:)?v>\s*(\d+)\s*<\/(?:\w+:)?v>/g;
const MOST_PLACES = 20;

const textOf = (part: Uint8Array) => Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8');

/** Makes digits above the line such characters, in place: 10⁴ is not 104, and the library gives text without its looks. */
export function raiseDigits(parts: Parts): void {
  for (const [name, content] of parts) {
    if (!STRINGS.test(name) && !SHEET.test(name)) continue;
    if (!Buffer.from(content.buffer, content.byteOffset, content.byteLength).includes('"superscript"')) continue;
    const text = textOf(content).replace(RAISED, (_, before: string, digits: string) => before + raised(digits));
    parts.set(name, Buffer.from(text));
  }
}

/**
 * Takes out cells that refer to a string that is not there, in place: for one of them the library gives up the sheet.
 * The finding says which they are.
 */
export function withoutLostStrings(parts: Parts): Finding[] {
  let strings = 0;
  for (const [name, content] of parts) if (STRINGS.test(name)) strings += textOf(content).match(ITEM)?.length ?? 0;
  const lost: string[] = [];
  for (const [name, content] of parts) {
    if (!SHEET.test(name)) continue;
    const before = lost.length;
    const text = textOf(content).replace(REFERENCE, (whole, attributes: string, index: string) => {
      if (Number(index) < strings) return whole;
      lost.push(`${name}!${/\br="([A-Z]{1,3}\d{1,7})"/.exec(attributes)?.[1] ?? ''}`);
      return whole.replace(/\bt="s"/, '').replace(/<(?:\w+:)?v>[\s\S]*/, '');
    });
    if (lost.length > before) parts.set(name, Buffer.from(text));
  }
  if (lost.length === 0) return [];
  return [
    {
      code: 'workbook/strings-missing',
      severity: 'error',
      message: `${lost.length} cell(s) refer to a text that the workbook does not hold, and are lost`,
      at: lost.slice(0, MOST_PLACES).map((path) => ({ path })),
    },
  ];
}
