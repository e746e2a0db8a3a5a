/** 地区: which county, prefecture or province publishes a document, from everything in it that says so. */
import type { Finding, Place } from '../../extractors/document.js';
import { type Candidate, liesWithin, tally, tallyUnlisted, type UnlistedCandidate } from './candidates.js';
import { DIVISIONS_LABEL, type Division, fullName } from './divisions.js';
import { foreignCounties } from './foreign.js';
import { NamesakeClues, siteCode } from './namesakes.js';
import { answersTo, findShortForms, selfReference } from './short-forms.js';
import { gatherSightings, type RegionEvidence, type Sighting, type Sightings } from './sightings.js';
import { type OwnRegion, type ResolvedRegion, sameLine, withSiteEntry } from './site-entry.js';
import { ORDINARY_WORDS } from './vocabulary.js';

export type { NamedText, RegionEvidence, SiteRegion } from './sightings.js';
export type { ResolvedRegion } from './site-entry.js';

/** A second name with this share of the votes of the first leaves the publisher open. */
const TOO_CLOSE = 0.8;
/** Points by which a namesake must lead, or votes that a name needs, not to be called weak. */
const WEAK_LEAD = 3;
const WEAK_VOTES = 2;

const describe = (division: Division) => `${fullName(division)} ${division.code}`;
const warning = (code: string, message: string, at: Place[] = []): Finding => ({
  code,
  severity: 'warning',
  message,
  at,
});
const info = (code: string, message: string, at: Place[] = []): Finding => ({ code, severity: 'info', message, at });

/** The fullest form printed for any of these divisions, the earliest of equals; in the forms before the prose. */
function fullestForm(sightings: readonly Sighting[], candidates: readonly Division[]): Sighting | null {
  let best: Sighting | null = null;
  for (const sighting of sightings) {
    const { mention } = sighting;
    if (!mention.full || !candidates.some((d) => mention.divisions.includes(d))) continue;
    if (!best || mention.printed.length > best.mention.printed.length) best = sighting;
  }
  return best;
}

function outcome(form: Sighting | null, name: string | null, code: string | null, findings: Finding[]): ResolvedRegion {
  return {
    name: form?.mention.printed ?? name,
    code,
    evidence: form ? { raw: form.raw, at: form.at() } : null,
    findings,
  };
}

/** Votes from prose that a prefecture needs where nothing but prose names it. */
const SUPERIOR_VOTES = 3;

/**
 * Whether a candidate can be who publishes. What only running text names must answer to 我县 or 我市, and a prefecture or
 * province in it is the county's superior, unless no county is named at all.
 */
function couldPublish(candidate: Candidate, all: readonly Candidate[], self: string | null): boolean {
  if (candidate.primary > 0) return true;
  const answers = self !== null && candidate.divisions.some((d) => answersTo(d, self));
  const isCounty = (c: Candidate) => c.divisions.some((d) => d.level === 'county');
  if (isCounty(candidate)) return self === null || answers;
  return answers && candidate.votes >= SUPERIOR_VOTES && !all.some(isCounty);
}

/**
 * Says which unit publishes a document, from the site, offices, title, document numbers, towns and superiors that it names.
 *
 * The name with most votes wins, so that one form with a foreign county does not decide; namesakes are then told apart by
 * clues. What stays open has `code` null and a finding: `region/ambiguous`, `region/no-code` (development zones),
 * `region/not-in-table` (old or misprinted names), `region/unresolved`. Foreign counties in a document whose region is
 * known are `region/foreign-county`. Give goals in `names` too: a foreign county in a goal is found there. The entry of the
 * crawled site is asked last (site-entry.ts).
 */
export function resolveRegion(evidence: RegionEvidence): ResolvedRegion {
  const { open, ...own } = readRegion(evidence);
  return evidence.siteRegion ? withSiteEntry({ ...own, ...(open ? { open } : {}) }, evidence.siteRegion) : own;
}

/** What the document says by itself. */
function readRegion(evidence: RegionEvidence): OwnRegion {
  const sightings = gatherSightings(evidence);
  const site = siteCode(evidence);
  const clues = new NamesakeClues(evidence, sightings.divisions);
  const self = selfReference(evidence.paragraphs);
  const named = tally(sightings.divisions, site);
  const candidates = named.filter((candidate) => couldPublish(candidate, named, self));
  const [best] = candidates;
  const [unlisted] = tallyUnlisted(sightings);
  if (unlisted && unlisted.votes > (best?.primary ?? 0)) return withoutCode(unlisted);
  if (!best || best.primary === 0) {
    const short = fromShortForm(evidence, clues, self, sightings, best);
    if (short) return short;
  }
  if (!best) {
    const message = 'Nothing in the document says which county, prefecture or province publishes it';
    const open = { among: [], choose: () => outcome(null, null, null, []) };
    return { ...outcome(null, null, null, [warning('region/unresolved', message)]), open };
  }
  const rival = candidates.find((c) => c !== best && !liesWithin(c, best) && !liesWithin(best, c));
  if (rival && rival.votes >= TOO_CLOSE * best.votes) return undecided(sightings, [best, rival]);
  return decided(best, clues, sightings, site);
}

