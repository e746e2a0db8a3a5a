/** The publish gate: a night in which sites were down must not take away what was there. */
import type { SiteReport } from './report.js';

/** The least share of what was published last that a new dataset must have, table by table. */
export const LEAST_SHARE = 0.9;

/** The tables whose rows count. */
const COUNTED = ['documents', 'projects', 'indicators', 'evaluations'];

/** The new dataset has too little: it is not published. */
export class HeldError extends Error {
  override name = 'HeldError';

  constructor(readonly reasons: string[]) {
    super(reasons.join('; '));
  }
}

/** Why sites speak against publishing: they have fewer documents than their entries expect. */
export function sitesShort(sites: readonly SiteReport[]): string[] {
  return sites.flatMap(({ site, documents, expected, end }) =>
    expected !== null && documents < expected
      ? [`${site} has ${documents} documents, ${expected} are expected (${end})`]
      : [],
  );
}

/** Throws a HeldError where a table has lost too many of the rows that it had. */
export function checkCounts(before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): void {
  const reasons = COUNTED.flatMap((table) => {
    const [had = 0, has = 0] = [before[table], now[table]];
    if (has >= had * LEAST_SHARE) return [];
    return [`${table}: ${has} rows, ${had} were published (at least ${LEAST_SHARE * 100}% are wanted)`];
  });
  if (reasons.length > 0) throw new HeldError(reasons);
}
