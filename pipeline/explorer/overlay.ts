/**
 * Corrections that the dataset does not know yet, shown at once: the documents that they touch are derived again by what
 * builds the dataset, and their rows laid over the published ones. What only all documents together tell (the checks over
 * documents) is left as it was built.
 */
import { checkRecord } from '../../normalizers/checks/rules/catalogue.js';
import type { Lexicon } from '../../normalizers/lexicon.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { CURRENT, type Standing } from '../archive/published.js';
import { checkRow, foldOutcomes } from '../checks/columns.js';
import { DATASET_RULES } from '../checks/dataset-rules.js';
import { referenceOf } from '../checks/facts.js';
import { comparisonsTable } from '../compare/derived.js';
import type { FamilyChoices } from '../compare/families-file.js';
import { textOf } from '../compare/open.js';
import { type CorrectionOutcome, Corrections } from '../corrections/corrections.js';
import type { Correction } from '../corrections/file.js';
import { CORRECTION_COLUMNS } from '../corrections/file.js';
import { correctionRow, outcomeOfRow } from '../corrections/table.js';
import { type Database, quoteText, type Value } from '../dataset/duckdb.js';
import { type Derived, loadTables } from '../dataset/load.js';
import { ALL_CURRENT, type Versions } from '../dataset/standing.js';
import { describeTables } from '../dataset/tables.js';
import type { RecordStore } from '../records/store.js';
import { type Dataset, PUBLISHED } from './dataset.js';

/** A document with its corrections applied, as long as these are the same. */
interface Corrected {
  key: string;
  record: GongkaiRecord;
  outcomes: CorrectionOutcome[];
  checks: Value[][];
}

export interface OverlaySources {
  records: RecordStore;
  lexicon: Lexicon;
  families: FamilyChoices;
}

export class Overlay {
  #corrected = new Map<string, Corrected>();
  /** What became of every correction, in the order in which they were made. */
  outcomes: readonly CorrectionOutcome[] = [];
  /** Documents whose rows are not the published ones. */
  documents: readonly string[] = [];
  #versions: Versions = ALL_CURRENT;
  /** Kept, for it remembers what it found out about names. */
  readonly #comparisons: Derived;

  constructor(
    private readonly dataset: Dataset,
    private readonly sources: OverlaySources,
  ) {
    this.#comparisons = comparisonsTable(sources.lexicon, sources.families);
  }

  /** Brings the rows up to date with the corrections that there are now. One call at a time. */
  async refresh(written: readonly Correction[]): Promise<void> {
    const { dataset } = this;
    const published = await publishedOutcomes(dataset);
    const changed = changedRecords(written, published);
    const touched = await documentsOf(dataset, changed);
    const byRecord = groupBy(written, ({ record_id }) => record_id);
    this.#versions = await versionsOf(dataset, [...touched.keys()]);
    const corrected = new Map<string, Corrected>();
    for (const [document, ids] of touched) {
      const own = ids.flatMap((id) => byRecord.get(id) ?? []);
      const found = await this.#correct(document, written, own);
      if (found) corrected.set(document, found);
    }
    const fresh = [...corrected.values()].flatMap(({ outcomes }) => outcomes);
    this.outcomes = mergeOutcomes(written, changed, published, fresh);
    this.#corrected = corrected;
    this.documents = [...corrected.keys()].sort();
    if (changed.size === 0) await dataset.lay(null);
    else await this.#lay();
  }

