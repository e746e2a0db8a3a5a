/** Headings of evaluation summaries: the lines that open one, and the lines that open its sections. */
import type { Block, Paragraph } from '../../extractors/document.js';
import { officeLine } from '../identity/lines.js';
import { type Folded, foldProse, originOf, type Span } from './folded.js';
import type { EvaluationLexicon, FieldLexicon, SectionKind } from './lexicon.js';
import { numberingOf } from './outline.js';

/** A line that opens a summary. */
export interface Title {
  name: string;
  /** Where the name stands: the stretch of each paragraph that it takes. */
  places: { paragraph: Paragraph; span: Span }[];
  /** How many paragraphs the title takes; 0 where the summary is the rest of the same paragraph. */
  lines: number;
  /** Where the text begins in the title's own paragraph; null where it has none. */
  from: number | null;
}

type Named = Pick<Title, 'name' | 'places'>;

const join = (first: Named, second: Named): Named => ({
  name: first.name + second.name,
  places: [...first.places, ...second.places],
});

/** A line that opens a section. */
export interface SectionHeading {
  kind: SectionKind;
  /** Depth of its numbering; null where it has none. */
  depth: number | null;
  /** Where the text begins in the same paragraph; null where the heading stands alone. */
  from: number | null;
}

/** Characters; a longer line is no title, no title without its own words (绩效评价报告摘要), no name before a colon. */
const LONGEST_TITLE = 90;
const LONGEST_BARE_TITLE = 60;
const LONGEST_LEAD = 45;
/** Blocks looked ahead for the conclusion of a summary whose title does not say that it is one. */
const CONCLUSION_REACH = 40;

/** A heading within a paragraph: where it begins and where its text does. */
export interface Mark {
  kind: SectionKind;
  start: number;
  from: number;
}

/** A line that is a title of its own, of the document or of a part. */
const ENDED_TITLE = /(?:公开|公示|公告|汇编|结果|情况|摘要|说明|材料|案例|报告)$/;

/** Where white space was left out of a folded text, between two positions. */
function gapIn({ origin }: Folded, from: number, to: number): number | null {
  for (let i = from; i < Math.min(to, origin.length); i++) {
    if ((origin[i] as number) > (origin[i - 1] as number) + 1) return i;
  }
  return null;
}

/** Recognizes the headings of a document, each paragraph folded once. */
export class Headings {
  private readonly folded = new Map<Paragraph, Folded>();
  private readonly titles = new Map<number, Title | null>();

  constructor(
    private readonly blocks: readonly Block[],
    private readonly lexicon: EvaluationLexicon,
  ) {}

  fold(paragraph: Paragraph): Folded {
    const known = this.folded.get(paragraph) ?? foldProse(paragraph.text);
    this.folded.set(paragraph, known);
    return known;
  }

  paragraphAt(index: number): Paragraph | null {
    const block = this.blocks[index];
    return block?.kind === 'paragraph' ? block : null;
  }

  /** The section that a block opens. */
  sectionAt(index: number): SectionHeading | null {
    const paragraph = this.paragraphAt(index);
    if (!paragraph) return null;
    const folded = this.fold(paragraph);
    const numbering = numberingOf(folded.text);
    const skip = numbering?.length ?? 0;
    const depth = numbering?.depth ?? null;
    const rest = folded.text.slice(skip, skip + LONGEST_BARE_TITLE);
    const alone = folded.text.length - skip < LONGEST_BARE_TITLE;
    const textFrom = (at: number) => folded.origin[at] ?? paragraph.text.length;
    for (const { kind, pattern, inline } of this.lexicon.sections) {
      if (alone && pattern.test(rest)) return { kind, depth, from: null };
      const match = inline.exec(rest);
      if (match) return { kind, depth, from: textFrom(skip + match[0].length) };
    }
    // 一、项目概况　项目由县水务局实施。 A space ends a numbered heading as well as a colon does.
    const gap = depth !== null && /[。；，]/.test(rest) ? gapIn(folded, skip + 1, skip + LONGEST_LEAD) : null;
    const spaced = gap === null ? null : folded.text.slice(skip, gap);
    const section = spaced === null ? null : this.lexicon.sections.find(({ pattern }) => pattern.test(spaced));
    return section && gap !== null ? { kind: section.kind, depth, from: textFrom(gap) } : null;
  }

  /** The headings within a paragraph: only 【存在问题】, or after a stop 存在问题： too. */
  marksIn(paragraph: Paragraph, how: 'bracketed' | 'within'): Mark[] {
    const { text, origin } = this.fold(paragraph);
    return this.lexicon.sections
      .flatMap((section) =>
        [...text.matchAll(section[how])].map((match) => ({
          kind: section.kind,
          start: origin[match.index] as number,
          from: origin[match.index + match[0].length] ?? paragraph.text.length,
        })),
      )
      .sort((a, b) => a.start - b.start);
  }

  /** The summary that a block opens. */
  titleAt(index: number): Title | null {
    let title = this.titles.get(index);
    if (title === undefined) {
      title = this.findTitle(index);
      this.titles.set(index, title);
    }
    return title;
  }

