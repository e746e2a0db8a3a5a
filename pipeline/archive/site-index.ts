/**
 * What is known of a site: a fold of its fetch logs, kept in LMDB under `archive/index/<site>/`.
 *
 * The index is a cache. It is never ahead of the log on disk, catches up when it is opened, and is made anew when it is
 * missing, older than the code or not of these logs. One process writes; any number may read along.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checkOf, currentStore, isOf, logsInOrder, openStore, type RunLog } from './applied-logs.js';
import { type FetchLine, FetchLog, type LogLine, type RunLine, readLog } from './fetch-log.js';
import {
  type Absence,
  applyLine,
  changeOf,
  FOLD_VERSION,
  type LastFetch,
  type Past,
  type RunState,
  type Sighting,
  type UrlEntry,
  type Version,
  type Waiting,
} from './fold.js';
import { FrontierHead } from './frontier.js';
import { IndexStore } from './index-store.js';
import { LayeredTables } from './layered-tables.js';
import { runLog, type SiteFolders, siteFolders } from './site-folder.js';
import { lockSite, READING } from './site-lock.js';
import { LockedError, type WriterLock } from './writer-lock.js';

/** Changes held before they are written to the index, and the time that they may wait. */
const COMMIT_SIZE = 32_768;
const COMMIT_MS = 1_000;
/** With so many the writer waits: they are in memory. */
const MOST_CHANGES = 2 * COMMIT_SIZE;
/** Rows read or removed at a time. */
const BATCH = 4_096;
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'] as const;
/** LMDB's errors have numbers, and it says EIO where it finds no room for a page. */
const UNWRITABLE_NUMBERS = ['EIO' as const, ...UNWRITABLE].map((name) => constants.errno[name]);
const UNWRITABLE_CODES: unknown[] = [...UNWRITABLE, ...UNWRITABLE_NUMBERS];

/** What is known of a URL that was fetched at least once. */
export interface UrlState {
  url: string;
  /** First and last time that it was there; absent if it never was. */
  firstSeen?: string;
  lastSeen?: string;
  /** Since when it is missing; absent while it is there. */
  firstMissed?: string;
  last: LastFetch;
  /** What is there now, or was last. */
  version?: Version;
}

export interface SiteIndexOptions {
  /** Awaited before lines are written that were appended earlier: makes their objects durable. */
  before?: () => Promise<void>;
}

export class SiteIndex {
  readonly #tables: LayeredTables;
  #head: FrontierHead;
  #log: FetchLog | null = null;
  /** The log that is being applied, and where its last line will end. */
  #name = '';
  #written: Promise<number> = Promise.resolve(0);
  #committing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failure: unknown = null;

