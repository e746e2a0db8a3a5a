/** How surely OCR read each value, and a finding for each record that holds a doubtful one. */
import type { Document, Place } from '../../extractors/document.js';
import type { Draft, DraftFinding } from '../forms/draft.js';
import type { Evaluation, Evidence, Listing, Project, Statistic } from '../record.js';

/**
 * Below this confidence (0 to 1) a value read by OCR gets a finding. Published in README.md. Readings that agree with
 * each other, or with the closed vocabulary, stand above it; those that do not stand below.
 */
export const LOW_CONFIDENCE = 0.8;

/** All that was read from a document, before ids. */
export interface Drafts {
  listings: Draft<Listing>[];
  projects: Draft<Project>[];
  evaluations: Draft<Evaluation>[];
  statistics: Draft<Statistic>[];
}

interface WithEvidence {
  evidence: Evidence;
}

/** The confidence of everything that OCR read, by its place; empty for documents that needed none. */
export function confidenceByPlace(document: Pick<Document, 'blocks'>): ReadonlyMap<string, number> {
  const map = new Map<string, number>();
  for (const block of document.blocks) {
    for (const piece of block.kind === 'table' ? block.cells : [block]) {
      const { at, confidence } = piece;
      if (confidence === undefined) continue;
      const each = 'confidences' in piece && piece.confidences?.length === at.length ? piece.confidences : null;
      at.forEach((place, i) => {
        map.set(keyOf(place), Math.min(each?.[i] ?? confidence, map.get(keyOf(place)) ?? 1));
      });
    }
  }
  return map;
}

const keyOf = (place: Place): string => JSON.stringify(place);

/** Writes the confidence into the evidence of all records: that of the least sure piece that a value was read from. */
export function markConfidence(drafts: Drafts, own: Evidence, confidences: ReadonlyMap<string, number>): void {
  if (confidences.size === 0) return;
  mark(own, confidences);
  for (const { evidence } of allOf(drafts)) mark(evidence, confidences);
}

function mark(evidence: Evidence, confidences: ReadonlyMap<string, number>): void {
  for (const entry of Object.values(evidence)) {
    const known = entry.at.flatMap((place) => confidences.get(keyOf(place)) ?? []);
    if (known.length > 0) entry.confidence = Math.min(...known);
  }
}

/** All records, those inside of others too. */
function allOf({ listings, projects, evaluations, statistics }: Drafts): WithEvidence[] {
  return [
    ...listings,
    ...projects.flatMap((project) => [project, ...project.indicators, ...project.tasks]),
    ...evaluations.flatMap((evaluation) => [evaluation, ...evaluation.facts]),
    ...statistics,
  ];
}

/** One finding for each record with doubtful values: a warning where a number is among them. */
export function findLowConfidence(drafts: Drafts): DraftFinding[] {
  return allOf(drafts).flatMap((draft) => {
    const low = Object.entries(draft.evidence).filter(([, { confidence }]) => (confidence ?? 1) < LOW_CONFIDENCE);
    if (low.length === 0) return [];
    const values = draft as unknown as Record<string, unknown>;
    const numeric = low.some(([field]) => typeof values[field] === 'number' || field === 'raw_value');
    return [
      {
        about: draft,
        code: 'ocr/low-confidence',
        severity: numeric ? 'warning' : 'info',
        message: `OCR is not sure of ${low.map(([field, { confidence }]) => `${field} (${confidence})`).join(', ')}`,
        at: low.flatMap(([, { at }]) => at),
        actual: low.map(([, { raw }]) => raw).join(' | '),
      },
    ];
  });
}
