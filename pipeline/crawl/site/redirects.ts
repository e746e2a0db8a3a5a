/** Chains of redirects of one run, as its log tells them: where they end, and which of them never do. */
import type { SiteIndex } from '../../archive/site-index.js';

type Visit = NonNullable<ReturnType<SiteIndex['known']>>['last'];

/** The longest chain of redirects that is followed. */
export const MOST_HOPS = 10;

export class Redirects {
  constructor(
    private readonly index: Pick<SiteIndex, 'known'>,
    private readonly run: string,
  ) {}

  /** What came of a URL in the end; undefined where it was not asked for. The last redirect, where its target was not. */
  endOf(url: string): Visit | undefined {
    let visit = this.#visitOf(url);
    for (let hops = 0; hops < MOST_HOPS && visit; hops++) {
      const next = this.#visitOf(targetOf(visit) ?? '');
      if (!next) return visit;
      visit = next;
    }
    return visit;
  }

  /** How many redirects lead from `target` back to `from`, that to `target` among them; 0 where they do not. */
  loop(from: string, target: string): number {
    let at: string | undefined = target;
    for (let hops = 1; hops <= MOST_HOPS && at; hops++) {
      if (at === from) return hops;
      const visit = this.#visitOf(at);
      at = visit && targetOf(visit);
    }
    return 0;
  }

  #visitOf(url: string): Visit | undefined {
    const last = url === '' ? undefined : this.index.known(url)?.last;
    return last?.run === this.run ? last : undefined;
  }
}

/** Where a visit was sent, by the server, a meta refresh or a script. */
export function targetOf({ outcome, why }: Pick<Visit, 'outcome' | 'why'>): string | undefined {
  return outcome === 'redirected' ? /https?:\/\/\S+$/.exec(why ?? '')?.[0] : undefined;
}
