/**
 * What the web application asks of the explorer's server, and what it is answered: the only thing that the two share.
 * Types alone, so that nothing of the pipeline comes into the browser.
 *
 * Errors are answered with their HTTP status and a `Problem`. Answers are JSON unless it says otherwise.
 */
import type { Document, Place } from '../../extractors/document.js';
import type { Bilingual, Outcome } from '../../normalizers/checks/rules/rule.js';
import type { GongkaiRecord, RecordFinding } from '../../normalizers/record.js';
import type { Group, Target } from '../compare/family-rows.js';
import type { ProjectLine } from '../compare/project.js';
import type { CorrectionOutcome } from '../corrections/corrections.js';
import type { PartType } from '../corrections/fields.js';
import type { ReviewRow } from '../corrections/review.js';
import type { NightReport } from '../nightly/report.js';

/** What can be asked by GET: the path, what stands in its query, and the answer. `:name` is a part of the path. */
export interface Gets {
  '/api/overview': { query: object; answer: Overview };
  '/api/documents': { query: DocumentsQuery; answer: Documents };
  /** A document's record, and all that is known of it. */
  '/api/documents/:id': { query: object; answer: DocumentView };
  '/api/documents/:id/hits': { query: { search: string }; answer: Hits };
  /** The viewer `text`: the document's lines, as places count them. */
  '/api/documents/:id/text': { query: object; answer: { lines: string[] } };
  /** The viewer `blocks`: what was extracted, paragraphs and tables with their places, from DOCX, DOC, workbooks and others. */
  '/api/documents/:id/blocks': { query: object; answer: Document };
  '/api/tables': { query: object; answer: TableDescription[] };
  '/api/tables/:table': { query: TableQuery; answer: TablePage };
  /** The values of a column by how often they occur, for choosing from. */
  '/api/tables/:table/values': { query: ValuesQuery; answer: { values: { value: string | null; rows: number }[] } };
  '/api/families': { query: { search?: string }; answer: FamilySummary[] };
  '/api/families/:family': { query: Selection; answer: FamilyView };
  /** Targets of projects beside their evaluations. */
  '/api/projects': { query: Selection & { search: string }; answer: { lines: ProjectLine[] } };
  '/api/review': { query: { offset?: number; limit?: number }; answer: Review };
  '/api/corrections': { query: object; answer: CorrectionOutcome[] };
}

/** Answered with something that is not JSON: `original` with the bytes, `page` (viewer `html`) with HTML made harmless, `download` with a file. */
export type FilePath =
  | `/api/documents/${string}/original`
  | `/api/documents/${string}/page`
  | `/api/tables/${string}/download`;

export interface Posts {
  /** Accepts or corrects a value. Answered when it is written to the disk. */
  '/api/corrections': { body: NewCorrection; answer: CorrectionOutcome };
}

export interface Problem {
  /** What is wrong, in English, for a person. */
  message: string;
}

/** Region by code, its first digits or a part of its name; years inclusive. */
export interface Selection {
  region?: string;
  from?: number;
  to?: number;
}

export interface Overview {
  /** Name of the data folder. */
  data: string;
  /** Version of the reading, and when the dataset was built (ISO 8601, UTC). */
  version: string;
  built: string;
  /** Rows of each table. */
  counts: Record<string, number>;
  /** What each county published for each year; region and year are null where the documents do not say. */
  coverage: Coverage[];
  statuses: { status: string; documents: number }[];
  kinds: { kind: string; documents: number }[];
  forms: { form: string; projects: number }[];
  findings: { severity: string; code: string; rows: number }[];
  checks: CheckSummary[];
  corrections: { state: string; rows: number }[];
  /** The last night's report; null where there was no night. */
  night: NightReport | null;
}

export interface Coverage {
  region_code: string | null;
  region_name: string | null;
  fiscal_year: number | null;
  documents: number;
  projects: number;
  indicators: number;
  evaluations: number;
  /** Findings of severity error and warning. */
  errors: number;
  warnings: number;
}

export interface CheckSummary {
  rule: string;
  title: Bilingual;
  severity: string;
  pass: number;
  fail: number;
  notApplicable: number;
}

export interface DocumentsQuery {
  /**
   * Words, each of which is to stand in the document: in its text, title, source, numbers, or what people corrected in it;
   * in quotation marks with spaces in them. Without `sort`, ranked: words in the title, then how often they stand there.
   */
  search?: string;
  region?: string;
  year?: number;
  kind?: string;
  form?: string;
  status?: string;
  severity?: string;
  /** A field of `DocumentRow`, with `-` before it for descending. */
  sort?: string;
  offset?: number;
  /** At most 500; 50 where it is not said. */
  limit?: number;
}

export interface Documents {
  total: number;
  rows: DocumentRow[];
  /** What there is to filter by, within the other filters. */
  facets: Record<
    'region' | 'year' | 'kind' | 'form' | 'status' | 'severity',
    { value: string; label: string | null; documents: number }[]
  >;
}

