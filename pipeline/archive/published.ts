/**
 * What stands where at a time, now or then: from the fetch logs, which version of each URL is the current one, what came
 * after the others, and what is away; of files, those seen by then.
 */
import { INSIDE } from '../../extractors/archive/index.js';
import type { SightingLog } from './log.js';
import type { DocumentPlace } from './provenance.js';
import { listSites } from './site-folder.js';
import { type Past, SiteIndex, type Version } from './site-index.js';

export const STANDINGS = ['current', 'superseded', 'gone'] as const;

/** Whether a document is what stands at one of its places. */
export interface Standing {
  /**
   * `current`: it stands at one of its URLs, or is a file of this machine. `gone`: nothing stands any more where it stood
   * last. `superseded`: other content stands at each of its URLs.
   */
  standing: (typeof STANDINGS)[number];
  /** When it was first found replaced or away (ISO 8601, UTC); null while it is current. */
  since: string | null;
  /** SHA-256 of what came after it: of a member of an archive, of the member by the same name, else of the archive. */
  by: string | null;
}

export const CURRENT: Standing = { standing: 'current', since: null, by: null };

export interface PublishedOptions {
  /** Tells of files, and of what was in archives. */
  local: SightingLog;
  /**
   * Whether a version is content, and so takes the place of the one before it: not a page that only refuses, and nothing
   * that was not read. Asked of those that came to a URL where something else was.
   */
  isContent: (sha256: string) => Promise<boolean>;
  /** The time in ISO 8601, UTC; now where absent. */
  time?: string;
}

/** One version of a URL as one site knows it. */
type Seen = Pick<Version, 'sha256' | 'firstSeen' | 'lastSeen'>;

/** What all sites together know of a URL. */
interface Timeline {
  seen: Seen[];
  /** Some site saw it there when it last looked. */
  isThere: boolean;
  /** Since when it is away, where no site sees it. */
  missed: string | null;
}

/** Past every time that a log tells. */
const END_OF_TIME = '9999';

export class Published {
  /** What counts at each URL that is there. */
  readonly #there = new Map<string, string>();
  readonly #standings = new Map<string, Standing>();
  readonly #known = new Map<string, Standing | null>();
  /** Names of members by archive: for what took the place of a member. */
  #members: Map<string, Map<string, string>> | null = null;

  private constructor(
    private readonly local: SightingLog,
    private readonly time: string,
  ) {}

  /** Reads the logs of all sites. Sites that know the same URL are taken together: what was seen last counts. */
  static async read(data: string, { local, isContent, time = END_OF_TIME }: PublishedOptions): Promise<Published> {
    await local.refresh();
    const timelines = new Map<string, Timeline>();
    for (const site of await listSites(data)) {
      const index = await SiteIndex.read(data, site);
      try {
        for await (const { url } of index.urls()) takeIn(timelines, url, index.history(url), time);
      } finally {
        await index.close();
      }
    }
    const published = new Published(local, time);
    for (const [url, timeline] of timelines) await published.#decide(url, timeline, isContent);
    return published;
  }

