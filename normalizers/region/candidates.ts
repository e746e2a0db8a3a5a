/** Counts the votes for each name of a division, all namesakes together, and puts the names in order. */
import { type Division, divisions, isWithin } from './divisions.js';
import type { Sighting, Sightings, UnlistedUnit } from './sightings.js';

/** Prose in which an ancestor stands (长春市 in a report of 德惠市) says nothing once a descendant is named as an office. */
const ANCESTOR_PROSE_AT_MOST = 2;
/** Running text adds to offices and titles, it does not outnumber them: a long report may speak of other places on every page. */
const PROSE_AT_MOST = 12;
/** A site that belongs to a county speaks for it before anything in the text. */
const SITE_VOTES = 60;

export interface Candidate {
  /** The namesakes, one mostly. */
  divisions: Division[];
  /** Votes from title, names and lines that say who publishes. */
  primary: number;
  /** Votes from running text. */
  prose: number;
  votes: number;
}

/** All divisions that go by one name, as one candidate. */
export function tally(sightings: readonly Sighting[], site: string | null): Candidate[] {
  const byName = new Map<string, Candidate>();
  const add = (division: Division, primary: number, prose: number) => {
    const candidate = byName.get(division.name) ?? { divisions: [], primary: 0, prose: 0, votes: 0 };
    if (!candidate.divisions.includes(division)) candidate.divisions.push(division);
    candidate.primary += primary;
    candidate.prose += prose;
    byName.set(division.name, candidate);
  };
  for (const { mention, weight, channel, aside } of sightings) {
    if (!mention.full || aside) continue;
    mention.divisions.forEach((division, i) => {
      if (division.level === 'zone') return;
      // One mention of 铁西区 is one vote for the name, whoever of the three is meant.
      const votes = i === 0 ? weight : 0;
      add(division, channel === 'prose' ? 0 : votes, channel === 'prose' ? votes : 0);
    });
  }
  const own = site ? divisions().get(site) : undefined;
  if (own) add(own, own.level === 'county' ? SITE_VOTES : 1, 0);

  const candidates = [...byName.values()];
  const anyPrimary = candidates.some((candidate) => candidate.primary > 0);
  for (const candidate of candidates) {
    const below = candidates.some((c) => c.primary > 0 && c !== candidate && liesWithin(c, candidate));
    const atMost = below ? ANCESTOR_PROSE_AT_MOST : anyPrimary ? PROSE_AT_MOST : Infinity;
    candidate.votes = candidate.primary + Math.min(candidate.prose, atMost);
  }
  return candidates.sort((a, b) => b.votes - a.votes || depth(b) - depth(a));
}

/** Whether some namesake of one candidate lies within some namesake of the other. */
export function liesWithin(candidate: Candidate, ancestor: Candidate): boolean {
  return candidate.divisions.some((d) => ancestor.divisions.some((a) => a !== d && isWithin(d, a)));
}

function depth(candidate: Candidate): number {
  return Math.max(...candidate.divisions.map((d) => (d.level === 'county' ? 2 : d.level === 'prefecture' ? 1 : 0)));
}

export interface UnlistedCandidate {
  name: string;
  kind: UnlistedUnit['kind'];
  votes: number;
  units: UnlistedUnit[];
}

/** Units that the table does not have, by name, those with most votes first. */
export function tallyUnlisted({ unlisted }: Sightings): UnlistedCandidate[] {
  const byName = new Map<string, UnlistedCandidate>();
  for (const unit of unlisted) {
    const candidate = byName.get(unit.name) ?? { name: unit.name, kind: unit.kind, votes: 0, units: [] };
    candidate.votes += unit.weight;
    candidate.units.push(unit);
    byName.set(unit.name, candidate);
  }
  return [...byName.values()].sort((a, b) => b.votes - a.votes);
}
