/** Who a document says it is: title, issuing body, document number. */
import { type Document, type Finding, removeSpaces } from '../../extractors/document.js';
import type { Evidence } from '../record.js';
import { documentNumberLine } from './document-number.js';
import { type MetadataField, readMetadata } from './metadata.js';
import { readPublisher } from './publisher.js';
import { readHead } from './title.js';

export interface Identity {
  title: string | null;
  publisher: string | null;
  documentNumber: string | null;
  indexNumber: string | null;
  /** 成文日期 and 发布日期, as YYYY-MM-DD. */
  writtenOn: string | null;
  publishedOn: string | null;
  findings: Finding[];
  /** Under the names of the record: `title`, `publisher`, `document_number`, `index_number`, `written_on`, `published_on`. */
  evidence: Evidence;
}

/** What the forms of the document have given before. */
export interface IdentityHints {
  /** Names of departments, units and projects. */
  names?: readonly { text: string }[];
}

/**
 * Reads the head, the metadata block and the signature of a document.
 *
 * The title is the heading at the top, its lines joined and its white space removed; a document of forms only has the
 * title of its first form. The publisher is the body that is named as author, null where none is. The document number
 * is the document's own: alone on a line of the head, or in the metadata; cited numbers are not read.
 */
export function readIdentity(document: Document, { names = [] }: IdentityHints = {}): Identity {
  const metadata = readMetadata(document);
  const head = readHead(document, metadata, new Set(names.map(({ text }) => removeSpaces(text))));
  const title = head.title ?? metadata.fields.get('title') ?? null;
  const publisher = readPublisher(document, head, metadata);
  const numberSource = head.number ?? metadata.fields.get('number') ?? null;
  const documentNumber = numberSource ? documentNumberLine(numberSource.text) : null;

  const findings: Finding[] = [];
  if (!title) {
    findings.push({
      code: 'document/no-title',
      severity: 'info',
      message: 'No heading stands over the document',
      at: [],
    });
  }
  const evidence: Evidence = {};
  const repairs = head.title?.repairs ?? [];
  if (title) evidence.title = { raw: title.raw, at: title.at, ...(repairs.length > 0 ? { repairs } : {}) };
  if (publisher) evidence.publisher = { raw: publisher.raw, at: publisher.at };
  if (numberSource && documentNumber) evidence.document_number = { raw: numberSource.raw, at: numberSource.at };
  const labelled = (field: MetadataField, name: string, read: (text: string) => string | null) => {
    const found = metadata.fields.get(field);
    const value = found ? read(found.text) : null;
    if (found && value) evidence[name] = { raw: found.raw, at: found.at };
    return value;
  };
  return {
    title: title?.text ?? null,
    publisher: publisher?.text ?? null,
    documentNumber,
    indexNumber: labelled('index', 'index_number', (text) => text),
    writtenOn: labelled('written', 'written_on', dateOf),
    publishedOn: labelled('published', 'published_on', dateOf),
    findings,
    evidence,
  };
}

/** White space is removed before: 2025-04-1109:32 is the 11th, at 9:32. */
const DATE = /^((?:19|20)\d\d)(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2}?)(?=$|\D|\d{1,2}[:：]\d\d)/;

/** 生成日期：20240305, as systems of disclosure print it. */
const DIGITS = /^((?:19|20)\d\d)(\d\d)(\d\d)(?=$|\D|\d\d[:：]\d\d)/;

/** 2024年3月5日, 2024-03-05 10:20, 20240305 → 2024-03-05; null where it is no day. */
function dateOf(text: string): string | null {
  const [, year, month, day] = DATE.exec(text) ?? DIGITS.exec(text) ?? [];
  if (!year || !Number(month) || !Number(day) || Number(month) > 12 || Number(day) > 31) return null;
  return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
}
