/** All forms of a document: each region of a table is read as a target form, as a list of projects, or reported. */
import type { Document, Paragraph } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { Evaluation, Listing, Project } from '../record.js';
import type { Draft, DraftFinding } from './draft.js';
import { readListing } from './listing.js';
import { locateRegions, yearOfRegion } from './locate.js';
import { readTarget } from './target.js';

export type { Draft, DraftFinding } from './draft.js';

export interface FormsReading {
  projects: Draft<Project>[];
  listings: Draft<Listing>[];
  /** One for each self-evaluation form. */
  evaluations: Draft<Evaluation>[];
  findings: DraftFinding[];
  /** Captions of forms: they are no running text. */
  captions: Set<Paragraph>;
}

/** Budget years that the forms of a document print, one for each form that prints one. */
export function readFormYears(document: Document, lexicon: Lexicon): number[] {
  return locateRegions(document.blocks, lexicon.forms).flatMap((region) => yearOfRegion(region) ?? []);
}

/** Reads all forms; `year` is the document's, for forms that print none. */
export function readForms(document: Document, year: number | null, lexicon: Lexicon): FormsReading {
  const reading: FormsReading = { projects: [], listings: [], evaluations: [], findings: [], captions: new Set() };
  for (const region of locateRegions(document.blocks, lexicon.forms)) {
    const target = readTarget(region, year, lexicon);
    const listing = target ? null : readListing(region, lexicon);
    if (target) {
      reading.findings.push(...target.findings);
      if (target.reading) {
        const { project, evaluation, findings } = target.reading;
        project.seq = reading.projects.push(project);
        if (evaluation) evaluation.seq = reading.evaluations.push(evaluation);
        reading.findings.push(...findings);
      }
    } else if (listing) {
      reading.listings.push(...listing.listings);
      reading.findings.push(...listing.findings);
    } else if (region.rows.length > 0) {
      reading.findings.push({
        code: 'table/not-recognized',
        severity: 'info',
        message: `a table of ${region.rows.length} row(s) is none of the forms that are read`,
        at: region.rows.find((row) => row.length > 0)?.flatMap((cell) => cell.at) ?? [],
        actual: region.rows[0]?.map((cell) => cell.text).join(' | ') ?? '',
      });
    }
    if (target || listing) for (const caption of region.captions) if ('kind' in caption) reading.captions.add(caption);
  }
  return reading;
}
