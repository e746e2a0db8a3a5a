/** Whether the pages that a crawl begins with could be had: a site of which none could is not one without disclosures. */
import type { SiteIndex } from '../../archive/site-index.js';
import { robotsUrl } from '../host/robots.js';
import { Redirects, targetOf } from './redirects.js';
import type { Site } from './site.js';

type Index = Pick<SiteIndex, 'known'>;

/** Outcomes of a start page that was had, or leads to one. */
const HAD = new Set(['fetched', 'not-modified', 'redirected']);

/** Why no start page could be had, if none could, and nothing of the site is missing: `blocked: …`, `unreachable: …`. */
export function whyNotHad({ start, scope }: Site, run: string, index: Index): string | null {
  const redirects = new Redirects(index, run);
  // A redirect that ends at the fence: the site has another address now, and its entry should say so.
  const isMoved = (visit: Parameters<typeof targetOf>[0]) => {
    const target = targetOf(visit);
    return target !== undefined && scope.of(target) !== 'in';
  };
  const last = start.map((url) => redirects.endOf(url)).filter((each) => each !== undefined);
  if (last.length < start.length || last.some((each) => HAD.has(each.outcome) && !isMoved(each))) return null;
  const [first] = last;
  const refusal =
    robotsRefusal(start[0]!, run, index) ?? (last.every(({ outcome }) => outcome === 'blocked') ? first?.why : null);
  if (refusal) return `blocked: ${refusal}`;
  return `unreachable: ${first && isMoved(first) ? 'it sends to another site, ' : ''}${first?.why ?? first?.outcome}`;
}

/** Whether the server failed at every page that a crawl begins with, at its last try: it would at all others. */
export function isDown({ start }: Site, run: string, index: Index): boolean {
  const redirects = new Redirects(index, run);
  return start.every((url) => redirects.endOf(url)?.outcome === 'failed');
}

/** How a challenge that stands before everything answered for robots.txt, so that nothing else was asked for. */
function robotsRefusal(start: string, run: string, index: Index): string | null {
  const robots = index.known(robotsUrl(new URL(start).origin))?.last;
  const asked = index.known(start)?.last;
  return robots?.run === run && robots.outcome === 'blocked' && asked?.outcome === 'refused'
    ? `robots.txt: ${robots.why ?? 'blocked'}`
    : null;
}
