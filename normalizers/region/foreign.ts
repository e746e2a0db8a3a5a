/**
 * Counties that do not belong in a document: 平阳县 (温州) where 平阴县 (济南) publishes, by a slip or from another's template.
 * The names stay as printed; what is given here are findings.
 */
import type { Finding, Place } from '../../extractors/document.js';
import { type Division, fullName, isWithin } from './divisions.js';
import type { Sighting, UnlistedUnit } from './sightings.js';
import { ORDINARY_WORDS } from './vocabulary.js';

/** One character apart: 平阳县 and 平阴县. A misprint, whatever it stands in. */
function isSlip(actual: string, expected: string): boolean {
  if (actual.length !== expected.length || actual === expected) return false;
  return [...actual].filter((character, i) => character !== expected[i]).length === 1;
}

/** The county that a mention denotes and that has no business in a document of the region. */
function foreignCounty({ mention }: Sighting, region: Division): Division | null {
  if (!mention.full || (ORDINARY_WORDS.has(mention.name) && !mention.chained)) return null;
  const related = mention.divisions.some((d) => isWithin(d, region) || isWithin(region, d));
  const [division] = mention.divisions;
  return related || division?.level !== 'county' ? null : division;
}

/** Whether it is named on purpose: beside words of aid or travel, or with a parent of its own. */
function isMeant({ mention, meant }: Sighting, region: Division): boolean {
  if (meant) return true;
  // 温州市平阳县: whoever prints the parent means it, unless the parent is the region's own.
  const parents = mention.chained ? mention.printed.slice(0, -mention.name.length) : '';
  return parents !== '' && !fullName(region).includes(parents);
}

function isWrong(sighting: Sighting, region: Division): boolean {
  if (isMeant(sighting, region)) return false;
  if (isSlip(sighting.mention.name, region.name)) return true;
  // In prose other counties are talked about. 德惠至农安县公路: a name with both is about both.
  return sighting.channel !== 'prose' && !sighting.text.includes(region.short);
}

/** A warning for each foreign county in the place of the region, and one note for each that is named in its own right. */
export function foreignCounties(
  region: Division,
  sightings: readonly Sighting[],
  unlisted: readonly UnlistedUnit[],
): Finding[] {
  const findings: Finding[] = [];
  const mentioned = new Map<string, { division: Division; printed: string; at: Place[] }>();
  const seen = new Set<string>();
  for (const sighting of sightings) {
    const division = foreignCounty(sighting, region);
    if (!division) continue;
    const { mention } = sighting;
    if (!isWrong(sighting, region)) {
      const known = mentioned.get(mention.name) ?? { division, printed: mention.printed, at: [] };
      known.at.push(...sighting.at());
      mentioned.set(mention.name, known);
      continue;
    }
    const at = sighting.at();
    const key = `${mention.name} ${JSON.stringify(at)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const whose = mention.divisions.map((d) => `${fullName(d)} ${d.code}`).join(', ');
    findings.push({
      code: 'region/foreign-county',
      severity: 'warning',
      message: `${mention.name} is another county (${whose}) in a document of ${region.name}; kept as printed`,
      at,
      actual: mention.name,
      expected: region.name,
    });
  }
  for (const { division, printed, at } of mentioned.values()) {
    findings.push({
      code: 'region/foreign-county',
      severity: 'info',
      message: `${printed} (${fullName(division)} ${division.code}) is mentioned in a document of ${region.name}`,
      at,
      actual: printed,
    });
  }
  for (const unit of unlisted) {
    if (unit.kind !== 'unknown' || !isSlip(unit.name, region.name)) continue;
    findings.push({
      code: 'region/not-in-table',
      severity: 'warning',
      message: `There is no ${unit.name}; the document is of ${region.name}; kept as printed`,
      at: unit.at,
      actual: unit.name,
      expected: region.name,
    });
  }
  return findings;
}
