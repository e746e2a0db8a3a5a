/** All that the explorer's server answers, by the names of api.ts, apart from HTTP. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Archive } from '../archive/archive.js';
import { SightingLog } from '../archive/log.js';
import { readFamilies } from '../compare/families.js';
import { findFamilies, readFamily } from '../compare/family-rows.js';
import type { Selection } from '../compare/open.js';
import { readProject } from '../compare/project.js';
import { CorrectionWriter } from '../corrections/append.js';
import { Corrections } from '../corrections/corrections.js';
import { PART_TYPES, partsOf, readValue, textOf, valueAt } from '../corrections/fields.js';
import { loadLexicon } from '../lexicon.js';
import type * as Api from './api.js';
import { Current, type Opened } from './current.js';
import { originsOf, successorOf, viewDocument } from './document.js';
import { documentsQuery, findDocuments, searchedWords } from './documents.js';
import { hitsOf } from './matches.js';
import { readLastNight, readOverview } from './overview.js';
import { RequestProblem } from './problem.js';
import { foldedText } from './search.js';
import { describe, readPage, readValues, tableOf, type tableQuery, type valuesQuery, whole } from './tables.js';
import { type Viewed, Views, viewOf } from './viewer.js';

const LONGEST_WORDS = 10_000;
const text = z.string().max(200);

export const selectionQuery = z.object({
  region: text.optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
});
export const hitsQuery = z.object({ search: text.min(1) });
export const reviewQuery = z.object({ offset: whole(2 ** 31 - 1).default(0), limit: whole(1000).default(100) });
const words = z.string().trim().max(LONGEST_WORDS);
export const newCorrection = z.strictObject({
  document_id: z.string().regex(/^[0-9a-f]{64}$/, 'it is no SHA-256'),
  record_id: z.string().min(1).max(200),
  record_type: z.enum(PART_TYPES as [Api.PartType, ...Api.PartType[]]),
  field: z.string().min(1).max(200),
  value: words.min(1),
  who: words.min(1),
  why: words.min(1),
  evidence: words.optional(),
});

export class Explorer {
  readonly current: Current;
  readonly #archive: Archive;
  readonly #views = new Views();
  readonly #writer: CorrectionWriter;
  #log: Promise<SightingLog> | null = null;
  readonly #lexicon = loadLexicon();

  constructor(private readonly data: string) {
    this.current = new Current(data, this.#lexicon);
    this.#archive = new Archive(join(data, 'archive'));
    this.#writer = new CorrectionWriter(data, 'explorer');
  }

  close(): void {
    this.current.close();
    this.#views.close();
  }

  /** Works out ahead what takes longest the first time. What goes wrong is told to whoever asks for it. */
  async prepare(): Promise<void> {
    try {
      await this.overview();
      await this.documents(documentsQuery.parse({}));
      await this.families(undefined);
    } catch {}
  }

  async overview(): Promise<Api.Overview> {
    const [overview, night] = await Promise.all([
      this.current.use(({ dataset }) => readOverview(dataset, this.data)),
      readLastNight(this.data),
    ]);
    return { ...overview, night };
  }

  documents(query: z.infer<typeof documentsQuery>): Promise<Api.Documents> {
    return this.current.use((opened) => findDocuments(opened, query));
  }

  async document(id: string): Promise<Api.DocumentView> {
    return this.current.use(async (opened) => {
      const record = await recordOf(opened, id);
      const { sources } = await originsOf(id, opened.dataset, this.data, await this.#sightings());
      const corrections = new Corrections(opened.written);
      const supersededBy = await successorOf(id, opened.dataset);
      const file = this.#archive.pathOf(id);
      return viewDocument(record, { corrections, lexicon: this.#lexicon, file, sources, supersededBy });
    });
  }

  /** Where searched words stand in a document. */
  hits(id: string, { search }: z.infer<typeof hitsQuery>): Promise<Api.Hits> {
    return this.current.use(async (opened) => {
      await recordOf(opened, id);
      return hitsOf(opened.texts, id, searchedWords(search));
    });
  }

  /** The bytes of a document: where they lie and what they are called. */
  async original(id: string): Promise<{ path: string; mediaType: string; name: string }> {
    return this.current.use(async (opened) => {
      const { document } = await recordOf(opened, id);
      const path = await this.#bytesOf(id);
      return { path, mediaType: document.media_type, name: document.source };
    });
  }

  /** A document as it is looked at; `viewer` has to be the one that shows it. */
  async view(id: string, viewer: Api.Viewer, signal: AbortSignal): Promise<Viewed> {
    const asked = await this.current.use(async (opened) => {
      const { document } = await recordOf(opened, id);
      if (viewOf(document.media_type) !== viewer) {
        throw new RequestProblem(404, `a document of type ${document.media_type} is not shown as ${viewer}`);
      }
      const { contentType } = await originsOf(id, opened.dataset, this.data, await this.#sightings());
      return { file: await this.#bytesOf(id), sha256: id, mediaType: document.media_type, contentType };
    });
    return this.#views.read(asked, signal);
  }

  tables(): Promise<Api.TableDescription[]> {
    return this.current.use(({ dataset }) => describe(dataset));
  }

  table(name: string, query: z.infer<typeof tableQuery>): Promise<Api.TablePage> {
    return this.current.use(({ dataset }) => readPage(dataset, name, query));
  }

  values(name: string, query: z.infer<typeof valuesQuery>) {
    return this.current.use(({ dataset }) => readValues(dataset, name, query));
  }

  families(search: string | undefined): Promise<Api.FamilySummary[]> {
    return this.current.use(async ({ dataset }) => {
      tableOf(dataset, 'comparisons');
      const all = await dataset.remember('families', () => summarizeFamilies(dataset));
      const wanted = foldedText(search ?? '');
      return all.filter(({ names }) => names.some((name) => name.includes(wanted))).map(({ summary }) => summary);
    });
  }

  family(name: string, query: z.infer<typeof selectionQuery>): Promise<Api.FamilyView> {
    return this.current.use(async ({ dataset }) => {
      tableOf(dataset, 'comparisons');
      return dataset.with(async (database) => {
        const found = await findFamilies(database, name);
        const family = found.find((each) => each.family === name) ?? (found.length === 1 ? found[0] : undefined);
        if (!family) throw new RequestProblem(404, `no family is called ${name}`);
        return { ...family, ...(await readFamily(database, family.family, selectionOf(query))) };
      });
    });
  }

  projects({ search, ...query }: z.infer<typeof selectionQuery> & { search: string }) {
    return this.current.use(async ({ dataset }) => {
      tableOf(dataset, 'comparisons');
      return { lines: await dataset.with((database) => readProject(database, search, selectionOf(query))) };
    });
  }

  review({ offset, limit }: z.infer<typeof reviewQuery>): Promise<Api.Review> {
    return this.current.use(({ review }) => review.page(offset, limit));
  }

  corrections(): Promise<readonly Api.CorrectionOutcome[]> {
    return this.current.use(async ({ overlay }) => overlay.outcomes);
  }

  /** Writes a correction; what was seen before is what is read now, whatever the client believes. */
  async correct({ record_type: type, ...given }: z.infer<typeof newCorrection>): Promise<Api.CorrectionOutcome> {
    const { document_id: id, record_id, field, value } = given;
    const previous = await this.current.use(async (opened) => {
      const record = await recordOf(opened, id);
      const part = [...partsOf(record)].find((each) => each.type === type && each.id === record_id);
      if (!part) throw new RequestProblem(404, `the document has no ${type} ${record_id}`);
      const reading = readValue(type, field, value);
      if ('problem' in reading) throw new RequestProblem(422, reading.problem);
      const now = valueAt(part, field);
      if (now === undefined) throw new RequestProblem(422, `the ${type} has no ${field}`);
      return part.fields.evidence[field]?.raw || textOf(now);
    });
    const when = new Date().toISOString();
    const file = await this.#writer.append({ ...given, evidence: given.evidence ?? '', previous, when });
    return this.current.use(async ({ overlay }) => {
      const outcome = overlay.outcomes.findLast(
        ({ correction, document }) => correction.file === file && correction.when === when && document?.sha256 === id,
      );
      if (!outcome) throw new Error(`a correction in ${file} is not found again`);
      return outcome;
    });
  }

  async #bytesOf(id: string): Promise<string> {
    const path = this.#archive.pathOf(id);
    await access(path).catch(() => {
      throw new RequestProblem(404, 'the original is not in the archive of this data folder');
    });
    return path;
  }

  #sightings(): Promise<SightingLog> {
    this.#log ??= SightingLog.open(join(this.data, 'archive', 'log', 'local.jsonl'));
    return this.#log;
  }
}

async function recordOf({ dataset, records }: Opened, id: string) {
  const record = await records.get(id);
  if (!record)
    throw new RequestProblem(404, `the dataset's version of reading (${dataset.version}) has no record ${id}`);
  return record;
}

function selectionOf({ region, from, to }: z.infer<typeof selectionQuery>): Selection {
  const years = from === undefined && to === undefined ? undefined : ([from ?? 0, to ?? 9999] as const);
  return { ...(region === undefined ? {} : { region }), ...(years ? { years } : {}) };
}

/** As they are listed, with what a search looks into: slug, name and members. */
async function summarizeFamilies(dataset: Opened['dataset']) {
  const years = await dataset.rows(
    'SELECT family, min(fiscal_year) AS first, max(fiscal_year) AS last FROM comparisons WHERE family IS NOT NULL GROUP BY family',
  );
  const span = new Map(years.map(({ family, first, last }) => [String(family), { first, last }]));
  const found = await dataset.with(readFamilies);
  return found.map(({ family, name, indicators, counties, members, units }) => ({
    names: [family, name, ...members.map((member) => member.name)].map(foldedText),
    summary: {
      ...{ family, name, targets: indicators, counties },
      first_year: (span.get(family)?.first ?? null) as number | null,
      last_year: (span.get(family)?.last ?? null) as number | null,
      units: units.flatMap(({ comparable_unit: unit }) => unit ?? []),
    } satisfies Api.FamilySummary,
  }));
}