  private findTitle(index: number): Title | null {
    const paragraph = this.paragraphAt(index);
    if (!paragraph || this.sectionAt(index)) return null;
    const suffix = this.suffixOf(this.fold(paragraph).text);
    const told = suffix === null ? null : this.nameIn(paragraph, suffix.length, LONGEST_TITLE);
    if (told) return { ...told, lines: 1, from: null };
    // 某县财政局 or 某县2023年绩效评价结果公开 above 农村公路养护项目绩效评价报告 does not begin the name.
    const { text } = this.fold(paragraph);
    const whole = officeLine(text) !== null || ENDED_TITLE.test(text) || this.sectionAt(index + 1) !== null;
    const next = whole ? null : this.paragraphAt(index + 1);
    const below = next && this.nameIn(paragraph, 0, LONGEST_BARE_TITLE) ? this.twoLines(paragraph, next) : null;
    if (below) return below;
    for (const lines of [1, 2]) {
      if (!this.sectionsFrom(index + lines)) continue;
      const named = this.nameIn(paragraph, 0, LONGEST_BARE_TITLE);
      const tail = lines === 2 && next ? this.tailIn(next, 0) : null;
      if (named && lines === 1) return { ...named, lines, from: null };
      if (named && tail) return { ...join(named, tail), lines, from: null };
    }
    return this.leadAt(paragraph);
  }

  /** 德惠 2023: 2.救灾物资和防汛物资管理 / 绩效评价报告摘要; the line may also end within the name. */
  private twoLines(paragraph: Paragraph, next: Paragraph): Title | null {
    const suffix = this.suffixOf(this.fold(paragraph).text + this.fold(next).text);
    if (suffix === null || this.fold(next).text.length > LONGEST_BARE_TITLE) return null;
    const rest = this.fold(next).text.length - suffix.length;
    const named = this.nameIn(paragraph, Math.max(0, -rest), LONGEST_BARE_TITLE);
    const tail = rest > 0 ? this.tailIn(next, suffix.length) : null;
    if (!named || (rest > 0 && !tail)) return null;
    return { ...(tail ? join(named, tail) : named), lines: 2, from: null };
  }

  /** The second line of a name: short, without a number or a stop. */
  private tailIn(paragraph: Paragraph, suffix: number): Named | null {
    const { text } = this.fold(paragraph);
    if (numberingOf(text) || text.length > LONGEST_BARE_TITLE || /[。；：！？，]/.test(text)) return null;
    const span = originOf(this.fold(paragraph), { start: 0, end: text.length - suffix });
    return { name: paragraph.text.slice(span.start, span.end).replace(/\s+/g, ''), places: [{ paragraph, span }] };
  }

  private suffixOf(text: string): string | null {
    return text.length <= LONGEST_TITLE ? (this.lexicon.titleSuffix.exec(text)?.[0] ?? null) : null;
  }

  /** The project that a line names: short, no sentence, more than words like 财政重点. */
  private nameIn(paragraph: Paragraph, suffix: number, longest: number): Named | null {
    const { text } = this.fold(paragraph);
    if (text.length > longest || /[，。；！？]/.test(text)) return null;
    return this.named(paragraph, { start: numberingOf(text)?.length ?? 0, end: text.length - suffix });
  }

  private named(paragraph: Paragraph, { start, end }: Span): Named | null {
    const folded = this.fold(paragraph);
    const core = folded.text.slice(start, end);
    const begin = start + (this.lexicon.titlePrefix.exec(core)?.[0].length ?? 0);
    const stop = end - (/(?:的|》|”|：|-)*$/.exec(core)?.[0].length ?? 0);
    if (stop <= begin || this.lexicon.genericName.test(folded.text.slice(begin, stop))) return null;
    const span = originOf(folded, { start: begin, end: stop });
    return { name: paragraph.text.slice(span.start, span.end).replace(/\s+/g, ''), places: [{ paragraph, span }] };
  }

  /** Whether sections of a summary begin here, its conclusion among them before one of them comes again. */
  private sectionsFrom(start: number): boolean {
    const seen = new Set<SectionKind>();
    for (let i = start; i < Math.min(this.blocks.length, start + CONCLUSION_REACH); i++) {
      const first = this.sectionAt(i)?.kind;
      if (i === start && first !== 'funds' && first !== 'conclusion') return false;
      const inside = first ? this.marksIn(this.paragraphAt(i) as Paragraph, 'bracketed').map(({ kind }) => kind) : [];
      for (const kind of new Set(first ? [first, ...inside] : [])) {
        if (kind === 'other') continue;
        if (seen.has(kind)) return false;
        seen.add(kind);
      }
      if (seen.has('conclusion') && seen.size > 1) return true;
    }
    return false;
  }

  /** A summary in one paragraph: 1.农村饮水项目：预算500万元，实际支出450万元，综合得分88分，等级为良. */
  private leadAt(paragraph: Paragraph): Title | null {
    const folded = this.fold(paragraph);
    const start = numberingOf(folded.text)?.length ?? 0;
    const length = folded.text.slice(start, start + LONGEST_LEAD).search(/[：。，]/);
    if (start === 0 || length < 0 || !this.lexicon.projectNoun.test(folded.text.slice(start, start + length)))
      return null;
    const { budget, expenditure, score, grade } = this.lexicon;
    const states = (field: FieldLexicon) =>
      [field.strong, field.weak].some((pattern) => folded.text.search(pattern) >= 0);
    if (!states(score) || !(states(budget) || states(expenditure) || folded.text.search(grade) >= 0)) return null;
    const named = this.named(paragraph, { start, end: start + length });
    const mark = folded.text[start + length] === '，' ? 0 : length + 1;
    return named && { ...named, lines: 0, from: folded.origin[start + mark] ?? paragraph.text.length };
  }
}
