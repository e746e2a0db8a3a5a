/**
 * What a site's logs come to, told a second time and as plainly as possible: every question goes over all lines again.
 * The index must come to the same, whatever was killed on the way.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FetchLine, FoundLine, LogLine, RunLine } from '../../pipeline/archive/fetch-log.js';
import type { SiteIndex } from '../../pipeline/archive/site-index.js';
import fc from '../properties.js';

/** All whole lines of a folder of logs, in the order of the runs. */
export function linesIn(folder: string): LogLine[] {
  const logs = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .flatMap((text): LogLine[] => {
          try {
            return [JSON.parse(text) as LogLine];
          } catch {
            return [];
          }
        }),
    )
    .filter((lines) => lines.length > 0);
  const order = (lines: LogLine[]) => (lines[0] as RunLine).order ?? 0;
  return logs.sort((a, b) => order(a) - order(b)).flat();
}

/** What an index knows, in a form that two can be compared in. Takes all that waits. */
export async function describeIndex(index: SiteIndex) {
  const urls: string[] = [];
  for await (const { url } of index.urls()) urls.push(url);
  const last = index.runs().at(-1);
  const unmet: string[] = [];
  if (last) for await (const url of index.unmet(last.run)) unmet.push(url);
  const waiting: string[] = [];
  const size = last ? index.frontierSize(last.run) : 0;
  if (last) for (let link = index.next(last.run); link; link = index.next(last.run)) waiting.push(link.url);
  return {
    histories: Object.fromEntries(urls.sort().map((url) => [url, index.history(url)])),
    sightings: (await index.sightings())
      .map(({ sha256, sighting }) => `${sha256} ${sighting.url} ${sighting.parent ?? ''} ${sighting.parentTitle ?? ''}`)
      .sort(),
    unmet: unmet.sort(),
    waiting,
    size,
    outcomes: index.runs().map(({ run, outcomes, changes, missing }) => ({ run, outcomes, changes, missing })),
  };
}

/** The same from the lines. */
export function describeLines(lines: LogLine[]): Awaited<ReturnType<typeof describeIndex>> {
  const fetches = lines.filter((line): line is FetchLine => line.type === 'fetch');
  const urls = [...new Set(fetches.map(({ url }) => url))].sort();
  const runs = splitRuns(lines);
  const last = runs.at(-1)?.lines ?? [];
  const { waiting, met } = frontierOf(last);
  const isThere = (url: string) => {
    const told = historyOf(url, lines).at(-1);
    return told !== undefined && 'version' in told;
  };
  const sightings = new Map<string, string>();
  fetches.forEach(({ outcome, role, sha256, url, parent }, i) => {
    if (outcome !== 'fetched' || role !== 'document' || !sha256 || sightings.has(`${sha256} ${url}`)) return;
    sightings.set(`${sha256} ${url}`, `${sha256} ${url} ${parent ?? ''} ${titleOf(parent, fetches.slice(0, i)) ?? ''}`);
  });
  return {
    histories: Object.fromEntries(urls.map((url) => [url, historyOf(url, lines)])),
    sightings: [...sightings.values()].sort(),
    unmet: urls.filter((url) => isThere(url) && !met.has(url)),
    waiting,
    size: waiting.length,
    outcomes: runs.map(({ run, lines: own, before }) => ({
      run,
      outcomes: tally(own.flatMap((line) => (line.type === 'fetch' ? line.outcome : []))),
      changes: tally(own.flatMap((line, i) => changeIn(line, [...before, ...own.slice(0, i)]) ?? [])),
      missing: own.filter(
        (line, i) => line.type === 'missing' && isOpen(historyOf(line.url, [...before, ...own.slice(0, i)])),
      ).length,
    })),
  };
}

type Told = ReturnType<SiteIndex['history']>;

const isOpen = (history: Told) => history.length > 0 && 'version' in history.at(-1)!;

function splitRuns(lines: LogLine[]): { run: string; lines: LogLine[]; before: LogLine[] }[] {
  const names = [...new Set(lines.flatMap((line) => (line.type === 'run' ? line.run : [])))];
  const starts = names.map((name) => lines.findIndex((line) => line.type === 'run' && line.run === name));
  return names.map((run, i) => ({
    run,
    lines: lines.slice(starts[i], starts[i + 1]),
    before: lines.slice(0, starts[i]),
  }));
}

