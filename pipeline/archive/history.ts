/** What was published when: the versions of a URL, and every URL where some bytes were published. */
import { join } from 'node:path';
import { readLog } from './fetch-log.js';
import { listSites, runLogs, siteFolders } from './site-folder.js';
import { type Past, SiteIndex, type UrlState } from './site-index.js';

/** What is known of a URL in one site. */
export interface UrlHistory {
  site: string;
  state: UrlState;
  /** Versions and absences, oldest first; none where nothing was ever had. */
  past: Past[];
}

/**
 * The histories of a URL, by site; several sites may share a page. It is looked for in the sites that begin on its host, and
 * in all others only where these do not know it: there may be thousands.
 */
export async function historyOfUrl(data: string, url: string): Promise<UrlHistory[]> {
  const near: string[] = [];
  const far: string[] = [];
  const host = URL.canParse(url) ? new URL(url).hostname : null;
  for (const site of await listSites(data)) (host && (await beginsOn(data, site, host)) ? near : far).push(site);
  const ofUrl = async function* (site: string, index: SiteIndex) {
    const state = index.known(url);
    if (state) yield { site, state, past: index.history(url) };
  };
  const found = await inEachSite(data, near, ofUrl);
  return found.length > 0 ? found : inEachSite(data, far, ofUrl);
}

/** The histories of every URL that ever held some bytes, by site and URL. Goes over all URLs that are known. */
export async function historiesOfBytes(data: string, sha256: string): Promise<UrlHistory[]> {
  return inEachSite(data, await listSites(data), async function* (site, index) {
    for await (const state of index.urls()) {
      if (!state.version) continue;
      const past = index.history(state.url);
      if (past.some((each) => 'version' in each && each.version.sha256 === sha256)) yield { site, state, past };
    }
  });
}

/** What was there at a time: the last that was seen or missed until then; undefined before the first. */
export function at(past: readonly Past[], time: string): Past | undefined {
  return past.findLast((each) => ('version' in each ? each.version.firstSeen : each.absence.firstMissed) <= time);
}

/** Whether the first or the last run of a site began with a page of that host. */
async function beginsOn(data: string, site: string, host: string): Promise<boolean> {
  const folders = siteFolders(data, site);
  const logs = await runLogs(folders);
  for (const log of new Set([logs[0], logs.at(-1)])) {
    if (log === undefined) continue;
    for await (const { line } of readLog(join(folders.log, log))) {
      if (line?.type !== 'run') continue;
      if (line.found?.some(({ url }) => URL.canParse(url) && new URL(url).hostname === host)) return true;
      break;
    }
  }
  return false;
}

async function inEachSite(
  data: string,
  sites: readonly string[],
  find: (site: string, index: SiteIndex) => AsyncGenerator<UrlHistory>,
): Promise<UrlHistory[]> {
  const found: UrlHistory[] = [];
  for (const site of sites) {
    const index = await SiteIndex.read(data, site);
    try {
      for await (const history of find(site, index)) found.push(history);
    } finally {
      await index.close();
    }
  }
  return found;
}