  /** Where a document of the archive stands; null where it had not been seen by then. What no log tells of is current. */
  standingOf(sha256: string): Standing | null {
    const known = this.#known.get(sha256);
    if (known !== undefined) return known;
    this.#known.set(sha256, null); // an archive is in itself nowhere
    const crawled = this.#standings.get(sha256);
    const sources = this.local.sourcesOf(sha256);
    const found = crawled ? [crawled] : [];
    for (const { source, parent, time } of sources) {
      if (parent === undefined) found.push(...(time <= this.time ? [CURRENT] : []));
      else {
        // What was in an archive was published with it, whenever it was unpacked.
        const archive = this.standingOf(parent);
        if (archive) found.push({ ...archive, by: archive.by && this.#memberOf(archive.by, nameIn(source)) });
      }
    }
    const isUnknown = this.time === END_OF_TIME && found.length === 0 && sources.length === 0;
    const standing = isUnknown ? CURRENT : found.sort(byWeight)[0];
    // A member that is in the next archive, too, as it was.
    const result = standing?.by === sha256 ? CURRENT : (standing ?? null);
    this.#known.set(sha256, result);
    return result;
  }

  /** Whether a document was there: at a URL, as a file, or in an archive that was. */
  has(sha256: string): boolean {
    return this.standingOf(sha256)?.standing === 'current';
  }

  /** Of the places of a document, those that it has. */
  places(sha256: string, places: readonly DocumentPlace[]): DocumentPlace[] {
    return places.filter(({ site, source, archive }) => {
      if (site === undefined) return true;
      const there = this.#there.get(archive === undefined ? source : source.split(INSIDE, 1)[0]!);
      return archive === undefined ? there === sha256 : there !== undefined && this.has(archive);
    });
  }

  async #decide(url: string, { seen, isThere, missed }: Timeline, isContent: PublishedOptions['isContent']) {
    const counts = new Map<string, boolean>();
    for (const { sha256 } of seen) {
      if (!counts.has(sha256)) counts.set(sha256, seen.length === 1 || (await isContent(sha256)));
    }
    seen.sort((a, b) => compare(a.firstSeen, b.firstSeen) || compare(a.lastSeen, b.lastSeen));
    const latest = seen.reduce((a, b) => (b.lastSeen >= a.lastSeen ? b : a));
    const content = seen.filter(({ sha256 }) => counts.get(sha256));
    const counted = content.length > 0 ? content.reduce((a, b) => (b.lastSeen >= a.lastSeen ? b : a)) : latest;
    const last: Standing = isThere ? CURRENT : { standing: 'gone', since: missed, by: null };
    if (isThere) this.#there.set(url, counted.sha256);
    for (const sha256 of counts.keys()) {
      // A page that refuses, where it was answered last, is there as well; it takes the place of nothing.
      const isLast = sha256 === counted.sha256 || sha256 === latest.sha256;
      this.#put(sha256, isLast ? last : supersededBy(seen, content, sha256, counted));
    }
  }

  #put(sha256: string, standing: Standing): void {
    const known = this.#standings.get(sha256);
    if (!known || byWeight(standing, known) < 0) this.#standings.set(sha256, standing);
  }

  /** The member by that name in an archive; the archive where it has none. */
  #memberOf(archive: string, name: string): string {
    this.#members ??= membersOf(this.local);
    return this.#members.get(archive)?.get(name) ?? archive;
  }
}

/** Lists and articles that only lead on are no documents; where a log does not tell, it is one. */
function isDocument(each: Past): boolean {
  return 'version' in each && (each.version.role ?? 'document') === 'document';
}

/** Adds what one site knows of a URL up to a time. */
function takeIn(timelines: Map<string, Timeline>, url: string, past: readonly Past[], time: string): void {
  const begun = past.filter((each) => ('version' in each ? each.version.firstSeen : each.absence.firstMissed) <= time);
  const last = begun.at(-1);
  if (!last || !begun.some(isDocument)) return;
  const timeline = timelines.get(url) ?? { seen: [], isThere: false, missed: null };
  for (const each of begun) {
    if (!('version' in each)) continue;
    const { sha256, firstSeen, lastSeen } = each.version;
    timeline.seen.push({ sha256, firstSeen, lastSeen: lastSeen < time ? lastSeen : time });
  }
  if ('version' in last) timeline.isThere = true;
  else if (timeline.missed === null || last.absence.firstMissed > timeline.missed) {
    timeline.missed = last.absence.firstMissed;
  }
  if (timeline.seen.length > 0) timelines.set(url, timeline);
}

/** The content that came next after a version was there for the last time. */
function supersededBy(seen: readonly Seen[], content: readonly Seen[], sha256: string, counted: Seen): Standing {
  const own = seen.findLast((each) => each.sha256 === sha256)!;
  const next = content.find((each) => each.sha256 !== sha256 && each.firstSeen > own.firstSeen) ?? counted;
  // Two sites that saw different bytes in turn: it counted as long as it was seen.
  const since = next.firstSeen > own.firstSeen ? next.firstSeen : own.lastSeen;
  return { standing: 'superseded', since, by: next.sha256 };
}

/** What is current anywhere is current, and what is nowhere but superseded somewhere is away; then what lasted longest. */
function byWeight(a: Standing, b: Standing): number {
  const weight = ({ standing }: Standing) => ['current', 'gone', 'superseded'].indexOf(standing);
  return weight(a) - weight(b) || compare(b.since ?? '', a.since ?? '') || compare(a.by ?? '', b.by ?? '');
}

function membersOf(local: SightingLog): Map<string, Map<string, string>> {
  const members = new Map<string, Map<string, string>>();
  for (const { sha256 } of local.documents()) {
    for (const { source, parent } of local.sourcesOf(sha256)) {
      if (parent === undefined) continue;
      const names = members.get(parent) ?? new Map<string, string>();
      members.set(parent, names.set(nameIn(source), sha256));
    }
  }
  return members;
}

/** What a member is called in the archive that it is in. */
function nameIn(source: string): string {
  return source.slice(source.lastIndexOf(INSIDE) + INSIDE.length);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