  private constructor(
    readonly site: string,
    private readonly folders: SiteFolders,
    private readonly store: IndexStore,
    private readonly lock: WriterLock | null,
    private readonly before: () => Promise<void> = async () => {},
    private readonly afterClose: () => Promise<void> = async () => {},
  ) {
    this.#tables = new LayeredTables(
      store,
      (link) => this.#head.add(link),
      (place) => this.#head.remove(place),
    );
    this.#head = this.#newHead();
  }

  /** Opens a site for writing and applies what is not applied yet. Throws a LockedError while another process writes. */
  static async open(
    data: string,
    site: string,
    { before = async () => {} }: SiteIndexOptions = {},
  ): Promise<SiteIndex> {
    const folders = siteFolders(data, site);
    const lock = await lockSite(folders, `crawl of ${site}`);
    try {
      return await SiteIndex.#refreshed(site, folders, folders.index, lock, before);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Opens a site for reading: as its logs are where nobody writes, as of a second ago where somebody does. Where the
   * index can be neither used nor written, it is made in a temporary folder.
   */
  static async read(data: string, site: string): Promise<SiteIndex> {
    const folders = siteFolders(data, site);
    const current = await currentStore(folders);
    if (current) return new SiteIndex(site, folders, current, null);
    let isBehind = false;
    try {
      const lock = await lockSite(folders, READING);
      try {
        await (await SiteIndex.#refreshed(site, folders, folders.index, lock)).close();
      } finally {
        await lock.release();
      }
    } catch (error) {
      const isUnwritable = UNWRITABLE_CODES.includes((error as NodeJS.ErrnoException).code);
      if (!(error instanceof LockedError) && !isUnwritable) throw error;
      isBehind = isUnwritable;
    }
    const store = isBehind ? null : await openStore(folders.index, { readOnly: true });
    if (store) return new SiteIndex(site, folders, store, null);
    const temporary = await mkdtemp(join(tmpdir(), 'gongkai-index-'));
    const remove = () => rm(temporary, { recursive: true, force: true });
    return SiteIndex.#refreshed(site, folders, temporary, null, undefined, remove);
  }

  static async #refreshed(
    site: string,
    folders: SiteFolders,
    directory: string,
    lock: WriterLock | null,
    before?: () => Promise<void>,
    afterClose?: () => Promise<void>,
  ): Promise<SiteIndex> {
    const open = (store: IndexStore) => new SiteIndex(site, folders, store, lock, before, afterClose);
    let store = await openStore(directory, { readOnly: false });
    const logs = await logsInOrder(folders, store?.files());
    if (store && (await isOf(store, logs))) {
      const index = open(store);
      await orClosed(store, index.#catchUp(logs));
      return index;
    }
    await store?.close();
    await rm(directory, { recursive: true, force: true });
    // Nothing waits for the disk until the index is complete: without its seal it is made anew.
    const rebuilt = open(new IndexStore(directory, { durable: false }));
    await orClosed(
      rebuilt.store,
      logsInOrder(folders).then((all) => rebuilt.#catchUp(all)),
    );
    await rebuilt.store.close();
    store = new IndexStore(directory, {});
    store.seal(FOLD_VERSION);
    return open(store);
  }

  /**
   * Takes a line in: at once for what this process asks, and resolves when it is in the log on disk. What is appended
   * meanwhile is written together. A run line begins a run, or goes on with the last one. After an error nothing more is
   * written: open the site anew.
   */
  async append(line: LogLine): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (line.type === 'run') await this.#begin(line);
    if (!this.#log) throw new Error(`${this.site}: no run is open`);
    const told = line.type === 'run' ? this.#ordered(line) : line.type === 'fetch' ? this.#compared(line) : line;
    this.#apply(told);
    this.#written = this.#log.append(told);
    const written = this.#written.catch((error) => this.#fail(error));
    if (this.#tables.size >= COMMIT_SIZE) void this.#commit();
    else this.#commitSoon();
    await written;
    if (this.#tables.size >= MOST_CHANGES) await this.#committing;
    if (this.#failure) throw this.#failure;
  }

  /** What is known of a URL; undefined if it was never fetched. */
  known(url: string): UrlState | undefined {
    const entry = this.#tables.url(url);
    return entry?.last ? stateOf(entry, entry.last) : undefined;
  }

  /** All that was published under a URL, oldest first, and when it was away; the last absence is open while it is. */
  history(url: string): Past[] {
    const entry = this.#tables.url(url);
    if (!entry?.version) return [];
    const now: Past[] = [{ version: entry.version }, ...(entry.absence ? [{ absence: entry.absence }] : [])];
    return [...this.store.past(url), ...this.#tables.past(url), ...now];
  }

  /**
   * The link to fetch next in a run: best score first, then least depth, then the order in which they were found. Each is
   * given once, until its fetch line is appended; what this process does not fetch is given again by the next one.
   */
  next(run: string): Waiting | undefined {
    if (this.#tables.run()?.run !== run) return undefined;
    return this.#head.take(({ place, waiting }) => this.#placeOf(waiting.url)?.sequence === place.sequence)?.waiting;
  }

  /** Gives a link again that `next` gave and that was not fetched. */
  putBack(waiting: Waiting): void {
    const place = this.#placeOf(waiting.url);
    if (place) this.#head.putBack({ place, waiting });
  }

  /** Whether a URL waits in a run, or was fetched in it. */
  isQueued(run: string, url: string): boolean {
    const current = this.#tables.run();
    return current?.run === run && this.#tables.url(url)?.visit?.order === current.order;
  }

  /** How many links wait. */
  frontierSize(run: string): number {
    const current = this.#tables.run();
    return current?.run === run ? current.waiting : 0;
  }

  /** Oldest first. */
  runs(): RunState[] {
    const runs = new Map(this.store.runs().map((run) => [run.order, run]));
    const current = this.#tables.run();
    if (current) runs.set(current.order, current);
    return [...runs.values()];
  }

  lastRun(): RunState | undefined {
    return this.#tables.run();
  }

  /** The last run, if it has not ended or was interrupted. */
  unfinishedRun(): string | undefined {
    const last = this.#tables.run();
    return last && (last.ended === undefined || last.reason === 'interrupted') ? last.run : undefined;
  }

  lastFinishedRun(): RunState | undefined {
    return this.runs().findLast(({ reason }) => reason === 'finished');
  }

  /** Every URL that was ever fetched, by URL. */
  async *urls(): AsyncGenerator<UrlState> {
    for await (const entry of this.#entries()) if (entry.last) yield stateOf(entry, entry.last);
  }

  /** What was there before and was not met in a run: what a run that finished has to tell in missing lines. */
  async *unmet(run: string): AsyncGenerator<string> {
    const order = this.runs().find((each) => each.run === run)?.order;
    for await (const { url, version, absence, visit } of this.#entries()) {
      if (version && !absence && visit?.order !== order) yield url;
    }
  }

  /** Where documents were published: those of one hash, or all, by hash and URL. */
  async sightings(sha256?: string): Promise<{ sha256: string; sighting: Sighting }[]> {
    await this.#settled();
    return [...this.store.sightings(sha256)];
  }

  /** The hashes of all documents that were ever published, sorted. */
  async documents(): Promise<string[]> {
    await this.#settled();
    return this.store.documents();
  }

  /** Writes what is held, and gives the site to the next writer. */
  async close(): Promise<void> {
    try {
      await this.#written.catch(() => {});
      if (!this.#failure) await this.#settled();
    } finally {
      if (this.#timer) clearTimeout(this.#timer);
      await this.#committing;
      await this.#log?.close().catch(() => {});
      await this.store.close();
      await this.lock?.release();
      await this.afterClose();
    }
    if (this.#failure) throw this.#failure;
  }

  #placeOf(url: string) {
    const visit = this.#tables.url(url)?.visit;
    return visit?.order === this.#tables.run()?.order ? visit?.waiting : undefined;
  }

  #ordered(line: RunLine): RunLine {
    const last = this.#tables.run();
    return { ...line, order: last?.run === line.run ? last.order : (last?.order ?? 0) + 1 };
  }

  #compared(line: FetchLine): FetchLine {
    const changed = line.changed ?? changeOf(line, this.#tables.url(line.url));
    return changed ? { ...line, changed } : line;
  }

  async #begin({ run }: RunLine): Promise<void> {
    if (!this.lock) throw new Error(`${this.site} is open for reading`);
    await this.#written;
    await this.#settled();
    await this.#log?.close();
    const past = this.runs().slice(0, -1);
    if (past.some((each) => each.run === run)) throw new Error(`${this.site}: ${run} is over, a later run has begun`);
    const path = runLog(this.folders, run);
    const lock = this.lock;
    this.#log = await FetchLog.open(path, async () => {
      await this.before();
      await lock.check();
    });
    this.#name = basename(path);
  }

  #apply(line: LogLine): void {
    const order = this.#tables.run()?.order;
    applyLine(line, this.#tables);
    if (this.#tables.run()?.order !== order) this.#head = this.#newHead();
  }

  #newHead(): FrontierHead {
    return new FrontierHead((from, limit) => this.#tables.waitingFrom(from, limit));
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
  }

  /** Writes the changes so far to the index, once their lines are in the log. */
  #commit(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#committing ??= this.#write().finally(() => {
      this.#committing = null;
      if (this.#tables.size > 0 && !this.#failure) this.#commitSoon();
    });
    return this.#committing;
  }

  #commitSoon(): void {
    this.#timer ??= setTimeout(() => void this.#commit(), COMMIT_MS).unref();
  }

  async #write(): Promise<void> {
    const changes = this.#tables.freeze();
    try {
      const offset = await this.#written;
      const order = this.#tables.run()?.order ?? 0;
      const check = await checkOf(join(this.folders.log, this.#name), offset);
      this.store.write(changes, this.#name, { order, offset, check });
      this.#tables.thaw();
    } catch (error) {
      this.#fail(error); // the changes stay visible to this process; the next one takes them from the log
    }
  }

  async #settled(): Promise<void> {
    await this.#committing;
    if (this.#tables.size > 0) await this.#commit();
    if (this.#failure) throw this.#failure;
  }

  async *#entries(): AsyncGenerator<UrlEntry> {
    await this.#settled();
    for (let after: string | null = null; ; ) {
      const entries = this.store.urlsAfter(after, BATCH);
      yield* entries.map((entry) => this.#tables.url(entry.url) ?? entry);
      after = entries.at(-1)?.url ?? null;
      if (entries.length < BATCH) return;
    }
  }

  /** Applies the lines that came since the index was last written. */
  async #catchUp(logs: readonly RunLog[]): Promise<void> {
    const files = this.store.files();
    for (const { name, path } of logs) {
      const from = files.get(name)?.offset ?? 0;
      if ((await stat(path)).size === from) continue;
      this.#name = name;
      for await (const { line, end } of readLog(path, from)) {
        if (line?.type === 'run') await this.#settled();
        if (line) this.#apply(line);
        this.#written = Promise.resolve(end);
        if (this.#tables.size >= COMMIT_SIZE) await this.#settled();
      }
      await this.#settled();
    }
    const order = this.#tables.run()?.order ?? 0;
    while (this.store.dropWaitingBefore(order, BATCH));
  }
}

/** What cannot be finished leaves no database open. */
async function orClosed(store: IndexStore, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function stateOf(entry: UrlEntry, last: LastFetch): UrlState {
  const { url, firstSeen, version, absence } = entry;
  return {
    url,
    last,
    ...(firstSeen === undefined ? {} : { firstSeen }),
    ...(version ? { lastSeen: version.lastSeen, version } : {}),
    ...(absence ? { firstMissed: absence.firstMissed } : {}),
  };
}

export type { Absence, LastFetch, Past, RunState, Sighting, Version, Waiting };
