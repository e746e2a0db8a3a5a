/**
 * A dataset as the explorer asks it: the published tables, read only, and over them the rows of documents that were
 * corrected since. All tables are views under their own names, so that every reader of a dataset reads this one, too.
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_FILE } from '../dataset/build.js';
import { SEAL } from '../dataset/directory.js';
import { type Database, openDatabase, quoteText, type Row } from '../dataset/duckdb.js';
import { describeTables, type Table } from '../dataset/tables.js';
import { SEARCH_FILE } from '../search/write-index.js';

/** Statements that run at the same time; each uses all cores anyway. */
const MOST_CONNECTIONS = 4;
/** Answers kept; the oldest goes first. */
const MOST_REMEMBERED = 2000;
/** Tables of intermediate answers: of the last searches, mostly. */
const MOST_KEPT = 20;
/** The catalog of the tables as they were built. */
export const PUBLISHED = 'published';
/** That of the full-text index. */
export const SEARCH = 'search_index';

/** By which two builds are told apart: every build writes its seal anew. */
export interface Seal {
  identity: string;
  /** ISO 8601, UTC. */
  built: string;
}

/** The seal of the dataset that lies there now; null where there is none. */
export async function sealOf(directory: string): Promise<Seal | null> {
  const found = await stat(join(directory, SEAL), { bigint: true }).catch(() => null);
  if (!found) return null;
  return { identity: `${found.ino} ${found.mtimeNs} ${found.size}`, built: found.mtime.toISOString() };
}

/** Rows of a table from one place. */
export interface Part {
  from: string;
  /** Expression that numbers them. */
  position: string;
  /** Condition on those that count. */
  where: string;
}

export class Dataset {
  readonly #idle: Database[] = [];
  readonly #waiting: ((connection: Database) => void)[] = [];
  #remembered = new Map<string, Promise<unknown>>();
  readonly #kept: { name: string; key: string }[] = [];
  #keptTables = 0;
  #connections = 0;
  /** Catalog that holds the rows of corrected documents, and their ids. */
  #overlay: { catalog: string; documents: readonly string[] } | null = null;
  #overlays = 0;
  /** Catalogs that another one has taken the place of, each with the time at which it did, counted in such times. */
  #replaced: { catalog: string; at: number }[] = [];
  #laid = 0;
  /** Who works with the rows now, by the time at which they began. */
  readonly #users = new Set<{ since: number }>();

  private constructor(
    private readonly database: Database,
    readonly seal: Seal,
    /** Version of the reading whose records it was built from. */
    readonly version: string,
    /** Those tables that it has; an older build may lack some. */
    readonly tables: readonly Table[],
    /** Whether it has an index of the documents' texts, in the catalog SEARCH. */
    readonly hasIndex: boolean,
  ) {}