export interface DocumentRow {
  document_id: string;
  title: string | null;
  region_code: string | null;
  region_name: string | null;
  fiscal_year: number | null;
  publisher: string | null;
  published_on: string | null;
  kinds: string[];
  status: string;
  /** `superseded`: its page was published anew, and the tables have no rows of it; null in a dataset of an older version. */
  standing: 'current' | 'superseded' | 'gone' | null;
  media_type: string;
  pages: number | null;
  source: string;
  projects: number;
  indicators: number;
  evaluations: number;
  statistics: number;
  errors: number;
  warnings: number;
  /** How often the searched words stand in its text; null where nothing is searched. */
  hits: number | null;
  /** A few places where the searched words stand; where the text has one of them not at all, the field that has it. */
  matches: Match[];
}

export type Match =
  /** `hit` counts the hits of the text from 1, in reading order; `page` where it has pages. */
  | { hit: number; page: number | null; text: string }
  | { recordType: string; recordId: string; field: string; text: string };

/** Where searched words stand in a document's text, in reading order. */
export interface Hits {
  /** All there are; the places of the first `hits.length` are given. */
  total: number;
  hits: { at: Place[]; before: string; text: string; after: string }[];
}

/** How the original is shown; null where it cannot be, for example because its bytes are no longer there. */
export type Viewer = 'pdf' | 'html' | 'text' | 'blocks';

export interface DocumentView {
  /** With corrections applied; a corrected field says so among its repairs. */
  record: GongkaiRecord;
  viewer: Viewer | null;
  /** Why there is no viewer, or what it leaves out. */
  viewerNote: string | null;
  /** Where it was found. `gone`: since when it is not there any more. */
  sources: { source: string; firstSeen: string | null; lastSeen: string | null; gone: string | null }[];
  /** The document that took its place, where its page was published anew and the dataset has that. */
  supersededBy: string | null;
  checks: Outcome[];
  corrections: CorrectionOutcome[];
  /** Which fields of each type of record can be corrected. */
  correctable: Record<PartType, string[]>;
}

export interface TableDescription {
  name: string;
  title: Bilingual;
  /** What one row is. */
  row: Bilingual;
  /** What its records are called in `readings.record_type` and in corrections; null where they have no evidence. */
  recordType: string | null;
  rows: number;
  columns: TableColumn[];
}

export interface TableColumn {
  name: string;
  type: 'text' | 'integer' | 'decimal' | 'boolean';
  title: Bilingual;
  unit: string | null;
  /** What codes mean, where the column holds any. */
  codes: { code: string; zh: string; en: string }[] | null;
}

export type Cell = string | number | boolean | null;

export const FILTERS = ['is', 'is-not', 'contains', 'at-least', 'at-most', 'empty', 'filled'] as const;

export interface Filter {
  column: string;
  is: (typeof FILTERS)[number];
  /** Several for `is` and `is-not`: one of them. None for `empty` and `filled`. */
  values?: string[];
}

export interface TableQuery {
  /** Names joined by commas; all where it is not said. */
  columns?: string;
  /** A column, with `-` before it for descending. */
  sort?: string;
  /** JSON of a list of `Filter`; all have to hold. */
  filters?: string;
  /** Occurs in any text of the row. */
  search?: string;
  offset?: number;
  /** At most 1000; 100 where it is not said. */
  limit?: number;
}

/** As `TableQuery`, all its rows, in a file. */
export interface DownloadQuery extends Omit<TableQuery, 'offset' | 'limit'> {
  format: 'csv' | 'xlsx';
}

export interface TablePage {
  total: number;
  columns: string[];
  /** Rows by `columns`. Decimals come as text with all their digits and no zeros behind. */
  rows: Cell[][];
  /** Of each row, the document and the record in it that the row is about, where there is one. */
  keys: { document: string | null; record: string | null; corrected: string[] }[];
}

export interface ValuesQuery {
  column: string;
  /** They contain it. */
  search?: string;
  filters?: string;
  limit?: number;
}

export interface FamilySummary {
  family: string;
  name: string;
  targets: number;
  counties: number;
  first_year: number | null;
  last_year: number | null;
  units: string[];
}

export interface FamilyView {
  family: string;
  name: string;
  targets: Target[];
  groups: Group[];
}

export interface Review {
  /** Rows that are known by now: those up to the end of the page at least, where there are so many. */
  total: number;
  /** False where there are, or may be, more, which are less urgent; asking for a later page finds them. */
  complete: boolean;
  rows: ReviewRow[];
}

export interface NewCorrection {
  document_id: string;
  record_id: string;
  record_type: PartType;
  field: string;
  /** What is to stand there, as `gongkai review` takes it; the value that is read there to accept it. */
  value: string;
  who: string;
  why: string;
  evidence?: string;
}

export type {
  Bilingual,
  CorrectionOutcome,
  Document,
  GongkaiRecord,
  Group,
  Outcome,
  PartType,
  Place,
  ProjectLine,
  RecordFinding,
  ReviewRow,
  Target,
};