function withoutCode({ name, kind, units }: UnlistedCandidate): ResolvedRegion {
  const at = units.find((unit) => unit.at.length > 0)?.at ?? [];
  const finding =
    kind === 'zone'
      ? warning('region/no-code', `${name} is a development zone; GB/T 2260 has no code for it`, at)
      : warning('region/not-in-table', `${name} is not in ${DIVISIONS_LABEL}: renamed, merged or misprinted`, at);
  return { name, code: null, evidence: { raw: units[0]?.raw ?? name, at }, findings: [finding] };
}

function undecided(sightings: Sightings, rivals: readonly Candidate[]): OwnRegion {
  const all = rivals.flatMap((candidate) => candidate.divisions);
  const form = rivals.length === 1 ? fullestForm(sightings.divisions, all) : null;
  const list = all.map(describe).join(', ');
  const choose = (region: Division) => {
    const named = fullestForm(sightings.divisions, [region]);
    const foreign = foreignCounties(region, sightings.divisions, sightings.unlisted);
    return outcome(named, named ? null : region.name, region.code, foreign);
  };
  const message = `Which unit publishes cannot be decided between: ${list}`;
  return {
    ...outcome(form, null, null, [warning('region/ambiguous', message, form?.at() ?? [])]),
    open: { among: all, choose },
  };
}

function decided(best: Candidate, clues: NamesakeClues, sightings: Sightings, site: string | null): OwnRegion {
  const findings: Finding[] = [];
  let region = best.divisions[0]!;
  // 东区 is unique in the table, but every town has an east: it takes a clue to 攀枝花.
  const needsClue = best.divisions.length > 1 || (ORDINARY_WORDS.has(region.name) && site !== region.code);
  if (needsClue) {
    const told = clues.decide(best.divisions);
    if (!told) return undecided(sightings, [best]);
    region = told.division;
    if (told.lead < WEAK_LEAD) {
      const message = `${region.name} is read as ${describe(region)} on a slight clue only`;
      findings.push(info('region/weak-evidence', message));
    }
  }
  const form = fullestForm(sightings.divisions, [region]);
  if (best.primary === 0 && best.votes < WEAK_VOTES) {
    const message = `${region.name} is named once, in running text, and nothing else says who publishes`;
    findings.push(info('region/weak-evidence', message, form?.at() ?? []));
  }
  if (region.level === 'province') {
    findings.push(info('region/above-county', `${region.name} is a province`, form?.at() ?? []));
  }
  if (site && !sameLine(site, region.code)) {
    const message = `The site has the code ${site}, the document is of ${describe(region)}`;
    findings.push(warning('region/evidence-conflict', message, form?.at() ?? []));
  }
  findings.push(...foreignCounties(region, sightings.divisions, sightings.unlisted));
  return outcome(form, form ? null : region.name, region.code, findings);
}

/** 平阴 without 县, where no full name stands as an office or in the title. */
function fromShortForm(
  evidence: RegionEvidence,
  clues: NamesakeClues,
  self: string | null,
  sightings: Sightings,
  named: Candidate | undefined,
): OwnRegion | null {
  const [form] = findShortForms(evidence, self);
  // A county that only prose names in full stays ahead of a short form that stands there less often.
  if (!form || (named && form.votes <= named.votes)) return null;
  const [only] = form.divisions;
  const region = form.divisions.length === 1 ? only : clues.decide(form.divisions)?.division;
  const at = form.at;
  if (!region) {
    const list = form.divisions.map(describe).join(', ');
    const finding = warning('region/ambiguous', `${form.short} is short for several units: ${list}`, at);
    const told = { name: form.short, evidence: { raw: form.raw, at } };
    const choose = ({ code }: Division): ResolvedRegion => ({ ...told, code, findings: [] });
    return { ...told, code: null, findings: [finding], open: { among: form.divisions, choose } };
  }
  const full = fullestForm(sightings.divisions, [region]);
  const message = `${form.short} is read as ${describe(region)}; the full name does not stand in the title or as an office`;
  const findings = [
    info('region/short-form', message, at),
    ...foreignCounties(region, sightings.divisions, sightings.unlisted),
  ];
  if (full) return outcome(full, null, region.code, findings);
  return { name: form.short, code: region.code, evidence: { raw: form.raw, at }, findings };
}
