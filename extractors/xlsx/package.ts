/**
 * The parts of an OOXML workbook, inflated under limits before any library sees them. SheetJS inflates whatever is in
 * the package and expands `<col max="1000000000">` into a list; a 300 kB file takes the process down that way.
 */

import { decodeNames } from '../container/names.js';
import { readZip, TooLargeError } from '../container/zip.js';
import type { Finding } from '../document.js';
import { type Annotation, readAnnotations } from './annotations.js';
import { LIMITS } from './limits.js';
import { withChineseFormats } from './number-formats.js';
import { raiseDigits, withoutLostStrings } from './strings.js';

/**
 * What says nothing about cells: pictures, macros, caches, themes, properties, and what only hangs on a sheet. The rest
 * is read wherever it lies; programs other than Excel do not all call a workbook `xl/workbook.xml`.
 */
const NOT_NEEDED = new RegExp(
  [
    '^(?:docProps|customXml|_xmlsignatures)/',
    '/(?:theme|media|embeddings|charts|diagrams|externalLinks|pivotTables|pivotCache|printerSettings|ctrlProps)/',
    '/(?:activeX|tables|queryTables|slicers|slicerCaches|threadedComments|webextensions)/',
    '/(?:calcChain|vbaProject|connections)[^/]*$',
  ].join('|'),
  'i',
);
const READ = /\.(?:xml|rels)$/i;

/** What hangs on sheets: words that stand in no cell. SheetJS is not given it. */
const ANNOTATIONS = /\/comments[^/]*\.xml$|\/drawings\/drawing[^/]*\.xml$|\/\w*sheets\/_rels\//i;

const IN_SHEETS = /worksheets\//i;

export interface Package {
  parts: Map<string, Uint8Array>;
  /** Comments and text boxes, by the name of their sheet. */
  annotations: Map<string, Annotation[]>;
  /** Cells with content in all sheets, about: so many must come out of the library. */
  filled: number;
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
    if (!READ.test(name) || NOT_NEEDED.test(name) || parts.has(name)) continue;
    const left = Math.min(LIMITS.partBytes, LIMITS.packageBytes - total);
    const content = await entry.read(left);
    total += content.length;
    if (IN_SHEETS.test(name)) cells += countElements(content, 'c', true);
    if (cells > LIMITS.cells) throw new TooLargeError(`more than ${LIMITS.cells} cells`);
    parts.set(name, tamed(name, content));
  }
  const findings = [...withoutLostStrings(parts), ...uncachedFormulas(parts)];
  raiseDigits(parts);
  let filled = 0;
  for (const [name, content] of parts)
    if (IN_SHEETS.test(name)) filled += countElements(content, 'v', false) + countElements(content, 'is', true);
  const annotations = annotationsOf(parts, findings);
  for (const name of parts.keys()) if (ANNOTATIONS.test(name)) parts.delete(name);
  return { parts, filled, annotations, findings };
}

function annotationsOf(parts: ReadonlyMap<string, Uint8Array>, findings: Finding[]): Map<string, Annotation[]> {
  if (![...parts.keys()].some((name) => ANNOTATIONS.test(name))) return new Map();
  try {
    return readAnnotations(parts);
  } catch (error) {
    const message = `comments and text boxes cannot be read: ${(error as Error).message}`;
    findings.push({ code: 'workbook/annotations-unread', severity: 'warning', message, at: [] });
    return new Map();
  }
}

/** How many elements begin: `<c ` and `<c>` as well as `<x:c `. Without `empty`, not those that hold nothing (`<v></v>`). */
function countElements(part: Uint8Array, name: string, empty: boolean): number {
  const content = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  let count = 0;
  for (let i = content.indexOf(name); i >= 0; i = content.indexOf(name, i + 1)) {
    const before = content[i - 1];
    const after = content[i + name.length];
    if ((before !== LESS && before !== COLON) || (after !== SPACE && after !== GREATER)) continue;
    const end = empty ? i : content.indexOf(GREATER, i);
    if (empty || (content[end - 1] !== SLASH && content[end + 1] !== LESS)) count++;
  }
  return count;
}

const [SPACE, SLASH, COLON, LESS, GREATER] = [0x20, 0x2f, 0x3a, 0x3c, 0x3e];

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
