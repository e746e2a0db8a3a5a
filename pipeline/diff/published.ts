/** What was published at a time: from the fetch logs, the version that each URL had then; of files, those seen by then. */
import { INSIDE } from '../../extractors/archive/index.js';
import { at } from '../archive/history.js';
import type { SightingLog } from '../archive/log.js';
import type { DocumentPlace } from '../archive/provenance.js';
import { listSites } from '../archive/site-folder.js';
import { SiteIndex } from '../archive/site-index.js';

export class Published {
  /** The hash that stood there, by site and URL; and all of these hashes. */
  readonly #there = new Map<string, string>();
  readonly #hashes = new Set<string>();
  readonly #known = new Map<string, boolean>();

  private constructor(
    private readonly local: SightingLog,
    private readonly time: string,
  ) {}

  /** `time` in ISO 8601, UTC; `local` tells of files. What was away from its URL at that time is not there. */
  static async at(data: string, local: SightingLog, time: string): Promise<Published> {
    await local.refresh();
    const published = new Published(local, time);
    for (const site of await listSites(data)) {
      const index = await SiteIndex.read(data, site);
      try {
        for await (const { url } of index.urls()) {
          const then = at(index.history(url), time);
          if (then && 'version' in then) published.#add(site, url, then.version.sha256);
        }
      } finally {
        await index.close();
      }
    }
    return published;
  }

  /** Whether a document was there: at a URL, as a file, or in an archive that was. */
  has(sha256: string): boolean {
    const known = this.#known.get(sha256);
    if (known !== undefined) return known;
    this.#known.set(sha256, false); // an archive is in itself nowhere
    const has =
      this.#hashes.has(sha256) ||
      this.local
        .sourcesOf(sha256)
        // What was in an archive was published with it, whenever it was unpacked.
        .some(({ parent, time }) => (parent === undefined ? time <= this.time : this.has(parent)));
    this.#known.set(sha256, has);
    return has;
  }

  /** Of the places of a document, those that it had then. */
  places(sha256: string, places: readonly DocumentPlace[]): DocumentPlace[] {
    return places.filter(({ site, source, archive }) => {
      if (site === undefined) return true;
      const there = this.#there.get(keyOf(site, archive === undefined ? source : source.split(INSIDE, 1)[0]!));
      return archive === undefined ? there === sha256 : there !== undefined && this.has(archive);
    });
  }

  #add(site: string, url: string, sha256: string): void {
    this.#there.set(keyOf(site, url), sha256);
    this.#hashes.add(sha256);
  }
}

function keyOf(site: string, url: string): string {
  return `${site} ${url}`;
}
