/**
 * What the entry of the crawled site adds to what a document says of its region: where the document names none, the site's;
 * where it leaves several open, the site's among them. Never against what is printed: that is a finding.
 */
import type { Finding, Place } from '../../extractors/document.js';
import type { GongkaiRecord } from '../record.js';
import { type Division, divisions, fullName, isWithin } from './divisions.js';
import type { SiteRegion } from './sightings.js';

/** The region is the entry's; `expected` is the entry's code. */
const TAKEN = 'region/from-site-entry';
/** The document is of another region than the entry says; `expected` is the entry's code. */
const CONFLICT = 'region/site-entry-conflict';
/** The document leaves open what the entry does not decide either; `expected` is the entry's code. */
const UNDECIDED = 'region/site-entry-undecided';
const NOTES = [TAKEN, CONFLICT, UNDECIDED];
/** With these the entry would be asked. */
const OPEN = ['region/unresolved', 'region/ambiguous'];

export interface ResolvedRegion {
  /** The fullest form that the document prints as one string: 沈阳市铁西区. */
  name: string | null;
  /** GB/T 2260, 6 digits; null where it cannot be decided or there is none. */
  code: string | null;
  /** Printed, but for `site-entry` among the repairs: then it is the line of the site's entry, and stands nowhere. */
  evidence: { raw: string; at: Place[]; repairs?: string[] } | null;
  findings: Finding[];
}

/** What the document says by itself, and what of it the entry may decide. */
export interface OwnRegion extends ResolvedRegion {
  /** The units that it may be, and what it comes to where one of them is chosen; none: nothing says. */
  open?: { among: readonly Division[]; choose: (division: Division) => ResolvedRegion };
}

/** The region with the entry asked. A code that the table does not have changes nothing but for a finding. */
export function withSiteEntry({ open, ...own }: OwnRegion, { site, code }: SiteRegion): ResolvedRegion {
  const entry = divisions().get(code);
  const noted = (note: string, severity: Finding['severity'], message: string, actual?: string): ResolvedRegion => {
    const finding = { code: note, severity, message, at: [], expected: code, ...(actual ? { actual } : {}) };
    return { ...own, findings: [...own.findings, finding] };
  };
  if (!entry)
    return noted(CONFLICT, 'warning', `The entry of the site ${site} has the code ${code}, which is no unit's`);
  const says = `the entry of the site ${site} says ${fullName(entry)} ${code}`;
  if (own.code !== null) {
    if (sameLine(code, own.code)) return own;
    return noted(CONFLICT, 'warning', `The document is of ${own.name} ${own.code}, ${says}`, own.code);
  }
  if (!open) return own;
  if (open.among.length === 0) {
    const message = `Nothing in the document says which county, prefecture or province publishes it; ${says}`;
    const raw = `${site}: region: ${code}`;
    return {
      name: entry.name,
      code,
      evidence: { raw, at: [], repairs: ['site-entry'] },
      findings: [{ code: TAKEN, severity: 'info', message, at: [], expected: code }],
    };
  }
  const fitting = open.among.filter((division) => isWithin(division, entry));
  const [only] = fitting;
  if (!only) return noted(CONFLICT, 'warning', `None of the units that it may be of is of the site: ${says}`);
  if (fitting.length > 1)
    return noted(UNDECIDED, 'info', `Several of the units that it may be of are of the site: ${says}`);
  const chosen = open.choose(only);
  const message = `Of ${open.among.map((each) => `${fullName(each)} ${each.code}`).join(', ')} it is ${only.name}: ${says}`;
  const at = chosen.evidence?.at ?? [];
  return { ...chosen, findings: [{ code: TAKEN, severity: 'info', message, at, expected: code }, ...chosen.findings] };
}

/** Whether a record is what reading the document again would give, now that this is known of its site. */
export function agreesWithSite({ document, findings }: GongkaiRecord, region: SiteRegion | undefined): boolean {
  const noted = findings.find(({ code }) => NOTES.includes(code));
  if (noted) return noted.expected === region?.code;
  if (!region) return true;
  if (document.region_code !== null) return sameLine(region.code, document.region_code);
  return !findings.some(({ code }) => OPEN.includes(code));
}

/** Whether of two codes one lies within the other: the site of 眉山 511400 carries 青神县 511425. */
export function sameLine(a: string, b: string): boolean {
  const [x, y] = [a, b].map((code) => code.replace(/(?:00)+$/u, '')) as [string, string];
  return x.startsWith(y) || y.startsWith(x);
}
