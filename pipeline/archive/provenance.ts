/**
 * Where each document comes from: pages of sites, files, archives that it was in; and which of them it is named after.
 *
 * The name is the same whoever worked on the crawl and in whatever order: the first site by name, and there the first
 * place in the order of its log; a file of this machine only where no site is known; a member of an archive is named
 * after the archive's name. It stays as it is when the document is met again later.
 */
import { INSIDE } from '../../extractors/archive/index.js';
import type { SiteRegion } from '../../normalizers/normalize.js';
import type { Known, SightingLog } from './log.js';
import { listSites } from './site-folder.js';
import { type RunState, type Sighting, SiteIndex } from './site-index.js';

/** One place where a document was published, or lay. */
export interface DocumentPlace {
  /** URL or path; `https://…/a.zip!/b.pdf` for what was in an archive. */
  source: string;
  /** The site, for what was crawled. */
  site?: string;
  /** Of a member of an archive, the hash of that. */
  archive?: string;
  /** The page that led there, its title, the text of the link, and its score by the words of the field. */
  parent?: string;
  parentTitle?: string;
  linkText?: string;
  score?: number;
  /** The Content-Type header that came with it. */
  contentType?: string;
}

/** A document with its name, the site that this is of, and what was sent with it from there. */
export interface NamedDocument extends Known {
  site?: string;
  contentType?: string;
  /** What the entry of the site said of the region when its last run began. */
  siteRegion?: SiteRegion | undefined;
}

interface Ranked extends DocumentPlace {
  /** Depth in archives; order of the run and number of the request, or number of the line. */
  rank: readonly [isLocal: number, depth: number, site: string, order: number, request: number, inside: string];
  /** Another site has it at the same address. */
  isShared?: boolean;
}

/** What the runs of a site were told of its region. */
interface RunRegion {
  now: SiteRegion | undefined;
  /** It was not always the same. */
  hasChanged: boolean;
}

/** More archives in archives are not followed; nobody publishes so. */
const DEEPEST = 8;

export class Provenance {
  readonly #crawled = new Map<string, { site: string; sighting: Sighting }[]>();
  readonly #places = new Map<string, Ranked[]>();
  readonly #regions = new Map<string, RunRegion>();

  private constructor(private readonly local: SightingLog) {}

  /** Reads what the logs of all sites tell of documents; `local` tells of files. */
  static async read(data: string, local: SightingLog): Promise<Provenance> {
    const provenance = new Provenance(local);
    for (const site of await listSites(data)) {
      const index = await SiteIndex.read(data, site);
      try {
        provenance.#regions.set(site, runRegion(site, index.runs()));
        for (const { sha256, sighting } of await index.sightings()) provenance.#add(sha256, site, sighting);
      } finally {
        await index.close();
      }
    }
    return provenance;
  }

  /** Every place of a document, the one that it is named after first. */
  places(sha256: string): readonly DocumentPlace[] {
    return this.#ranked(sha256, 0);
  }

  /** Every distinct document of files and sites. */
  *documents(): Generator<NamedDocument> {
    for (const known of this.local.documents()) yield this.#named(known);
    for (const [sha256, [first]] of this.#crawled) {
      if (this.local.get(sha256) || !first) continue;
      const { bytes, url } = first.sighting;
      yield this.#named({ sha256, source: url, bytes, archived: true, limit: 0, unpacked: false });
    }
  }

  /** Whether the name of a document, or what its site says of the region, may have changed since it was first met. */
  isDoubtful(sha256: string): boolean {
    const places = this.#ranked(sha256, 0).filter(({ site }) => site !== undefined);
    const hasOtherName = places.length > 0 && this.#ranked(sha256, 0).length > 1;
    return hasOtherName || places.some(({ site, isShared }) => isShared || this.#regions.get(site!)?.hasChanged);
  }

  #add(sha256: string, site: string, sighting: Sighting): void {
    const others = this.#crawled.get(sha256);
    if (others) others.push({ site, sighting });
    else this.#crawled.set(sha256, [{ site, sighting }]);
  }

