/**
 * The rules over documents: facts of each record go into a database of their own, which joins them and spills to disk,
 * so that memory stays flat whatever the number of documents.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Bilingual,
  both,
  named,
  type Outcome,
  of,
  type Side,
  type Subject,
} from '../../normalizers/checks/rules/rule.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { CODES } from '../dataset/codes.js';
import {
  type Appender,
  type AppendType,
  type Database,
  openDatabase,
  quoteName,
  quoteText,
  SQL_TYPES,
  type Value,
} from '../dataset/duckdb.js';
import { type DatasetRuleId, FEWEST_OTHERS } from './dataset-rules.js';
import { type DocumentReference, type Facts, factsOf, type Payload, referenceOf } from './facts.js';
import { SideFile } from './side-file.js';
import { type Judged, judgeAim, judgeClaim } from './targets.js';

/** An outcome with the document that it belongs to. */
export type DocumentOutcome = Outcome & { document: DocumentReference };

const MEMORY_LIMIT = '256MB';
const FACTS = 'facts';

/** `reference` and `payload` are places in the side file: of what the document is called and of what a fact says. */
const TABLES = {
  documents: { doc: 'integer', sha256: 'text', reference: 'long' },
  goals: { doc: 'integer', key: 'text', project: 'text', id: 'text', payload: 'long' },
  clauses: { doc: 'integer', key: 'text', project: 'text', id: 'text', payload: 'long' },
  aims: { doc: 'integer', key: 'text', year: 'integer', payload: 'long' },
  results: { doc: 'integer', key: 'text', year: 'integer', payload: 'long' },
  series: { doc: 'integer', region: 'text', kind: 'text', year: 'integer' },
} as const satisfies Record<string, Record<string, AppendType>>;
type TableName = keyof typeof TABLES;
const NAMES = Object.keys(TABLES) as TableName[];

export class DatasetChecks {
  #documents = 0;
  #closed = false;
  #isFilling = true;

  private constructor(
    private readonly database: Database,
    private readonly appenders: Map<TableName, Appender>,
    private readonly said: SideFile,
    private readonly remove: () => Promise<void>,
  ) {}

  /**
   * Opens the database of facts in a folder of its own below `parent`; `close` removes it. Beside a database that is open
   * anyway it shares the memory of that.
   */
  static async open(parent: string, beside?: Database): Promise<DatasetChecks> {
    const directory = await mkdtemp(join(parent, 'gongkai-checks-'));
    const settings = { memory_limit: MEMORY_LIMIT, temp_directory: join(directory, 'spill') };
    const database = beside ? await beside.connect() : await openDatabase(':memory:', settings);
    const [before] = await database.rows('SELECT current_database() AS name');
    await database.run(`ATTACH ${quoteText(join(directory, 'facts.duckdb'))} AS ${FACTS}; USE ${FACTS}`);
    const appenders = new Map<TableName, Appender>();
    for (const name of NAMES) {
      const columns = Object.entries(TABLES[name]);
      await database.run(`CREATE TABLE ${name} (${columns.map(([column, type]) => `${column} ${SQL_TYPES[type]}`)})`);
      const types = columns.map(([, type]) => type);
      appenders.set(name, await database.appender(name, types, { catalog: FACTS }));
    }
    const said = new SideFile(join(directory, 'said'));
    // One transaction until all facts are in, as `inTransaction` tells why.
    await database.run('BEGIN TRANSACTION');
    return new DatasetChecks(database, appenders, said, async () => {
      await database.run(`USE ${quoteName(String(before?.name))}; DETACH ${FACTS}`);
      database.close();
      said.close();
      await rm(directory, { recursive: true, force: true });
    });
  }

  /** Takes in the facts of a record. Records may come in any order, each once. */
  add(record: GongkaiRecord): void {
    const doc = ++this.#documents;
    const facts: Facts = factsOf(record);
    const reference = referenceOf(record);
    const append = (name: TableName, ...row: Value[]) => this.appenders.get(name)?.append([doc, ...row]);
    append('documents', reference.sha256, this.said.put(reference));
    for (const name of ['goals', 'clauses'] as const) {
      for (const { key, project, payload } of facts[name]) {
        append(name, key, project, payload.id, this.said.put(payload));
      }
    }
    for (const name of ['aims', 'results'] as const) {
      for (const { key, year, payload } of facts[name]) append(name, key, year, this.said.put(payload));
    }
    for (const { region, kind, year } of facts.series) append('series', region, kind, year);
  }

  /**
   * What the rules come to, once all records are in; in an order that does not depend on theirs: by hash, and within a
   * document as it was taken in, which is the order of the places in the side file.
   */
  async *outcomes(rules: readonly DatasetRuleId[]): AsyncGenerator<DocumentOutcome> {
    for (const appender of this.appenders.values()) appender.close();
    this.appenders.clear();
    await this.database.run('COMMIT');
    this.#isFilling = false;
    await this.database.run(
      'CREATE TABLE ranked AS SELECT doc, reference, row_number() OVER (ORDER BY sha256) AS rank FROM documents',
    );
    if (rules.includes('A49')) yield* this.#pairs('A49', judgeAim);
    if (rules.includes('B01')) yield* this.#copiedGoals();
    if (rules.includes('B02')) yield* this.#copiedClauses();
    if (rules.includes('B03')) yield* this.#pairs('B03', judgeClaim);
    if (rules.includes('B04')) yield* this.#series();
  }