  /** Opens what lies in `directory`; null where there is no complete dataset. */
  static async open(directory: string): Promise<Dataset | null> {
    const seal = await sealOf(directory);
    const path = join(directory, DATABASE_FILE);
    if (!seal || !existsSync(path)) return null;
    const { version } = JSON.parse(await readFile(join(directory, SEAL), 'utf8')) as { version: string };
    const database = await openDatabase(':memory:');
    try {
      await database.run(`ATTACH ${quoteText(path)} AS ${PUBLISHED} (READ_ONLY)`);
      const columns = await database.rows(
        `SELECT table_name AS name, list(column_name) AS columns FROM duckdb_columns()
         WHERE database_name = '${PUBLISHED}' GROUP BY table_name`,
      );
      const present = new Map(columns.map((row) => [String(row.name), row.columns as unknown as string[]]));
      const tables = describeTables().flatMap((table): Table[] => {
        const has = present.get(table.name);
        // A column that this version would write and an older one did not is not there to be asked.
        return has ? [{ ...table, columns: table.columns.filter(({ name }) => has.includes(name)) }] : [];
      });
      const index = join(directory, SEARCH_FILE);
      const hasIndex = existsSync(index);
      if (hasIndex) await database.run(`ATTACH ${quoteText(index)} AS ${SEARCH} (READ_ONLY)`);
      const dataset = new Dataset(database, seal, version, tables, hasIndex);
      await dataset.lay(null);
      return dataset;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** The described table; undefined where the dataset has none of this name. */
  table(name: string): Table | undefined {
    return this.tables.find((table) => table.name === name);
  }

  /** What `compute` gives, once for each `key` as long as the rows are the same. */
  remember<T>(key: string, compute: () => Promise<T>): Promise<T> {
    const known = this.#remembered.get(key);
    if (known) return known as Promise<T>;
    const remembered = this.#remembered;
    if (remembered.size >= MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
    const computed = compute();
    remembered.set(key, computed);
    computed.catch(() => remembered.delete(key));
    return computed;
  }

  /** Runs statements on a connection of their own. */
  async with<T>(use: (database: Database) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    try {
      return await use(connection);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#idle.push(connection);
    }
  }

  /** The name of a table of what `select` gives, made once as long as the rows are the same; those that were asked for longest ago are dropped. */
  async keep(select: string): Promise<string> {
    return this.keepTable(select, (database, name) => database.run(`CREATE TABLE memory.main.${name} AS ${select}`));
  }

  /** The same of what `make` makes under the name that it is given, in `memory.main`. */
  async keepTable(key: string, make: (database: Database, name: string) => Promise<void>): Promise<string> {
    // What is asked for again is not the oldest: the table of documents is asked for with every search.
    const at = this.#kept.findIndex((each) => each.key === key);
    if (at >= 0) this.#kept.push(...this.#kept.splice(at, 1));
    return this.remember(`keep ${key}`, async () => {
      this.#keptTables += 1;
      const name = `kept_${this.#keptTables}`;
      await this.with((database) => make(database, name));
      this.#kept.push({ name, key });
      for (const old of this.#kept.splice(0, Math.max(0, this.#kept.length - MOST_KEPT))) {
        this.#remembered.delete(`keep ${old.key}`);
        await this.rows(`DROP TABLE IF EXISTS memory.main.${old.name}`);
      }
      return name;
    });
  }

  rows(sql: string): Promise<Row[]> {
    return this.with((database) => database.rows(sql));
  }

  /**
   * The parts that a table comes in: its published rows, and those of corrected documents. `position` numbers the rows of
   * both in the order of the dataset; a row of a corrected document stands where the published one stood.
   */
  partsOf(table: string): Part[] {
    const published = { from: `${PUBLISHED}.${table}`, position: 'rowid', where: 'true' };
    if (!this.#isOverlaid(table)) return [published];
    const laid = { from: `${this.#overlay!.catalog}.positioned.${table}`, position: 'position', where: 'true' };
    return [{ ...published, where: this.#isOther(table) }, laid];
  }

  /** A table with its positions, as one. */
  positioned(table: string): string {
    const parts = this.partsOf(table).map(({ from, position, where }) =>
      position === 'position'
        ? `SELECT * FROM ${from} WHERE ${where}`
        : `SELECT ${position}::DOUBLE AS position, * FROM ${from} WHERE ${where}`,
    );
    return `(${parts.join(' UNION ALL BY NAME ')})`;
  }

  /** Lays rows over the published ones: those of `documents`, from tables `positioned.NAME` in a catalog. */
  async lay(overlay: { catalog: string; documents: readonly string[] } | null): Promise<void> {
    this.#laid += 1;
    if (this.#overlay) this.#replaced.push({ catalog: this.#overlay.catalog, at: this.#laid });
    this.#overlay = overlay;
    this.#remembered = new Map();
    await this.with(async (database) => {
      for (const { name } of this.tables) {
        const published = `SELECT * FROM ${PUBLISHED}.${name}`;
        const laid = this.#isOverlaid(name)
          ? `${published} WHERE ${this.#isOther(name)} UNION ALL BY NAME SELECT * EXCLUDE (position) FROM ${overlay!.catalog}.positioned.${name}`
          : published;
        await database.run(`CREATE OR REPLACE VIEW memory.main.${name} AS ${laid}`);
      }
    });
    await this.#detach();
  }

  /** While `work` goes on, the rows that it may have begun with stay where they are. */
  async using<T>(work: () => Promise<T>): Promise<T> {
    const user = { since: this.#laid };
    this.#users.add(user);
    try {
      return await work();
    } finally {
      this.#users.delete(user);
      if (this.#replaced.length > 0) await this.#detach();
    }
  }

  /** A name for the next catalog of an overlay. */
  nextOverlay(): string {
    this.#overlays += 1;
    return `overlay_${this.#overlays}`;
  }

  /** Whether a table gets rows where these documents are corrected. */
  isLaid(table: string, documents: readonly string[]): boolean {
    return table === 'corrections' || (table !== 'sources' && documents.length > 0);
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
    this.database.close();
  }

  async #detach(): Promise<void> {
    const oldest = Math.min(...[...this.#users].map(({ since }) => since));
    const free = this.#replaced.filter(({ at }) => at <= oldest);
    this.#replaced = this.#replaced.filter(({ at }) => at > oldest);
    for (const { catalog } of free) await this.with((database) => database.run(`DETACH ${catalog}`));
  }

  #isOverlaid(table: string): boolean {
    return this.#overlay !== null && this.isLaid(table, this.#overlay.documents);
  }

  /** The published rows that stay: of `corrections` none, since these are told anew as a whole. */
  #isOther(table: string): string {
    if (table === 'corrections') return 'false';
    return `document_id NOT IN (${this.#overlay!.documents.map(quoteText).join(', ')})`;
  }

  async #take(): Promise<Database> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#connections < MOST_CONNECTIONS) {
      this.#connections += 1;
      return this.database.connect();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