  #named(known: Known): NamedDocument {
    const [place] = this.places(known.sha256);
    if (!place) return known;
    const { source, site, contentType } = place;
    const crawled = this.#crawled.has(known.sha256);
    const siteRegion = site === undefined ? undefined : this.#regions.get(site)?.now;
    return {
      ...known,
      source,
      archived: known.archived || crawled,
      ...(site === undefined ? {} : { site }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(siteRegion === undefined ? {} : { siteRegion }),
    };
  }

  #ranked(sha256: string, depth: number): Ranked[] {
    const known = this.#places.get(sha256);
    if (known) return known;
    const places = (this.#crawled.get(sha256) ?? []).map(({ site, sighting }) => crawledPlace(site, sighting));
    this.local.sourcesOf(sha256).forEach((local, line) => {
      const members = local.parent && depth < DEEPEST ? this.#inArchive(local.source, local.parent, depth, line) : [];
      if (members.length > 0) places.push(...members);
      // A URL that is no longer known as such is still where it came from.
      else if (!places.some(({ source }) => source === local.source)) {
        const archive = local.parent === undefined ? {} : { archive: local.parent };
        places.push({ source: local.source, ...archive, rank: [1, 0, '', line, 0, ''] });
      }
    });
    const first = firstOfEach(places.sort(byRank));
    if (depth === 0) this.#places.set(sha256, first);
    return first;
  }

  /** A member has as many places as its archive: they differ in the name of the archive and the page that led there. */
  #inArchive(source: string, archive: string, depth: number, line: number): Ranked[] {
    const places = this.#ranked(archive, depth + 1);
    const names = [...places, ...this.local.sourcesOf(archive)].map((each) => each.source + INSIDE);
    const name = names.filter((each) => source.startsWith(each)).sort((a, b) => b.length - a.length)[0];
    if (name === undefined) return [];
    const inside = source.slice(name.length);
    return places.map(({ contentType: _, rank, ...place }) => {
      const [isLocal, deep, site, order, request, within] = rank;
      return {
        ...place,
        source: place.source + INSIDE + inside,
        archive,
        // Of files, the order of the log alone decides.
        rank: isLocal ? [1, 0, '', line, order, ''] : [0, deep + 1, site, order, request, within + INSIDE + inside],
      };
    });
  }
}

function crawledPlace(site: string, sighting: Sighting): Ranked {
  const { url, parent, parentTitle, text, score, contentType, order, request } = sighting;
  return {
    source: url,
    site,
    ...(parent === undefined ? {} : { parent }),
    ...(parentTitle === undefined ? {} : { parentTitle }),
    ...(text === undefined ? {} : { linkText: text }),
    ...(score === undefined ? {} : { score }),
    ...(contentType === undefined ? {} : { contentType }),
    rank: [0, 0, site, order, request, ''],
  };
}

/** What a run was told of its site, as `crawlSite` logs it. */
export function siteRegionOf(site: string, run: RunState | undefined): SiteRegion | undefined {
  const code = run?.config.region;
  return typeof code === 'string' ? { site, code } : undefined;
}

function runRegion(site: string, runs: readonly RunState[]): RunRegion {
  const codes = new Set(runs.map((run) => siteRegionOf(site, run)?.code));
  return { now: siteRegionOf(site, runs.at(-1)), hasChanged: codes.size > 1 };
}

/** An archive that was unpacked under two names gives each member twice; two sites may have the same page. */
function firstOfEach(places: Ranked[]): Ranked[] {
  const first = new Map<string, Ranked>();
  for (const place of places) {
    const key = `${place.archive ?? ''} ${place.source}`;
    const known = first.get(key);
    if (!known) first.set(key, place);
    else if (known.site !== place.site) known.isShared = true;
  }
  return [...first.values()];
}

function byRank({ rank: a }: Ranked, { rank: b }: Ranked): number {
  const i = a.findIndex((part, at) => part !== b[at]);
  return i < 0 ? 0 : a[i]! < b[i]! ? -1 : 1;
}
