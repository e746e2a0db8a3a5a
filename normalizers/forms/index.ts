/** All forms of a document: each region of a table is read as a target form, as a list of projects, or reported. */
import type { Document, Paragraph } from '../../extractors/document.js';
import { yearOfForm } from '../identity/year.js';
import type { Lexicon } from '../lexicon.js';
import type { Evaluation, Listing, Project } from '../record.js';
import type { Draft, DraftFinding } from './draft.js';
import { type LastRow, type ListingReading, readListing } from './listing.js';
import { locateRegions, type Region, yearOfRegion } from './locate.js';
import { isResultsTable, readResults } from './results.js';
import { readTarget } from './target.js';
import { findUnread } from './unread.js';

export type { Draft, DraftFinding } from './draft.js';

export interface FormsReading {
  projects: Draft<Project>[];
  listings: Draft<Listing>[];
  /** One for each self-evaluation form. */
  evaluations: Draft<Evaluation>[];
  /** One for each row of a table of results. */
  results: Draft<Evaluation>[];
  findings: DraftFinding[];
  /** Captions of forms: they are no running text. */
  captions: Set<Paragraph>;
}

/**
 * Budget years that the forms of a document print, one for each form that prints one. Tables of results beside a title
 * with a year say nothing of the document: a report on 2024 lists what was evaluated of 2023.
 */
export function readFormYears(document: Document, title: string | null, lexicon: Lexicon): number[] {
  const regions = locateRegions(document.blocks, lexicon);
  const isOwn = (region: Region) => yearOfForm([title ?? '']) === null || !isResultsTable(region, lexicon.forms);
  return regions.filter(isOwn).flatMap((region) => yearOfRegion(region) ?? []);
}

/** Reads all forms; `year` and `title` are the document's: for forms that print no year, and for the cell that holds the title. */
export function readForms(
  document: Document,
  year: number | null,
  title: string | null,
  lexicon: Lexicon,
): FormsReading {
  const reading: FormsReading = {
    projects: [],
    listings: [],
    evaluations: [],
    results: [],
    findings: [],
    captions: new Set(),
  };
  let lastRow: LastRow | null = null;
  for (const region of locateRegions(document.blocks, lexicon)) {
    const target = readTarget(region, year, lexicon);
    const results = target ? null : readResults(region, yearOfRegion(region) ?? year, lexicon);
    const listing: ListingReading | null = target || results ? null : readListing(region, lexicon, lastRow);
    lastRow = listing?.last ?? null;
    if (target) {
      reading.findings.push(...target.findings);
      if (target.reading) {
        const { project, evaluation, findings } = target.reading;
        project.seq = reading.projects.push(project);
        if (evaluation) evaluation.seq = reading.evaluations.push(evaluation);
        reading.findings.push(...findings, ...interruptions(region, project));
      }
    } else if (results) {
      reading.results.push(...results.evaluations);
      reading.findings.push(...results.findings);
    } else if (listing) {
      reading.listings.push(...listing.listings);
      reading.findings.push(...listing.findings);
    } else if (region.rows.length > 0) reading.findings.push(notRead(region, lexicon));
    if (target || results || listing) {
      reading.findings.push(...findUnread(region, title, lexicon));
      for (const caption of [...region.captions, ...region.between])
        if ('kind' in caption) reading.captions.add(caption);
    }
  }
  return reading;
}

/** From so many known words on, a table that was not read is a form that is lost, and the document is not whole. */
const FORM_WORDS = 3;

/** A table that is none of the forms; an error where it has the words of one, so that no form is lost with the status ok. */
function notRead(region: Region, { forms }: Lexicon): DraftFinding {
  const cells = region.rows.flat();
  const known = cells.filter(
    ({ text }) => forms.level(text)?.level2 || forms.columnRoles(text).length > 0 || forms.field(text),
  );
  const isForm =
    region.title?.kind !== null && known.length >= FORM_WORDS && cells.some(({ text }) => forms.level(text));
  const first = region.rows.find((row) => row.length > 0) ?? [];
  return {
    code: isForm ? 'form/not-read' : 'table/not-recognized',
    severity: isForm ? 'error' : 'info',
    message: isForm
      ? `a table of ${region.rows.length} row(s) has the words of a form, and could not be read`
      : `a table of ${region.rows.length} row(s) is none of the forms that are read`,
    at: first.flatMap((cell) => cell.at),
    actual: first.map((cell) => cell.text).join(' | '),
  };
}

/**
 * Running text that has the labels and levels of a form: a table that was not found as one, or a form whose layout is not
 * known. Words of forms stand in reports, too, but not as whole lines of them.
 */
export function findLostForm(paragraphs: readonly Paragraph[], { forms }: Lexicon): DraftFinding[] {
  const words = ({ text }: Paragraph) => text.split(/[\s\u3000]+|[:：]/u).filter((word) => word.length > 1);
  const rows = paragraphs.filter((paragraph) => paragraph.text.length <= LONGEST_ROW);
  const isLevel = (word: string) => word.includes('指标') && forms.level(word) !== null;
  // 产出指 ⏎ 标, where a line of a narrow column is a paragraph.
  const levels = rows.filter(
    (paragraph, i) => words(paragraph).some(isLevel) || isLevel(`${paragraph.text}${rows[i + 1]?.text ?? ''}`),
  );
  const heads = rows.filter(
    (paragraph) => words(paragraph).filter((word) => forms.columnRoles(word).length > 0).length > 2,
  );
  const labels = rows.filter((paragraph) => LABELS.includes(forms.field(words(paragraph)[0] ?? '') ?? 'ignored'));
  if (labels.length === 0 || levels.length + 3 * heads.length < FORM_WORDS) return [];
  const known = new Set([...labels, ...levels, ...heads]);
  const lost = paragraphs.filter((each) => known.has(each));
  return [
    {
      code: 'form/not-read',
      severity: 'error',
      message: `${lost.length} line(s) of running text have the words of a form, and could not be read as one`,
      at: lost.flatMap(({ at }) => at),
      actual: lost.map(({ text }) => text).join(' | '),
    },
  ];
}

const LONGEST_ROW = 120;
const LABELS: readonly string[] = ['project_name', 'department_name'];

function interruptions({ between }: Region, about: object): DraftFinding[] {
  if (between.length === 0) return [];
  return [
    {
      about,
      code: 'form/interrupted',
      severity: 'warning',
      message: 'lines in the middle of the form were taken for the head of a page',
      at: between.flatMap(({ at }) => at),
      actual: between.map(({ text }) => text).join(' | '),
    },
  ];
}
