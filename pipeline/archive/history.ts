/** What was published when: the versions of a URL, and every URL where some bytes were published. */
import { listSites } from './site-folder.js';
import { type Past, SiteIndex, type UrlState } from './site-index.js';

/** What is known of a URL in one site. */
export interface UrlHistory {
  site: string;
  state: UrlState;
  /** Versions and absences, oldest first; none where nothing was ever had. */
  past: Past[];
}

/** The histories of a URL, by site; several sites may share a page. */
export async function historyOfUrl(data: string, url: string): Promise<UrlHistory[]> {
  return inEachSite(data, async function* (site, index) {
    const state = index.known(url);
    if (state) yield { site, state, past: index.history(url) };
  });
}

/** The histories of every URL that ever held some bytes, by site and URL. Goes over all URLs that are known. */
export async function historiesOfBytes(data: string, sha256: string): Promise<UrlHistory[]> {
  return inEachSite(data, async function* (site, index) {
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

async function inEachSite(
  data: string,
  find: (site: string, index: SiteIndex) => AsyncGenerator<UrlHistory>,
): Promise<UrlHistory[]> {
  const found: UrlHistory[] = [];
  for (const site of await listSites(data)) {
    const index = await SiteIndex.read(data, site);
    try {
      for await (const history of find(site, index)) found.push(history);
    } finally {
      await index.close();
    }
  }
  return found;
}
