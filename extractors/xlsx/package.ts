/**
 * The parts of an OOXML workbook, inflated under limits before any library sees them. SheetJS inflates whatever is in
 * the package and expands `<col max="1000000000">` into a list; a 300 kB file takes the process down that way.
 */

import { decodeNames } from '../container/names.js';
import { readZip, TooLargeError } from '../container/zip.js';
import type { Finding } from '../document.js';
import { LIMITS } from './limits.js';
import { withChineseFormats } from './number-formats.js';

/** Parts that make up what is printed in cells. Pictures, macros, caches and themes are not asked for. */
const READ =
  /^(\[Content_Types\]\.xml|xl\/(?:_rels\/)?workbook\.xml(?:\.rels)?|xl\/(?:sharedStrings|styles)\.xml|xl\/worksheets\/[^/]+\.xml|.*\/?_rels\/[^/]+\.rels)$/i;

/** Parts that hold words of people outside of cells. They are not read, and it is said. */
const UNREAD: [RegExp, string, string][] = [
  [
    /^xl\/(?:threadedComments\/)?(?:threadedC|c)omments?\d*\.xml$/i,
    'workbook/comments',
    'sheet(s) have comments (批注), which are not part of what is read',
  ],
  [
    /^xl\/drawings\/drawing\d*\.xml$/i,
    'workbook/drawings',
    'sheet(s) have pictures, charts or text boxes, which are not read',
  ],
];

export interface Package {
  parts: Map<string, Uint8Array>;
  findings: Finding[];
}

/** Inflates what is needed. Throws a TooLargeError over a limit and a DamagedError where the package is broken. */
export async function readPackage(bytes: Uint8Array): Promise<Package> {
  const entries = await readZip(bytes);
  const { names } = decodeNames(entries);
  const parts = new Map<string, Uint8Array>();
  let total = 0;
  let cells = 0;
  for (const [i, entry] of entries.entries()) {
    const name = names[i]!.replaceAll('\\', '/').replace(/^\//, '');
    if (!isRead(name) || parts.has(name)) continue;
    const left = Math.min(LIMITS.partBytes, LIMITS.packageBytes - total);
    const content = await entry.read(left);
    total += content.length;
    if (/worksheets\//i.test(name)) cells += cellsIn(content);
    if (cells > LIMITS.cells) throw new TooLargeError(`more than ${LIMITS.cells} cells`);
    parts.set(name, tamed(name, content));
  }
  const findings = UNREAD.flatMap(([pattern, code, what]) => {
    const count = names.filter((name) => pattern.test(name.replaceAll('\\', '/'))).length;
    return count > 0 ? [{ code, severity: 'info' as const, message: `${count} ${what}`, at: [] }] : [];
  });
  return { parts, findings: [...findings, ...uncachedFormulas(parts)] };
}

function isRead(name: string): boolean {
  return READ.test(name);
}

/** `<c ` and `<c>` begin a cell, whatever else is in it; so does `<x:c `. */
function cellsIn(content: Uint8Array): number {
  let count = 0;
  for (let i = content.indexOf(0x63); i >= 0; i = content.indexOf(0x63, i + 1)) {
    const before = content[i - 1];
    const after = content[i + 1];
    if ((before === 0x3c || before === 0x3a) && (after === 0x20 || after === 0x3e)) count++;
  }
  return count;
}

function tamed(name: string, content: Uint8Array): Uint8Array {
  const isStyles = /styles\.xml$/i.test(name);
  if (!isStyles && !/worksheets\/[^/]+\.xml$/i.test(name)) return content;
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
  if (isStyles) return Buffer.from(withChineseFormats(text));
  const clamped = text.replace(/<(?:\w+:)?col\b[^>]*>/g, (tag) =>
    /\b(?:min|max)="(\d{1,5})"/.test(tag) && !/\b(?:min|max)="\d{6,}"/.test(tag) ? tag : '',
  );
  return clamped === text ? content : Buffer.from(clamped);
}

/** Cells with a formula whose result was never computed: nothing is printed there until somebody opens the file. */
function uncachedFormulas(parts: ReadonlyMap<string, Uint8Array>): Finding[] {
  const findings: Finding[] = [];
  for (const [name, content] of parts) {
    if (!/worksheets\/[^/]+\.xml$/i.test(name)) continue;
    const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1');
    const empty = [
      ...text.matchAll(
        /<c\b[^>]*\br="([A-Z]{1,3}\d{1,7})"[^>]*><f\b(?:[^>]*\/>|[^>]*>[^<]*<\/f>)(?:<v\/>|<v><\/v>)?<\/c>/g,
      ),
    ];
    if (empty.length === 0) continue;
    const cells = empty.slice(0, 20).map((match) => match[1]!);
    findings.push({
      code: 'workbook/formula-without-result',
      severity: 'warning',
      message: `${empty.length} formula(s) without a stored result: ${cells.join(', ')}${empty.length > cells.length ? ', …' : ''}`,
      at: cells.map((cell) => ({ path: `${name}!${cell}` })),
    });
  }
  return findings;
}
