/** The headings above a paragraph: the year and the activity that they set for what stands under them. */
import type { Paragraph, Place } from '../../extractors/document.js';
import { evidenceOf, type Folded, foldProse, originOf } from './folded.js';
import type { Activity, StatisticLexicon } from './lexicon.js';
import { findMentions } from './phrases.js';
import { findYears } from './years.js';

/** How deep a numbering stands: 第一部分, 一、, 项目一：, （一）, 1., （1）, ①. */
const NUMBERINGS = [
  /^第[一二三四五六七八九十\d]+(?:部分|章|节)[、：:．.]?/,
  /^[一二三四五六七八九十]{1,3}[、．.，]/,
  // 案例1 校园安防 too, but not 项目一体化 or 项目3年规划.
  /^(?:项目|案例)(?:[一二三四五六七八九十]{1,3}|\d{1,2})(?:[：、．]|\.(?!\d)|(?=[^\d一二三四五六七八九十体期个批些般是项类年月级次线种大]))/,
  /^\([一二三四五六七八九十]{1,3}\)[、．.]?/,
  // 2.2024年县级重点项目绩效目标表
  /^\d{1,2}(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d年))/,
  /^(?:\(\d{1,2}\)|\d{1,2}\))[、．.]?/,
  /^[①-⑳]/,
];

/** Characters; a longer paragraph is text, even where it begins with a number. */
const LONGEST_HEADING = 45;

/** The depth and length of the numbering that a folded text begins with; null where it has none. */
export function numberingOf(text: string): { depth: number; length: number } | null {
  const start = text.slice(0, 16);
  for (const [depth, pattern] of NUMBERINGS.entries()) {
    const match = pattern.exec(start);
    if (match) return { depth, length: match[0].length };
  }
  return null;
}

/** The depth of a numbered heading; null for running text. */
export function headingDepth(text: string): number | null {
  if (text.length > LONGEST_HEADING || /[。；](?!$)/.test(text)) return null;
  return numberingOf(text)?.depth ?? null;
}

/** The heading that a paragraph is or begins with: （四）绩效评价提质扩面。一是组织74个部门…. */
function leadOf(paragraph: Paragraph): Folded | null {
  const stop = paragraph.text.slice(0, 2 * LONGEST_HEADING).indexOf('。');
  if (stop < 0 && paragraph.text.length > 2 * LONGEST_HEADING) return null;
  return foldProse(stop < 0 ? paragraph.text : paragraph.text.slice(0, stop + 1));
}

export interface Heading {
  depth: number;
  year: { year: number; raw: string; at: Place[] } | null;
  /** About what is planned: 下一步工作打算. */
  plan: boolean;
  activities: Activity[];
}

/** Walks the paragraphs in order and keeps the headings that the current one stands under, deepest last. */
export class Outline {
  readonly headings: Heading[] = [];
  private readonly told = new Map<string, Heading['year']>();
  private readonly ofTitle: Activity[];

  constructor(
    private readonly lexicon: StatisticLexicon,
    private readonly fiscalYear: number | null,
    /** The document's title stands over all its headings: 2024年度财政重点绩效评价结果. */
    title: string | null,
  ) {
    this.ofTitle = title ? findMentions(foldProse(title).text, lexicon.activities).map(({ entry }) => entry) : [];
  }

  enter(paragraph: Paragraph): void {
    const folded = leadOf(paragraph);
    const depth = folded && headingDepth(folded.text);
    if (!folded || depth === null) return;
    while (this.headings.length > 0 && (this.headings.at(-1) as Heading).depth >= depth) this.headings.pop();
    // 2023年工作开展情况及2024年工作计划 names two years and so sets none.
    const printed = findYears(folded.text, this.lexicon.years, null).filter(({ kind }) => kind === 'budget');
    const [first] = printed;
    const one = first && printed.every(({ year }) => year === first.year) ? first : null;
    const plan = this.lexicon.years.plan.test(folded.text);
    let year: Heading['year'] = null;
    if (one) {
      year = { year: one.year, ...evidenceOf(paragraph, originOf(folded, one)) };
    } else if (plan && printed.length === 0 && this.fiscalYear !== null) {
      year = { year: this.fiscalYear + 1, ...evidenceOf(paragraph, { start: 0, end: folded.source.length }) };
    }
    const activities = findMentions(folded.text, this.lexicon.activities).map(({ entry }) => entry);
    this.headings.push({ depth, year, plan, activities });
  }

  /** The year that the nearest heading with one sets. */
  get year(): Heading['year'] {
    return this.headings.findLast(({ year }) => year !== null)?.year ?? null;
  }

  /**
   * The year that the text last gave for an activity: looks back on one year go together (一是…2022年度项目开展自评。二是对其中
   * 100个项目抽查), and what looks forward has one year (结合2025年部门预算编制… 经评估，予以支持31个). Plans tell none.
   */
  toldOf({ code, past, ahead }: Activity): Heading['year'] {
    if (this.plan || !(past || ahead)) return null;
    return this.told.get(past ? 'past' : code) ?? null;
  }

  remember({ code, past }: Activity, year: NonNullable<Heading['year']>): void {
    if (!this.plan) this.told.set(past ? 'past' : code, year);
  }

  /** Whether the paragraph stands under a heading about what is planned. */
  get plan(): boolean {
    return this.headings.some(({ plan }) => plan);
  }

  /** The activities of the headings, nearest first, and those of the title. */
  get activities(): Activity[] {
    return [...this.headings.toReversed().flatMap(({ activities }) => activities), ...this.ofTitle];
  }
}
