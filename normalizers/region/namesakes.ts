/** Which of several units with one name is meant: 铁西区 of 沈阳, 鞍山 or 四平. */
import { type Division, isWithin, townsOf } from './divisions.js';
import { findMentions } from './mentions.js';
import type { RegionEvidence, Sighting } from './sightings.js';

/** Points for one namesake, and at most how often a kind of clue counts. A full form is proof, a province is a hint. */
const CLUES = {
  siteCode: { points: 60, atMost: 1 },
  fullForm: { points: 20, atMost: 5 },
  documentNumber: { points: 8, atMost: 2 },
  town: { points: 4, atMost: 5 },
  prefecture: { points: 3, atMost: 5 },
  prefectureShort: { points: 1, atMost: 3 },
  province: { points: 1, atMost: 5 },
  provinceShort: { points: 0.5, atMost: 3 },
  fileName: { points: 2, atMost: 1 },
} as const;

/** The best must lead by this many points, or have twice those of the next. */
const CLEAR_LEAD = 3;

type Clue = keyof typeof CLUES;

/** Cities whose sign in document numbers is not in their name: 沪普财〔2024〕1号. */
const SIGNS: Readonly<Record<string, string>> = {
  上海: '沪',
  重庆: '渝',
  广州: '穗',
  成都: '蓉',
  宁波: '甬',
  福州: '榕',
  厦门: '厦鹭',
  深圳: '深',
  温州: '瓯温',
};

const DOCUMENT_SIGN = /([\p{Script=Han}]{2,10})\s*[〔[【（(［﹝]\s*20\d\d\s*[〕\]】）)］﹞]\s*第?\s*\d+\s*号/gu;
/** 网站标识码 and 监督索引号: both begin with the code of the place. */
const SITE_CODE = /标识码[:：]?\s*(\d{6})\d{4}(?!\d)/u;
const SITE_CODE_PARAMETER = /(?:site_?(?:id|code)|wzbsm)=(\d{6})\d{4}(?!\d)/iu;

/** The code that the site gives itself: from the footer of the page, or the address. */
export function siteCode(evidence: RegionEvidence): string | null {
  const parameter = SITE_CODE_PARAMETER.exec(evidence.source)?.[1];
  if (parameter) return parameter;
  for (const { text } of evidence.paragraphs) {
    const code = text.includes('标识码') ? SITE_CODE.exec(text)?.[1] : undefined;
    if (code) return code;
  }
  return null;
}

/** The signs of the document numbers in the text: 沈西财发 of 沈西财发〔2023〕16号. Cited numbers count, most are the unit's own. */
function documentSigns(evidence: RegionEvidence): string[] {
  const signs: string[] = [];
  for (const { text } of evidence.paragraphs) {
    if (text.includes('号')) for (const match of text.matchAll(DOCUMENT_SIGN)) signs.push(match[1]!);
  }
  return signs;
}

function signFits(sign: string, division: Division): boolean {
  const parent = division.parent;
  if (!parent) return false;
  const city = SIGNS[parent.short] ?? parent.short;
  // 沈西财发: 沈(阳) and (铁)西. A sign of one character more may follow: 鞍铁西财.
  return city.includes(sign[0]!) && [...sign.slice(1, 3)].some((c) => division.short.includes(c));
}

/** What is known of the whole document that can tell namesakes apart; collected once, used for any group of them. */
export class NamesakeClues {
  private readonly above = new Map<string, { full: number; short: number }>();
  private readonly site: string | null;
  private signs: string[] | null = null;

  constructor(
    private readonly evidence: RegionEvidence,
    private readonly sightings: readonly Sighting[],
  ) {
    this.site = siteCode(evidence);
    for (const { mention, aside } of sightings) {
      if (aside) continue;
      for (const division of mention.divisions) {
        if (division.level === 'county' || division.level === 'zone') continue;
        const count = this.above.get(division.code) ?? { full: 0, short: 0 };
        if (mention.full) count.full++;
        else count.short++;
        this.above.set(division.code, count);
      }
    }
  }

  /** The one that the clues point to, with the points by which it leads; null where they do not tell. */
  decide(candidates: readonly Division[]): { division: Division; lead: number } | null {
    return this.lead(candidates, false) ?? this.lead(candidates, true);
  }

  private lead(candidates: readonly Division[], readTowns: boolean): { division: Division; lead: number } | null {
    const ranked = candidates
      .map((division) => ({ division, points: this.points(division, candidates, readTowns) }))
      .sort((a, b) => b.points - a.points);
    const [best, next] = ranked;
    if (!best || best.points <= 0) return null;
    const lead = best.points - (next?.points ?? 0);
    const clear = lead >= CLEAR_LEAD || best.points >= 2 * (next?.points ?? 0);
    return clear ? { division: best.division, lead } : null;
  }

  private points(division: Division, candidates: readonly Division[], readTowns: boolean): number {
    const counts: [Clue, number][] = [
      ['siteCode', this.siteFits(division) ? 1 : 0],
      ['fullForm', this.fullForms(division)],
      ['documentNumber', this.documentSigns().filter((sign) => signFits(sign, division)).length],
      ['fileName', this.inFileName(division) ? 1 : 0],
    ];
    const { parent } = division;
    for (let at = parent; at; at = at.parent) {
      const count = this.above.get(at.code) ?? { full: 0, short: 0 };
      // A municipality (上海市) is as near to its districts as a prefecture.
      const near = at === parent;
      counts.push([near ? 'prefecture' : 'province', count.full]);
      counts.push([near ? 'prefectureShort' : 'provinceShort', count.short]);
    }
    if (readTowns) counts.push(['town', this.townsNamed(division, candidates)]);
    return counts.reduce((sum, [clue, n]) => sum + CLUES[clue].points * Math.min(n, CLUES[clue].atMost), 0);
  }

  private siteFits(division: Division): boolean {
    if (!this.site) return false;
    if (this.site === division.code) return true;
    return this.site.endsWith('00') && division.parent?.code === this.site;
  }

  private fullForms(division: Division): number {
    return this.sightings.filter(
      ({ mention, aside }) =>
        mention.chained && !aside && mention.divisions.length === 1 && mention.divisions[0] === division,
    ).length;
  }

  private documentSigns(): string[] {
    this.signs ??= documentSigns(this.evidence);
    return this.signs;
  }

  private inFileName(division: Division): boolean {
    const last = this.evidence.source.split(/[\\/]/u).at(-1) ?? '';
    let name = last;
    try {
      name = decodeURIComponent(last);
    } catch {
      // A lone % in a file name.
    }
    const named = findMentions(name).flatMap((m) => (m.divisions.length === 1 ? m.divisions : []));
    return named.some((d) => isWithin(division, d));
  }

  /** Towns of this candidate alone that the document names: 重工街道 stands only under 210106. */
  private townsNamed(division: Division, candidates: readonly Division[]): number {
    const elsewhere = new Set(candidates.filter((d) => d !== division).flatMap((d) => townsOf(d)));
    const own = townsOf(division).filter((town) => town.length >= 3 && !elsewhere.has(town));
    const texts = [...this.evidence.names, ...this.evidence.paragraphs];
    return own.filter((town) => texts.some(({ text }) => text.includes(town))).length;
  }
}
