/** What an answer comes to in the log of a run: its outcome, what the page is, and which of its links are taken. */
import type { FetchLine } from '../../archive/fetch-log.js';
import type { Waiting } from '../../archive/fold.js';
import type { Holding } from '../../archive/holding.js';
import type { SiteIndex } from '../../archive/site-index.js';
import type { FetchResult } from '../fetch/fetcher.js';
import { fetchLine } from '../host/hosts.js';
import { isPostedList } from '../links/posted-list.js';
import { readAnswer } from '../page/reading.js';
import { leadsHome } from '../page/verdict.js';
import type { LinkTaker } from './link-taker.js';
import type { Redirects } from './redirects.js';

/** Tries of a page in one run, where another may go better. */
const MOST_ATTEMPTS = 3;
const TRANSIENT = new Set(
  'timeout connect-timeout headers-timeout too-slow reset dns connect proxy truncated protocol http-500 http-502 http-503 http-504'.split(
    ' ',
  ),
);

/** A line of the log, a sign of how the host is, and the scripts without which the line does not say all. */
export interface Taking {
  line: FetchLine;
  health: FetchResult;
  scripts?: string[];
}

export class Answers {
  constructor(private readonly from: { index: SiteIndex; holding: Holding; links: LinkTaker; redirects: Redirects }) {}

  /**
   * What came, as a line of the log, and as a sign of how the host is: a challenge is a refusal, whatever its status.
   * `before`: what was last had from the URL; `scripts`: what the scripts hold that it wanted the first time.
   */
  async take(
    link: Waiting,
    result: FetchResult,
    before: { sha256?: string; role?: string; contentType?: string; link?: string } | undefined,
    scripts?: string,
  ): Promise<Taking> {
    const line = fetchLine(link, result);
    if (result.outcome === 'redirected') {
      const { target } = result;
      if (leadsHome(link.url, target, this.from.index.known(link.url)?.version !== undefined)) {
        return {
          line: { ...line, outcome: 'gone', why: `soft-404: sends to the home page ${target}` },
          health: result,
        };
      }
      return { line: this.#redirected(link, line, result.target), health: result };
    }
    const mayBePosted = !link.posted && isPostedList(link.url);
    if ((mayBePosted || link.posted) && result.status === 405) {
      // It says how it is not to be asked, not that it is not to be asked.
      const health: FetchResult = { ...result, outcome: 'failed', reason: 'http-405' };
      return { line: { ...line, outcome: 'failed', why: 'http-405', ...(mayBePosted ? posted(link) : {}) }, health };
    }
    if (isTransient(result)) return { line: { ...line, ...retried(link) }, health: result };
    const sha256 =
      'digest' in result ? result.digest?.sha256 : result.outcome === 'not-modified' ? before?.sha256 : null;
    if (!sha256) return { line, health: result };
    const { url, parent, made } = link;
    const answer = await readAnswer(
      {
        sha256,
        url,
        parent,
        ...(made ? { made } : {}),
        ...(scripts === undefined ? {} : { scripts }),
        result,
        before,
      },
      this.from.holding,
    );
    const { role, title, notes, verdict } = answer;
    const told = {
      ...line,
      role,
      ...(title ? { title } : {}),
      ...(notes.length > 0 ? { notes } : {}),
      ...this.#unchanged(link.url, sha256),
    };
    if (verdict.kind === 'blocked' || result.outcome === 'blocked') {
      const why = verdict.kind === 'blocked' ? verdict.reason : line.why;
      const isAlone = verdict.kind === 'blocked' && verdict.alone === true && result.outcome !== 'blocked';
      const health = isAlone ? result : ({ ...result, outcome: 'blocked', reason: why ?? 'blocked' } as FetchResult);
      return { line: { ...line, outcome: 'blocked', ...(why ? { why } : {}) }, health };
    }
    // To readers of the log a page that says that it is not there is gone, and one that sends elsewhere a redirect.
    if (verdict.kind === 'soft-404')
      return { line: { ...line, outcome: 'gone', why: `soft-404: ${verdict.reason}` }, health: result };
    if (verdict.kind === 'failing')
      return { line: { ...line, outcome: 'failed', why: verdict.reason, ...retried(link) }, health: result };
    if (verdict.kind === 'redirect') {
      const why = `${verdict.how}: ${verdict.target}`;
      return { line: this.#redirected(link, { ...line, why }, verdict.target), health: result };
    }
    if (mayBePosted && answer.links.length === 0)
      return { line: { ...line, outcome: 'failed', why: 'no records by GET', ...posted(link) }, health: result };
    if (scripts === undefined && answer.scripts.length > 0) return { line, health: result, scripts: answer.scripts };
    const taken = this.from.links.take(link, answer);
    const all = [...notes, ...(taken.notes ?? [])];
    return { line: { ...told, ...taken, ...(all.length > 0 ? { notes: all } : {}) }, health: result };
  }

  /** The same bytes as the last time, and never missing since: nothing is to be read again. */
  #unchanged(url: string, sha256: string): Pick<FetchLine, 'changed'> {
    const known = this.from.index.known(url);
    return known?.version?.sha256 === sha256 && known.firstMissed === undefined ? { changed: 'same' } : {};
  }

  /** A redirect, with what it leads to; one that leads back to where it began is no redirect but a refusal to serve us. */
  #redirected(link: Waiting, line: FetchLine, target: string): FetchLine {
    const hops = this.from.redirects.loop(link.url, target);
    if (hops === 0) return { ...line, outcome: 'redirected', ...this.from.links.redirected(link, target) };
    const why = `redirect-loop: back to itself after ${hops} redirect(s), as where a cookie is wanted`;
    return { ...line, outcome: 'failed', why };
  }
}

function isTransient(result: FetchResult): boolean {
  return result.outcome === 'busy' || (result.outcome === 'failed' && TRANSIENT.has(result.reason));
}

/** The link once more, later, unless it was tried often enough. */
function retried({ parent: _parent, ...link }: Waiting): Pick<FetchLine, 'found'> {
  const attempts = (link.attempts ?? 0) + 1;
  if (attempts >= MOST_ATTEMPTS) return {};
  return { found: [{ ...link, attempts }] };
}

/** The link once more, asked for as a script would. */
function posted({ parent: _parent, ...link }: Waiting): Pick<FetchLine, 'found'> {
  return { found: [{ ...link, posted: true }] };
}
