/** One document: its record with what was corrected, its checks, where it was found, and how it is shown. */
import { access } from 'node:fs/promises';
import { INSIDE } from '../../extractors/archive/index.js';
import { checkRecord } from '../../normalizers/checks/rules/catalogue.js';
import type { Lexicon } from '../../normalizers/lexicon.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { SightingLog } from '../archive/log.js';
import { SiteIndex } from '../archive/site-index.js';
import { textOf } from '../compare/open.js';
import type { Corrections } from '../corrections/corrections.js';
import { correctableFields } from '../corrections/fields.js';
import { quoteText } from '../dataset/duckdb.js';
import type { DocumentView } from './api.js';
import type { Dataset } from './dataset.js';
import { viewOf } from './viewer.js';

/** A record as it is shown. `file`: where its bytes would be. */
export async function viewDocument(
  given: GongkaiRecord,
  {
    corrections,
    lexicon,
    file,
    sources,
    supersededBy,
  }: {
    corrections: Corrections;
    lexicon: Lexicon;
    file: string;
    sources: DocumentView['sources'];
    supersededBy: string | null;
  },
): Promise<DocumentView> {
  const record = corrections.correct(given);
  const { media_type: mediaType } = record.document;
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  const viewer = isThere ? viewOf(mediaType) : null;
  return {
    record,
    viewer,
    viewerNote: noteOf(record, viewer, isThere),
    sources,
    supersededBy,
    checks: checkRecord(record, lexicon),
    corrections: [...corrections.outcomes()].filter(({ document }) => document?.sha256 === record.document.sha256),
    correctable: correctableFields(),
  };
}

function noteOf(
  { document, findings }: GongkaiRecord,
  viewer: DocumentView['viewer'],
  isThere: boolean,
): string | null {
  if (!isThere) return 'the original is not in the archive of this data folder';
  if (viewer === null) return `nothing shows ${document.media_type}; the original can be downloaded`;
  if (viewer === 'blocks') return 'shown is what was read, in reading order; the layout of the original is not';
  if (viewer === 'html') return 'shown without scripts, forms, and what the page loads from elsewhere';
  const encrypted = findings.find(({ code }) => code === 'document/encrypted');
  return encrypted ? encrypted.message : null;
}

/** What was found of a document at one place. */
interface Place {
  source: string;
  site: string | null;
  archive: string | null;
}

export interface Origins {
  sources: DocumentView['sources'];
  /** The Content-Type header that came with it where it was found first. */
  contentType: string | undefined;
}

/** What took the place of a document, as far as the dataset has it. */
export async function successorOf(id: string, dataset: Dataset): Promise<string | null> {
  if (!dataset.table('documents')?.columns.some(({ name }) => name === 'superseded_by')) return null;
  const [row] = await dataset.rows(`
    SELECT superseded_by FROM documents WHERE document_id = ${quoteText(id)}
      AND superseded_by IN (SELECT document_id FROM documents)`);
  return textOf(row?.superseded_by ?? null);
}

/** Where a document was found, by the dataset, and when, by the fetch logs. */
export async function originsOf(id: string, dataset: Dataset, data: string, log: SightingLog): Promise<Origins> {
  const places: Place[] = dataset.table('sources')
    ? (
        await dataset.rows(
          `SELECT source, site, archive_id FROM sources WHERE document_id = ${quoteText(id)} ORDER BY ordinal`,
        )
      ).map((row) => ({ source: String(row.source), site: textOf(row.site), archive: textOf(row.archive_id) }))
    : [];
  await log.refresh();
  const local = new Map(log.sourcesOf(id).map(({ source, time }) => [source, time]));
  const origins: Origins = { sources: [], contentType: undefined };
  const indexes = new Map<string, SiteIndex>();
  try {
    for (const place of places) {
      if (place.site === null) {
        const firstSeen = local.get(place.source) ?? null;
        origins.sources.push({ source: place.source, firstSeen, lastSeen: null, gone: null });
        continue;
      }
      const index = indexes.get(place.site) ?? (await SiteIndex.read(data, place.site));
      indexes.set(place.site, index);
      const { contentType, ...seen } = seenAt(index, id, place);
      origins.contentType ??= contentType;
      origins.sources.push({ source: place.source, ...seen });
    }
  } finally {
    for (const index of indexes.values()) await index.close();
  }
  return origins;
}

/** When these bytes, or the archive that they are in, stood there; `gone` where something else or nothing does by now. */
function seenAt(index: SiteIndex, id: string, { source, archive }: Place) {
  const url = archive === null ? source : source.slice(0, source.indexOf(INSIDE));
  const past = index.history(url);
  const isOurs = (each: (typeof past)[number]) => 'version' in each && each.version.sha256 === (archive ?? id);
  const versions = past.flatMap((each) => (isOurs(each) && 'version' in each ? [each.version] : []));
  const [first, last] = [versions[0], versions.at(-1)];
  const after = past.slice(past.findLastIndex(isOurs) + 1)[0];
  const gone = !last || !after ? null : 'version' in after ? after.version.firstSeen : after.absence.firstMissed;
  return {
    firstSeen: first?.firstSeen ?? null,
    lastSeen: last?.lastSeen ?? null,
    gone,
    contentType: archive === null ? last?.contentType : undefined,
  };
}
