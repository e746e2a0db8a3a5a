/**
 * Every mention of a division in a document, with where it stands and how much it says about who publishes.
 *
 * The weights put the evidence in order: offices of the place in the forms, then the title, then a line that is only the
 * name of an office (signature, footer), then running text.
 */
import { type Paragraph, type Place, placesWithin } from '../../extractors/document.js';
import type { Division } from './divisions.js';
import { compact, findMentions, type Mention } from './mentions.js';
import { IN_ITS_OWN_RIGHT, NO_UNIT, OFFICE, ORDINARY_WORDS, ORGANISATION, ZONE } from './vocabulary.js';

/** Names of departments, units and projects, goals: what forms and lists print outside paragraphs. */
export interface NamedText {
  text: string;
  at: Place[];
}

export interface RegionEvidence {
  title: string | null;
  paragraphs: readonly Paragraph[];
  names: readonly NamedText[];
  /** Path or URL that the document came from. */
  source: string;
  /** What the entry of the crawled site says, where it says it. */
  siteRegion?: SiteRegion | undefined;
}

/** The region that the entry of a site (`corpora/sites/*.yml`) gives to what is published there. */
export interface SiteRegion {
  /** Name of the entry. */
  site: string;
  /** GB/T 2260, 6 digits. */
  code: string;
}

export type Channel = 'name' | 'title' | 'line' | 'prose';

export interface Sighting {
  mention: Mention;
  channel: Channel;
  weight: number;
  /** An organisation of the place, not the place alone. */
  organisation: boolean;
  /** Words before it make it the object of aid or a visit: 对口支援新疆皮山县. It is not who publishes. */
  aside: boolean;
  /** Such words stand before or after it: 皮山县帮扶资金. */
  meant: boolean;
  /** The whole text it stands in, white space removed. */
  text: string;
  raw: string;
  at: () => Place[];
}

/** A unit that the table does not have: a development zone, or an old or misprinted county. */
export interface UnlistedUnit {
  name: string;
  kind: 'zone' | 'unknown';
  weight: number;
  channel: Channel;
  /** The division printed before it: 杭州市 of 杭州市下城区. */
  parent: Division | null;
  raw: string;
  at: Place[];
}

export interface Sightings {
  divisions: Sighting[];
  unlisted: UnlistedUnit[];
}

/** Votes of one mention. Fifteen departments outweigh a title, a title outweighs two departments. */
export const WEIGHTS = {
  office: 5,
  name: 3,
  goal: 1,
  title: 12,
  titleAgain: 3,
  line: 5,
  prose: 1,
} as const;

/** A text in `names` longer than this is a goal or a description, not a name. */
const LONGEST_NAME = 60;

/** A line that says who publishes: a signature, a field of the metadata block, the footer of the page. */
const PUBLISHER_LINE =
  /^(?:(?:发布|发文|制发|公开|公示)?(?:机构|机关|单位|主体)|信息来源|来源|作者|主办(?:单位)?|承办(?:单位)?|版权所有|制作单位|填报单位(?:[（(]盖章[）)])?)[:：]/u;
const SIGNATURE =
  /^(?:中共|中国共产党)?[\p{Script=Han}]{2,24}?(?:局|委员会|办公室|办事处|政府|委|中心|文件)(?:(?:20|二).{4,12}日)?$/u;
const OPENING_YEAR = /^(?:20\d\d年度?|[二〇○零一二三四五六七八九]{4}年度?|中共|中国共产党|关于)+/u;
/** What follows a unit that the table may not know: an office, and in a title a year as well. */
const ZONE_OFFICE =
  /^(?:人民政府|政府|党工委|管理委员会|管委会|委员会|财政|[\p{Script=Han}、]{2,10}(?:局|委员会|办公室))/u;
const TITLE_GOES_ON = /^(?:20\d\d年|[二〇○零一二三四五六七八九]{4}年|部门预算|预算|关于)/u;
const ZONE_NAME = new RegExp(`^([\\p{Script=Han}]{0,12}?)${ZONE}`, 'u');
const COUNTY_NAME = /^[\p{Script=Han}]{1,5}?[县区市旗]/u;

/** The zone or unlisted county that a text opens with, where an office follows or, in a title, a year. */
function unlistedHead(text: string, channel: Channel): { name: string; kind: UnlistedUnit['kind'] } | null {
  const goesOn = (rest: string) => channel === 'title' && TITLE_GOES_ON.test(rest);
  const [zone, own = ''] = ZONE_NAME.exec(text) ?? [];
  // 工业园区管委会, 县高新区管委会 is a department of the county; only a title may leave the place out.
  if (zone && (own.length > 1 || channel === 'title')) {
    const rest = text.slice(zone.length);
    if (ZONE_OFFICE.test(rest) || goesOn(rest)) return { name: zone, kind: 'zone' };
  }
  const county = COUNTY_NAME.exec(text)?.[0];
  if (!county || county.length === 1 || ORDINARY_WORDS.has(county) || NO_UNIT.test(county)) return null;
  const rest = text.slice(county.length);
  return OFFICE.test(rest) || goesOn(rest) ? { name: county, kind: 'unknown' } : null;
}