  async #correct(
    document: string,
    written: readonly Correction[],
    own: readonly Correction[],
  ): Promise<Corrected | null> {
    const key = JSON.stringify(own);
    const known = this.#corrected.get(document);
    if (known?.key === key) return known;
    const { records, lexicon } = this.sources;
    const given = await records.get(document);
    if (!given) return null;
    // With all corrections: some of records that did not change may hold in this document as well.
    const corrections = new Corrections(written);
    const isWhole = this.#versions.isWhole(document);
    const record = isWhole ? corrections.correct(given) : corrections.correctSuperseded(given);
    const reference = referenceOf(record);
    const checks = foldOutcomes(checkRecord(record, lexicon).map((each) => ({ ...each, document: reference })));
    const outcomes = [...corrections.outcomes()].filter((each) => each.document?.sha256 === document);
    return { key, record, outcomes, checks: checks.map(checkRow) };
  }

  async #lay(): Promise<void> {
    const { dataset, documents } = this;
    const catalog = dataset.nextOverlay();
    await dataset.with(async (database) => {
      await database.run(`ATTACH ':memory:' AS ${catalog}`);
      await database.run(`USE ${catalog}`);
      try {
        const tables = describeTables();
        await loadTables(database, tables, this.#records(), ':memory:', () => {}, {
          derived: this.#derived(),
          versions: this.#versions,
        });
        await keepDatasetChecks(database, catalog, documents);
        await database.run(`CREATE SCHEMA ${catalog}.positioned`);
        for (const { name } of dataset.tables) {
          if (dataset.isLaid(name, documents)) await position(database, catalog, name, documents);
        }
        // A table takes a quarter of a megabyte a column, however few its rows.
        for (const { name } of tables) await database.run(`DROP TABLE ${catalog}.main.${name}`);
      } catch (error) {
        await database.run('USE memory');
        await database.run(`DETACH ${catalog}`);
        throw error;
      }
      await database.run('USE memory');
    });
    await dataset.lay({ catalog, documents });
  }

  *#records(): Generator<GongkaiRecord> {
    for (const { record } of this.#corrected.values()) yield record;
  }

  #derived(): Derived[] {
    const { outcomes } = this;
    return [
      {
        table: 'checks',
        rowsOf: ({ document }) => this.#corrected.get(document.sha256)?.checks ?? [],
      },
      this.#comparisons,
      {
        table: 'corrections',
        rowsOf: () => [],
        async *rest() {
          for (const outcome of outcomes) yield { sha256: null, row: correctionRow(outcome) };
        },
      },
    ];
  }
}

async function publishedOutcomes(dataset: Dataset): Promise<CorrectionOutcome[]> {
  if (!dataset.table('corrections')) return [];
  return (await dataset.rows(`SELECT * FROM ${PUBLISHED}.corrections ORDER BY ordinal`)).map(outcomeOfRow);
}

const writtenText = (correction: Correction) =>
  JSON.stringify([...CORRECTION_COLUMNS.map((name) => correction[name]), correction.file, correction.line]);

/** The records of which the corrections are not those that the dataset was built with. */
function changedRecords(written: readonly Correction[], published: readonly CorrectionOutcome[]): Set<string> {
  const texts = (corrections: readonly Correction[]) => {
    const byRecord = new Map<string, Set<string>>();
    for (const each of corrections) {
      const known = byRecord.get(each.record_id) ?? new Set();
      byRecord.set(each.record_id, known.add(writtenText(each)));
    }
    return byRecord;
  };
  const [now, before] = [texts(written), texts(published.map(({ correction }) => correction))];
  const isChanged = (id: string) => {
    const [ours, theirs] = [now.get(id), before.get(id)];
    return ours?.size !== theirs?.size || [...(ours ?? [])].some((text) => !theirs!.has(text));
  };
  return new Set([...now.keys(), ...before.keys()].filter(isChanged));
}

/** Which documents were superseded, and which of them have rows all the same, as the dataset was built. */
async function versionsOf(dataset: Dataset, documents: readonly string[]): Promise<Versions> {
  const hasStanding = dataset.table('documents')?.columns.some(({ name }) => name === 'standing');
  if (!hasStanding || documents.length === 0) return ALL_CURRENT;
  const rows = await dataset.rows(`
    SELECT document_id, standing, superseded_by, standing_since,
      document_id IN (SELECT document_id FROM ${PUBLISHED}.checks) AS has_rows
    FROM ${PUBLISHED}.documents WHERE document_id IN (${documents.map(quoteText).join(', ')})`);
  const known = new Map(rows.map((row) => [String(row.document_id), row]));
  return {
    standingOf: (sha256) => {
      const row = known.get(sha256);
      if (!row) return CURRENT;
      const standing = String(row.standing) as Standing['standing'];
      return { standing, since: textOf(row.standing_since), by: textOf(row.superseded_by) };
    },
    isWhole: (sha256) => known.get(sha256)?.standing !== 'superseded' || known.get(sha256)?.has_rows === true,
  };
}

/** The documents that have these records, each with those that it has. */
async function documentsOf(dataset: Dataset, records: ReadonlySet<string>): Promise<Map<string, string[]>> {
  const ids = [...records].filter((id) => id !== '');
  const found = new Map<string, string[]>();
  if (ids.length === 0) return found;
  const among = `IN (${ids.map(quoteText).join(', ')})`;
  const selects = dataset.tables.flatMap(({ name, recordType, columns }) => {
    if (recordType === null) return [];
    if (recordType === 'document')
      return [`SELECT document_id, document_id AS id FROM documents WHERE document_id ${among}`];
    const id = recordType === 'task' ? `project_id || '/' || seq` : 'id';
    if (recordType !== 'task' && !columns.some((column) => column.name === 'id')) return [];
    return [`SELECT document_id, ${id} AS id FROM ${PUBLISHED}.${name} WHERE ${id} ${among}`];
  });
  for (const { document_id, id } of await dataset.rows(`${selects.join(' UNION ')} ORDER BY ALL`)) {
    const document = String(document_id);
    found.set(document, [...(found.get(document) ?? []), String(id)]);
  }
  return found;
}