function historyOf(url: string, lines: LogLine[]): Told {
  const told: Told = [];
  for (const line of lines) {
    if ((line.type !== 'fetch' && line.type !== 'missing') || line.url !== url) continue;
    const last = told.at(-1);
    const version = told.findLast((each) => 'version' in each)?.version;
    const there = last !== undefined && 'version' in last;
    if (line.type === 'missing' || line.outcome === 'gone' || line.outcome === 'redirected') {
      if (there)
        told.push({ absence: { firstMissed: line.time, why: line.type === 'fetch' ? line.outcome : 'missing' } });
    } else if (['fetched', 'not-modified'].includes(line.outcome) && (line.sha256 || version)) {
      const sha256 = line.sha256 ?? version!.sha256;
      if (there && sha256 === version!.sha256) {
        told[told.length - 1] = { version: { ...version!, lastSeen: line.time } };
        continue;
      }
      if (last && 'absence' in last) told[told.length - 1] = { absence: { ...last.absence, until: line.time } };
      const same = sha256 === version?.sha256;
      const role = line.role ?? version?.role;
      const title = line.title ?? version?.title;
      const contentType = line.headers?.contentType ?? (same ? version?.contentType : undefined);
      told.push({
        version: {
          sha256,
          bytes: (same ? version?.bytes : undefined) ?? line.bytes ?? 0,
          firstSeen: line.time,
          lastSeen: line.time,
          ...(contentType ? { contentType } : {}),
          ...(role ? { role } : {}),
          ...(title ? { title } : {}),
        },
      });
    }
  }
  return told;
}

function changeIn(line: LogLine, before: LogLine[]): string | undefined {
  if (line.type !== 'fetch' || !['fetched', 'not-modified'].includes(line.outcome)) return undefined;
  const last = historyOf(line.url, before).at(-1);
  if (!last) return line.outcome === 'fetched' ? 'new' : undefined;
  if ('absence' in last) return 'returned';
  return !line.sha256 || line.outcome === 'not-modified' || line.sha256 === last.version.sha256 ? 'same' : 'changed';
}

/** The title that a page was last fetched with. */
function titleOf(url: string | undefined, before: FetchLine[]): string | undefined {
  return before.findLast((line) => line.url === url && line.outcome === 'fetched')?.title;
}

function frontierOf(lines: LogLine[]): { waiting: string[]; met: Set<string> } {
  const met = new Set<string>();
  let waiting: FoundLine[] = [];
  for (const line of lines) {
    if (line.type !== 'fetch') continue;
    met.add(line.url);
    waiting = waiting.filter(({ url }) => url !== line.url);
    for (const found of line.found ?? []) {
      const same = waiting.find(({ url }) => url === found.url);
      if (same ? same.score >= found.score : met.has(found.url) && found.url !== line.url) continue;
      waiting = [...waiting.filter((each) => each !== same), found];
      met.add(found.url);
    }
  }
  // The sort keeps the order of those that are equal.
  const sorted = waiting.sort((a, b) => b.score - a.score || a.depth - b.depth);
  return { waiting: sorted.map(({ url }) => url), met };
}

function tally(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Few URLs, so that they meet; one is longer than LMDB's keys, and one begins like it. */
const LONG = `http://a.gov.cn/${'长'.repeat(700)}`;
const someUrl = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((n) => `http://a.gov.cn/${n}.html`),
  fc.constantFrom(LONG, `${LONG}x`, 'http://a.gov.cn/', 'http://a.gov.cn/%E7%BB%A9.pdf'),
);

const someFound = fc.record({
  url: someUrl,
  depth: fc.integer({ min: 0, max: 3 }),
  via: fc.constant('a'),
  score: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(33.5)),
  reason: fc.constant('绩效'),
});

/** Lines as a crawl could write them, without their times. */
export const someLines = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant({ type: 'run' as const }) },
    { weight: 1, arbitrary: fc.constant({ type: 'end' as const }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('missing' as const), url: someUrl }) },
    {
      weight: 25,
      arbitrary: fc.record(
        {
          type: fc.constant('fetch' as const),
          url: someUrl,
          depth: fc.constant(1),
          outcome: fc.constantFrom(
            'fetched',
            'fetched',
            'fetched',
            'not-modified',
            'redirected',
            'gone',
            'busy',
            'failed',
          ),
          parent: someUrl,
          sha256: fc.constantFrom('a', 'b', 'c').map((letter) => letter.repeat(64)),
          role: fc.constantFrom('document' as const, 'list' as const),
          title: fc.constantFrom('甲', '乙'),
          headers: fc.record({ etag: fc.string(), contentType: fc.constantFrom('text/html', 'application/pdf') }),
          found: fc.array(someFound, { maxLength: 6 }),
        },
        { requiredKeys: ['type', 'url', 'depth', 'outcome', 'sha256'] },
      ),
    },
  ),
  { minLength: 1, maxLength: 60 },
);

/** The lines of a crawl: the first begins a run, bytes come only with what was fetched, and time goes on. */
export function asCrawl(lines: typeof someLines extends fc.Arbitrary<infer T> ? T : never, from = 0): LogLine[] {
  let run = `r${from}`;
  return [{ type: 'run' as const }, ...lines].map((line, i): LogLine => {
    const time = new Date(Date.UTC(2026, 0, 1) + (from + i) * 1000).toISOString();
    if (line.type === 'run') {
      run = `r${from + i}`;
      return { type: 'run', run, site: 's', time, config: {} };
    }
    if (line.type === 'end') return { type: 'end', run, time, reason: 'finished', counts: {} };
    if (line.type === 'missing') return { ...line, time };
    const { sha256, ...rest } = line;
    const had = line.outcome === 'fetched' ? { sha256, bytes: 7 } : {};
    return { ...rest, ...had, time } as FetchLine;
  });
}
