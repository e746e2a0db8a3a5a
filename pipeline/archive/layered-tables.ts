/** A site's tables as the writer sees them: what changed since the last commit, over what is on disk. */
import type { FrontierPlace, Past, RunState, Sighting, Tables, UrlEntry, Waiting } from './fold.js';
import { comparePlaces, type WaitingLink } from './frontier.js';
import type { Changes, IndexStore } from './index-store.js';

function noChanges(): Changes {
  return { urls: new Map(), waiting: new Map(), past: [], sightings: [], run: undefined };
}

export class LayeredTables implements Tables {
  #fresh = noChanges();
  /** What is being written. */
  #frozen = noChanges();
  readonly #newSightings = new Set<string>();
  #run: RunState | undefined;

  constructor(
    private readonly store: IndexStore,
    private readonly onWaiting: (link: WaitingLink) => void,
    private readonly onRemoved: (place: FrontierPlace) => void,
  ) {
    this.#run = store.lastRun();
  }

  /** Changes not yet being written. */
  get size(): number {
    const { urls, waiting, past, sightings, run } = this.#fresh;
    return urls.size + waiting.size + past.length + sightings.length + (run ? 1 : 0);
  }

  url(url: string): UrlEntry | undefined {
    return this.#fresh.urls.get(url) ?? this.#frozen.urls.get(url) ?? this.store.url(url);
  }

  putUrl(entry: UrlEntry): void {
    this.#fresh.urls.set(entry.url, entry);
  }

  putPast(url: string, index: number, past: Past): void {
    this.#fresh.past.push({ url, index, past });
  }

  /** What of a URL's past is not yet on disk. */
  past(url: string): Past[] {
    return [...this.#frozen.past, ...this.#fresh.past].flatMap((each) => (each.url === url ? [each.past] : []));
  }

  hasSighting(sha256: string, url: string): boolean {
    return this.#newSightings.has(`${sha256} ${url}`) || this.store.hasSighting(sha256, url);
  }

  putSighting(sha256: string, sighting: Sighting): void {
    this.#newSightings.add(`${sha256} ${sighting.url}`);
    this.#fresh.sightings.push({ sha256, sighting });
  }

  putWaiting(order: number, place: FrontierPlace, waiting: Waiting): void {
    this.#fresh.waiting.set(place.sequence, { order, place, waiting });
    this.onWaiting({ place, waiting });
  }

  removeWaiting(order: number, place: FrontierPlace): void {
    this.#fresh.waiting.set(place.sequence, { order, place, waiting: null });
    this.onRemoved(place);
  }

  run(): RunState | undefined {
    return this.#run;
  }

  putRun(run: RunState): void {
    // Numbers of the frontier begin anew with each run, so the changes of two runs are not held at once.
    if (this.#run && this.#run.order !== run.order && this.size > 0) throw new Error('a run begins before a commit');
    this.#run = run;
    this.#fresh.run = run;
  }

  /** The links that wait from a place on, best first, whether they are on disk or not yet. */
  waitingFrom(from: FrontierPlace, limit: number): WaitingLink[] {
    const order = this.#run?.order ?? 0;
    const changed = new Map([...this.#frozen.waiting, ...this.#fresh.waiting]);
    const links: WaitingLink[] = [];
    for (const { place, waiting } of changed.values()) {
      if (waiting && comparePlaces(place, from) >= 0) links.push({ place, waiting });
    }
    let stored = 0;
    for (const link of this.store.waitingFrom(order, Number.isFinite(from.score) ? from : null)) {
      if (changed.has(link.place.sequence)) continue;
      links.push(link);
      if (++stored === limit) break;
    }
    return links.sort((a, b) => comparePlaces(a.place, b.place)).slice(0, limit);
  }

  /** Takes the changes out to be written; they are seen until `thaw`. */
  freeze(): Changes {
    this.#frozen = this.#fresh;
    this.#fresh = noChanges();
    return this.#frozen;
  }

  /** The frozen changes are on disk. */
  thaw(): void {
    for (const { sha256, sighting } of this.#frozen.sightings) this.#newSightings.delete(`${sha256} ${sighting.url}`);
    this.#frozen = noChanges();
  }
}