/** What joins the other side of a visit or a partnership. */
const PARTNER = /(?:赴|前往|与|同|和|到|向)$/u;

const isAbove = (mention: Mention) =>
  mention.divisions.every((d) => d.level === 'province' || d.level === 'prefecture');

function weigh(channel: Channel, text: string, organisation: boolean, first: boolean): number {
  if (channel === 'title') return first ? WEIGHTS.title : WEIGHTS.titleAgain;
  if (channel === 'line') return WEIGHTS.line;
  if (channel === 'prose') return WEIGHTS.prose;
  if (text.length > LONGEST_NAME) return WEIGHTS.goal;
  return organisation ? WEIGHTS.office : WEIGHTS.name;
}

function readText(
  text: string,
  channel: Channel,
  places: (start: number, end: number) => Place[],
  into: Sightings,
): void {
  const mentions = findMentions(text, channel === 'title');
  if (mentions.length === 0 && channel === 'prose') return;
  const flat = compact(text).text;
  const unlisted = (found: { name: string; kind: UnlistedUnit['kind'] }, parent: Mention | null) => {
    const name = (parent?.printed ?? '') + found.name;
    const at = places(parent?.start ?? 0, parent?.end ?? text.length);
    const weight = weigh(channel, flat, true, true);
    into.unlisted.push({ ...found, name, channel, parent: parent?.divisions[0] ?? null, weight, raw: name, at });
  };

  if (channel !== 'prose') {
    const opening = OPENING_YEAR.exec(flat)?.[0].length ?? 0;
    const head = unlistedHead(flat.slice(opening), channel);
    // 浦东新区, 苏州工业园区 begin a text like an unlisted zone; only what no listed county begins is one.
    const listed = mentions.some((m) => flat.slice(opening).startsWith(m.printed));
    if (head && !listed) unlisted(head, null);
  }
  let first = true;
  for (const mention of mentions) {
    const zone = mention.divisions.every((d) => d.level === 'zone');
    const child = isAbove(mention) && channel !== 'prose' ? unlistedHead(mention.after, channel) : null;
    if (zone && channel !== 'prose') {
      const at = places(mention.start, mention.end);
      const weight = weigh(channel, flat, true, first);
      const parent = mention.divisions[0]?.parent ?? null;
      into.unlisted.push({ name: mention.printed, kind: 'zone', channel, parent, weight, raw: mention.printed, at });
    } else if (child) {
      // 杭州市下城区财政局 is not an office of 杭州市.
      unlisted(child, mention);
    }
    const organisation = ORGANISATION.test(mention.after) || /(?:中共|中国共产党)$/u.test(mention.before);
    const before = mention.before.slice(mention.before.search(/[^，。；]*$/u));
    const clueAfter = IN_ITS_OWN_RIGHT.test(mention.after.slice(0, 12));
    // 对口支援皮山县, 赴南京市鼓楼区考察; but 平阴县对口支援…: who gives aid may well publish.
    const aside = IN_ITS_OWN_RIGHT.test(before) || (clueAfter && PARTNER.test(before));
    into.divisions.push({
      mention,
      channel,
      weight: zone || child ? 0 : weigh(channel, flat, organisation, first),
      organisation,
      aside,
      meant: aside || clueAfter,
      text: flat,
      raw: text.slice(mention.start, mention.end),
      at: () => places(mention.start, mention.end),
    });
    first = false;
  }
}

/** All mentions in the title, the names and the paragraphs of a document, in this order. */
export function gatherSightings(evidence: RegionEvidence): Sightings {
  const found: Sightings = { divisions: [], unlisted: [] };
  const title = evidence.title ? compact(evidence.title).text : '';
  // The lines of the title are paragraphs too: they give it its places and are not counted again.
  const titleLines = new Set<Paragraph>();
  let rest = title;
  for (const paragraph of evidence.paragraphs) {
    if (rest === '') break;
    const flat = compact(paragraph.text).text;
    if (flat.length <= 1 || !rest.startsWith(flat)) continue;
    rest = rest.slice(flat.length);
    titleLines.add(paragraph);
  }
  readText(title, 'title', (start, end) => placesInTitle([...titleLines], start, end), found);
  for (const { text, at } of evidence.names) readText(text, 'name', () => at, found);
  for (const paragraph of evidence.paragraphs) {
    if (titleLines.has(paragraph)) continue;
    const short = paragraph.text.length <= 2 * LONGEST_NAME ? compact(paragraph.text).text : '';
    const line = short.length <= LONGEST_NAME && (PUBLISHER_LINE.test(short) || SIGNATURE.test(short));
    readText(paragraph.text, line ? 'line' : 'prose', (start, end) => placesWithin(paragraph, start, end), found);
  }
  return found;
}

/** Where characters of the title stand, given the paragraphs that it was put together from. */
function placesInTitle(paragraphs: readonly Paragraph[], start: number, end: number): Place[] {
  const places: Place[] = [];
  let offset = 0;
  for (const paragraph of paragraphs) {
    const flat = compact(paragraph.text);
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, flat.text.length);
    if (from < to) places.push(...placesWithin(paragraph, flat.at(from), flat.at(to - 1) + 1));
    offset += flat.text.length;
  }
  return places;
}
