/** "Is it all right, and when is it finished?", answered in one line. */
import { dayInChina } from '../crawl/site-job.js';
import { chinaTime, roughly, type SiteStatus, type Snapshot, UNREAD } from './snapshot.js';

type Told = Omit<Snapshot, 'headline' | 'attention'>;

/** The answer in one line, `running: 3 of 12 sites done, 2 blocked, about 40 min left`. */
export function headlineOf(snapshot: Told): string {
  const { state } = snapshot;
  const trouble = [
    ...(snapshot.folder.trouble ? [`the data folder takes no writes: ${snapshot.folder.trouble}`] : []),
    ...(snapshot.redis?.trouble ? [`Redis: ${snapshot.redis.trouble}`] : []),
  ];
  return [`${state === 'broken-off' ? 'broken off' : state}: ${parts(snapshot).join(', ')}`, ...trouble].join('; ');
}

function parts(snapshot: Told): string[] {
  const { state, sites, round, eta_seconds, documents } = snapshot;
  const unread = documents[UNREAD] ?? 0;
  const left = eta_seconds === null ? 'time left not known yet' : `about ${roughly(eta_seconds)} left`;
  const progress = round
    ? [
        `${round.done} of ${sitesOf(round.sites)} done`,
        ...some(round.blocked, 'blocked'),
        ...some(round.unreachable, 'unreachable'),
      ]
    : [];
  const toRead = unread > 0 ? [`${documentsOf(unread)} unread`] : [];
  if (state === 'running') return [...progress, ...some(count(sites, 'paused'), 'paused'), ...toRead, left];
  if (state === 'reading') return [...progress, `${documentsOf(unread)} to read`, left];
  if (state === 'paused') {
    const next = sites.flatMap(({ until }) => until ?? []).sort()[0];
    const from = next ? `at ${chinaTime(next)} China time` : 'in some minutes';
    const how = snapshot.processes.length > 0 ? `goes on ${from}` : `nobody waits for it: start it again ${from}`;
    return [...progress, how, ...toRead];
  }
  if (state === 'broken-off') return [...progress, ...toRead, 'the same command goes on where it was'];
  const all = Object.values(documents).reduce((sum, n) => sum + n, 0);
  const last = sites.reduce((latest, { ended }) => (ended && ended > latest ? ended : latest), '');
  if (last === '')
    return [all > 0 ? `no site was crawled yet, ${documentsOf(all)} from files` : 'nothing was crawled yet', ...toRead];
  const lastRun = sites.find(({ ended }) => ended === last)?.run ?? '';
  const day = dayInChina(Date.parse(last));
  // A run is called after the day on which it begins.
  const when = lastRun.startsWith(day) ? '' : `${day} `;
  const ends = [
    ...some(count(sites, 'blocked'), 'blocked', sitesOf),
    ...some(count(sites, 'unreachable'), 'unreachable', sitesOf),
    ...some(count(sites, 'limit'), 'stopped at a limit', sitesOf),
  ];
  return [`last run ${lastRun} finished ${when}${chinaTime(last)} China time`, ...ends, ...toRead];
}

/** What needs somebody's hand, in words; at most so many sites of a kind are named. */
export function attentionOf({ sites, state, documents, folder, redis }: Told): string[] {
  const list: string[] = [];
  if (folder.trouble) list.push(`the data folder takes no writes: ${folder.trouble}`);
  if (redis?.trouble) list.push(`Redis: ${redis.trouble}`);
  if (redis?.documents && redis.documents.waiting + redis.documents.active > 0 && redis.documents.workers === 0)
    list.push("jobs wait in Redis and nobody works on them: start 'gongkai worker'");
  const name = (kind: SiteStatus['state'], advice: string, isOf: (words: string) => boolean = () => true) => {
    const named = sites.filter((site) => site.state === kind && isOf(site.words)).map(({ site }) => site);
    if (named.length === 0) return;
    const more = named.length > NAMED ? ` and ${named.length - NAMED} more` : '';
    list.push(`${advice}: ${named.slice(0, NAMED).join(', ')}${more}`);
  };
  name('blocked', 'blocked by the site, look at it in a browser');
  const isTls = (words: string) => words.includes(' tls:');
  const isMoved = (words: string) => words.includes('another site');
  name('unreachable', TLS_ADVICE, isTls);
  name('unreachable', 'moved, put its new address into its entry', isMoved);
  name('unreachable', 'no start page could be had', (words) => !isTls(words) && !isMoved(words));
  name('limit', 'stopped at a limit, the rest was not asked for');
  name('broken-off', "broken off, the same command or 'gongkai crawl SITE' goes on");
  const unread = documents[UNREAD] ?? 0;
  if (unread > 0 && state === 'idle') list.push(`${documentsOf(unread)} unread: 'gongkai run' reads them`);
  const failed = Object.entries(documents).reduce((sum, [status, n]) => sum + (status.startsWith('failed') ? n : 0), 0);
  if (failed > 0) list.push(`${documentsOf(failed)} could not be read`);
  return list;
}

const TLS_ADVICE =
  "no TLS that can be trusted: give what its certificate lacks to NODE_EXTRA_CA_CERTS, or put 'tls: lenient' into its entry";
const NAMED = 5;

function count(sites: readonly SiteStatus[], state: SiteStatus['state']): number {
  return sites.filter((site) => site.state === state).length;
}

function some(n: number, what: string, of: (n: number) => string = String): string[] {
  return n > 0 ? [`${of(n)} ${what}`] : [];
}

function sitesOf(n: number): string {
  return n === 1 ? '1 site' : `${n} sites`;
}

function documentsOf(n: number): string {
  return n === 1 ? '1 document' : `${n} documents`;
}