  /** Targets and the results of the same project, indicator and year, or of the year before. */
  async *#pairs(
    rule: DatasetRuleId,
    judge: (aim: Payload, result: Payload, years: { aim: number; result: number }) => Judged | null,
  ): AsyncGenerator<DocumentOutcome> {
    const rows = this.#rows(`
      SELECT d.reference, dr.reference, a.payload, r.payload, a.year, r.year
      FROM aims a JOIN results r USING (key) JOIN ranked d ON d.doc = a.doc JOIN ranked dr ON dr.doc = r.doc
      WHERE a.doc <> r.doc AND r.year IN (a.year, a.year - 1)
      ORDER BY d.rank, a.payload, r.year, dr.rank, r.payload`);
    for await (const [aimDocument, resultDocument, aim, result, aimYear, resultYear] of rows) {
      const [from, of] = [this.#said<Payload>(aim), this.#said<Payload>(result)];
      const judged = judge(from, of, { aim: Number(aimYear), result: Number(resultYear) });
      if (!judged) continue;
      const sides = [from.side, elsewhere(judged.side, this.#said(resultDocument))];
      yield outcome(rule, judged.holds, this.#said(aimDocument), about('indicator', from), judged.message, sides);
    }
  }

  async *#copiedGoals(): AsyncGenerator<DocumentOutcome> {
    // Most goals are of one project: only of the others are names compared, which takes memory.
    await this.database.run(`
      CREATE TABLE shared_goals AS
      SELECT key FROM goals GROUP BY key HAVING min(hash(project)) <> max(hash(project))`);
    // For each goal that several projects share: its first and its last holder, which are of different projects.
    await this.database.run(`
      CREATE TABLE goals_ends AS
      SELECT key, count(DISTINCT project)::INTEGER AS projects, min(project) AS low_project,
        arg_min(goals.rowid, project || chr(1) || sha256 || id) AS low,
        arg_max(goals.rowid, project || chr(1) || sha256 || id) AS high
      FROM goals JOIN shared_goals USING (key) JOIN documents USING (doc) GROUP BY key`);
    const rows = this.#rows(`
      SELECT d.reference, od.reference, g.payload, o.payload, e.projects
      FROM goals g JOIN goals_ends e USING (key) JOIN ranked d ON d.doc = g.doc
      JOIN goals o ON o.rowid = CASE WHEN g.project = e.low_project THEN e.high ELSE e.low END
      JOIN documents od ON od.doc = o.doc
      ORDER BY d.rank, g.payload`);
    for await (const [reference, otherReference, payload, other, projects] of rows) {
      const [own, theirs] = [this.#said<Payload>(payload), this.#said<Payload>(other)];
      const message = both(
        `同一绩效目标用于${projects}个不同名称的项目，如“${named(theirs.name).zh}”`,
        `the same goal under ${projects} names of projects, for example ${named(theirs.name).en}`,
      );
      yield outcome('B01', false, this.#said(reference), about('project', own), message, [
        own.side,
        elsewhere({ ...theirs.side, what: of(theirs.name, both('绩效目标', 'goal')) }, this.#said(otherReference)),
      ]);
    }
    yield* this.#passes(
      'B01',
      'goals',
      both('绩效目标未与其他项目雷同', 'a goal of its own'),
      'key NOT IN (SELECT key FROM goals_ends)',
    );
  }

  async *#copiedClauses(): AsyncGenerator<DocumentOutcome> {
    await this.database.run(
      'CREATE TABLE shared_clauses AS SELECT key FROM clauses GROUP BY key HAVING min(doc) <> max(doc)',
    );
    // A document that is published again, in another format or year, is no copy: each project holds a clause once.
    await this.database.run(`
      CREATE TABLE holders AS
      SELECT key, project, arg_min(clauses.rowid, sha256 || id) AS held, min(sha256) AS sha256
      FROM clauses JOIN shared_clauses USING (key) JOIN documents USING (doc) GROUP BY key, project`);
    await this.database.run(`
      CREATE TABLE copies AS
      WITH ends AS (
        SELECT key, arg_min(held, sha256 || project) AS low, arg_max(held, sha256 || project) AS high,
          min(sha256) AS low_sha256
        FROM holders GROUP BY key HAVING count(DISTINCT sha256) > 1)
      SELECT c.doc, c.id, c.key, c.rowid AS own, CASE WHEN h.sha256 = e.low_sha256 THEN e.high ELSE e.low END AS other
      FROM holders h JOIN ends e USING (key) JOIN clauses c ON c.rowid = h.held`);
    const rows = this.#rows(`
      WITH first AS (
        SELECT doc, id, count(*)::INTEGER AS clauses, arg_min(own, key) AS own, arg_min(other, key) AS other
        FROM copies GROUP BY doc, id)
      SELECT d.reference, od.reference, c.payload, o.payload, f.clauses
      FROM first f JOIN clauses c ON c.rowid = f.own JOIN clauses o ON o.rowid = f.other
      JOIN ranked d ON d.doc = c.doc JOIN documents od ON od.doc = o.doc
      ORDER BY d.rank, c.payload`);
    for await (const [reference, otherReference, payload, other, clauses] of rows) {
      const [own, theirs] = [this.#said<Payload>(payload), this.#said<Payload>(other)];
      const message = both(
        `${clauses}个分句同见于其他文件的评价，如对“${named(theirs.name).zh}”的评价`,
        `${clauses} clauses also stand in evaluations of other documents, for example of ${named(theirs.name).en}`,
      );
      yield outcome('B02', false, this.#said(reference), about('evaluation', own), message, [
        own.side,
        elsewhere({ ...theirs.side, what: of(theirs.name, both('评价', 'evaluation')) }, this.#said(otherReference)),
      ]);
    }
    yield* this.#passes(
      'B02',
      'clauses',
      both('评价语句未与其他文件雷同', 'sentences of its own'),
      '(doc, id) NOT IN (SELECT doc, id FROM copies)',
    );
  }

  /** What did not fail, told together for each document: subjects are counted, not named. */
  async *#passes(
    rule: DatasetRuleId,
    table: 'goals' | 'clauses',
    message: Bilingual,
    holds: string,
  ): AsyncGenerator<DocumentOutcome> {
    const rows = this.#rows(`
      SELECT any_value(d.reference), count(DISTINCT t.id)::INTEGER
      FROM ${table} t JOIN documents d USING (doc) WHERE ${holds} GROUP BY d.sha256 ORDER BY d.sha256`);
    for await (const [reference, count] of rows) {
      const document = this.#said<DocumentReference>(reference);
      const subject: Subject = { type: 'document', id: null, name: document.title };
      yield { ...outcome(rule, true, document, subject, message, []), subjects: Number(count) };
    }
  }

  /** Regions with two years in a row: whether there is a next one, where others have it. */
  async *#series(): AsyncGenerator<DocumentOutcome> {
    const rows = this.#rows(`
      WITH years AS (SELECT DISTINCT region, kind, year FROM series),
        last AS (SELECT region, kind, max(year) AS year FROM years GROUP BY region, kind),
        proven AS (SELECT last.* FROM last JOIN years ON years.region = last.region AND years.kind = last.kind
          AND years.year = last.year - 1),
        held AS (SELECT s.region, s.kind, s.year, arg_min(d.reference, d.sha256) AS reference
          FROM series s JOIN documents d USING (doc) GROUP BY s.region, s.kind, s.year)
      SELECT h.reference, p.region, p.kind, p.year,
        (SELECT count(DISTINCT y.region)::INTEGER FROM years y WHERE y.kind = p.kind AND y.year = p.year + 1) AS others
      FROM proven p JOIN held h ON h.region = p.region AND h.kind = p.kind AND h.year = p.year
      ORDER BY p.region, p.kind`);
    for await (const [reference, region, kind, year, others] of rows) {
      const document = this.#said<DocumentReference>(reference);
      const holds = Number(others) < FEWEST_OTHERS;
      const next = Number(year) + 1;
      const called = CODES.kinds?.[String(kind)]?.zh ?? String(kind);
      const message = holds
        ? both(`“${called}”已公开至${year}年`, `${kind} published up to ${year}`)
        : both(
            `连续两年公开后未见${next}年“${called}”，其他${others}个地区已公开`,
            `no ${kind} of ${next}, after two years in a row; ${others} other regions have them`,
          );
      const subject: Subject = { type: 'region', id: String(region), name: document.region_name };
      yield outcome('B04', holds, document, subject, message, [
        { what: both(`“${called}”最近公开年度`, `last year of ${kind}`), value: String(year), raw: '', at: [] },
      ]);
    }
  }

  async *#rows(sql: string): AsyncGenerator<(string | number | boolean | null)[]> {
    for await (const batch of (await this.database.stream(sql)).batches()) yield* batch;
  }

  #said<T>(place: string | number | boolean | null | undefined): T {
    return this.said.get(Number(place));
  }

  /** Removes the database of facts. May be called again. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const appender of this.appenders.values()) appender.close();
    if (this.#isFilling) await this.database.run('ROLLBACK');
    await this.remove();
  }
}

function outcome(
  rule: DatasetRuleId,
  holds: boolean,
  document: DocumentReference,
  subject: Subject,
  message: Bilingual,
  sides: Side[],
): DocumentOutcome {
  return { rule, verdict: holds ? 'pass' : 'fail', subject, message, sides, subjects: 1, repairs: [], document };
}

const about = (type: Subject['type'], { id, name }: Payload): Subject => ({ type, id, name });

/** A side that stands in another document. */
function elsewhere(side: Side, { sha256, source }: DocumentReference): Side {
  return { ...side, document: { sha256, source } };
}