/** All outcomes as a build would tell them: of changed records those found now, of the others the published ones. */
function mergeOutcomes(
  written: readonly Correction[],
  changed: ReadonlySet<string>,
  published: readonly CorrectionOutcome[],
  fresh: readonly CorrectionOutcome[],
): CorrectionOutcome[] {
  const found = groupBy(
    [
      ...fresh.filter(({ correction }) => changed.has(correction.record_id)),
      ...published.filter(({ correction }) => !changed.has(correction.record_id)),
    ],
    ({ correction }) => writtenText(correction),
  );
  return written.flatMap((correction): CorrectionOutcome[] => {
    const outcomes = found.get(writtenText(correction));
    if (outcomes) return outcomes;
    const nowhere = { correction, document: null, type: null, raw: null, value: null };
    if (correction.problem !== null) return [{ ...nowhere, state: 'invalid', reason: correction.problem }];
    return [{ ...nowhere, state: 'unknown-record', reason: 'no document has a record of this id' }];
  });
}

/** What the rules over documents came to when the dataset was built. */
async function keepDatasetChecks(database: Database, catalog: string, documents: readonly string[]): Promise<void> {
  if (documents.length === 0) return;
  const rules = DATASET_RULES.map(({ id }) => quoteText(id)).join(', ');
  await database.run(`
    INSERT INTO ${catalog}.main.checks BY NAME
    SELECT c.* EXCLUDE (ordinal), coalesce(last, 0) + row_number() OVER (PARTITION BY c.document_id ORDER BY c.ordinal) AS ordinal
    FROM ${PUBLISHED}.checks c
    LEFT JOIN (SELECT document_id, max(ordinal) AS last FROM ${catalog}.main.checks GROUP BY document_id) USING (document_id)
    WHERE c.document_id IN (${documents.map(quoteText).join(', ')}) AND c.rule IN (${rules})`);
}

/** Rows share the place of one published row at most; between two of these there is room for so many. */
const ROOM = 1e-6;

/** Adds to the rows of a table where they stand among the published ones. */
async function position(
  database: Database,
  catalog: string,
  table: string,
  documents: readonly string[],
): Promise<void> {
  const at = `${catalog}.main.${table}`;
  const into = `CREATE TABLE ${catalog}.positioned.${table} AS`;
  if (table === 'corrections') {
    await database.run(`${into} SELECT ordinal::DOUBLE AS position, * FROM ${at}`);
    return;
  }
  // By constants: so DuckDB looks at few of the rows that are there.
  const among = `document_id IN (${documents.map(quoteText).join(', ')})`;
  if (table === 'documents') {
    await database.run(`
      ${into} SELECT p.spot::DOUBLE AS position, t.* FROM ${at} t
      JOIN (SELECT document_id, rowid AS spot FROM ${PUBLISHED}.documents WHERE ${among}) p USING (document_id)`);
    return;
  }
  const published = `SELECT document_id, ordinal, rowid AS spot FROM ${PUBLISHED}.${table} WHERE ${among}`;
  const unknown = await database.rows(
    `SELECT document_id FROM ${at} EXCEPT SELECT document_id FROM (${published}) ORDER BY document_id`,
  );
  const ends = unknown.map(({ document_id: document }) => quoteText(String(document)));
  // A row more than there were stands after the last one of its document; where there was none, of those before it.
  const before = ends.map(
    (document) => `SELECT ${document} AS document_id, coalesce(max(t.rowid), -1) AS spot FROM ${PUBLISHED}.${table} t
      WHERE t.document_id IN (SELECT document_id FROM ${PUBLISHED}.documents
        WHERE rowid < (SELECT rowid FROM ${PUBLISHED}.documents WHERE document_id = ${document}))`,
  );
  const last = [`SELECT document_id, max(spot) AS spot FROM (${published}) GROUP BY document_id`, ...before];
  await database.run(`
    ${into} SELECT coalesce(p.spot::DOUBLE, last.spot + t.ordinal * ${ROOM}) AS position, t.*
    FROM ${at} t JOIN (${last.join(' UNION ALL ')}) last USING (document_id)
    LEFT JOIN (${published}) p ON p.document_id = t.document_id AND p.ordinal = t.ordinal`);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
