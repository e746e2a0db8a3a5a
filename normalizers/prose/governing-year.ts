/** The budget year that a figure is about, which is not always the year of the work. */
import type { Place } from '../../extractors/document.js';
import { spanAt } from './clauses.js';
import { evidenceOf, originOf, type Span } from './folded.js';
import type { Activity } from './lexicon.js';
import type { Outline } from './outline.js';
import { around, itemStart, MOST_MENTIONS, nearest, type Passage } from './passage.js';
import { firstFrom } from './phrases.js';
import type { YearMention } from './years.js';

export interface FoundYear {
  year: number | null;
  /** `own`: printed in the sentence; `carried`: from an earlier sentence, a heading or the document. */
  source: 'own' | 'carried';
  /** False for the budget that something is taken from or put into: what is said after it is about another year. */
  governs: boolean;
  raw: string | null;
  at: Place[];
}

const BUDGET: readonly YearMention['kind'][] = ['budget', 'consequence'];

/** A year as it is printed in a passage. */
export function printedYear(
  passage: Passage,
  mention: Span & { year: number; kind?: YearMention['kind'] },
  source: FoundYear['source'],
): FoundYear {
  const governs = mention.kind !== 'consequence';
  return { year: mention.year, source, governs, ...evidenceOf(passage.paragraph, originOf(passage.folded, mention)) };
}

/**
 * The budget year of a measure. A year printed in its clause comes first, before the measure rather than after it; then
 * one of the sentence; then one of an earlier sentence of the same item; then the heading's; then the document's.
 */
export function yearOf(
  passage: Passage,
  measure: Span,
  activity: Activity | null,
  outline: Outline,
  fiscalYear: number | null,
): FoundYear {
  const { sentence, clause } = around(passage, measure.start);
  // 完成2023年度自评，并对1200个项目开展监控: a year said of a look back does not pass to what is under way.
  const passes = (mention: YearMention): boolean => {
    if (activity?.past && mention.year === (fiscalYear ?? 0) + 1 && isOfTheWork(passage, mention)) return false;
    const home = spanAt(passage.clauses.clauses, mention.start);
    if (activity?.past || !home || home.start === clause.start) return true;
    return !nearest(passage.activities, home, mention).some(({ entry }) => entry.past);
  };
  const from = firstFrom(passage.years, measure.start);
  const before = passage.years.slice(Math.max(0, from - MOST_MENTIONS), from).reverse();
  const after = passage.years.slice(from, from + MOST_MENTIONS);
  const pick = (years: readonly YearMention[], span: Span, kinds: readonly YearMention['kind'][]) =>
    years.find((year) => kinds.includes(year.kind) && year.start >= span.start && year.end <= span.end && passes(year));
  const inClause = pick(before, clause, BUDGET) ?? pick(after, clause, BUDGET);
  const own = passage.host
    ? inClause
    : (inClause ?? pick(before, sentence, BUDGET) ?? pick(after, sentence, ['budget']));
  if (own) return printedYear(passage, own, 'own');
  if (passage.host) {
    const at = { start: passage.host.at, end: passage.host.at };
    return yearOf(passage.host.passage, at, activity, outline, fiscalYear);
  }
  const item = { start: itemStart(passage, measure.start), end: sentence.start };
  // 结合2025年部门预算编制，对46个项目开展事前绩效评估。经评估，予以支持31个.
  const earlier = pick(before, item, activity?.ahead ? BUDGET : ['budget']);
  if (earlier) return printedYear(passage, earlier, 'carried');
  const told = activity && outline.toldOf(activity);
  if (told) return { ...told, source: 'carried', governs: true };
  const heading = outline.year;
  if (heading) return { year: heading.year, source: 'carried', governs: true, raw: heading.raw, at: heading.at };
  // 截至2024年5月15日: the date of the work, which tells the budget year only where nothing else does.
  const dated = fiscalYear === null ? pick(before, sentence, ['date']) : undefined;
  return dated
    ? printedYear(passage, dated, 'carried')
    : { year: fiscalYear, source: 'carried', governs: true, raw: null, at: [] };
}

/** What follows a year that says when the work was done: 2025年，县财政局选取…, 2025年对…; a budget year is one of money. */
const OF_THE_WORK = /^20\d\d年(?:，|[县市区旗州]?财政局|我[县市区旗州局]|共|对|选取|组织|委托|开展)/u;

/**
 * 2025年县财政局委托3家机构对2024年度的5个项目开展重点评价, or the like under a title of 2024年度: a look back says when it was done.
 * That its figures are about the year before is known only where that is the document's.
 */
function isOfTheWork({ folded }: Passage, { start, end }: Span): boolean {
  return OF_THE_WORK.test(folded.text.slice(start, end + 8));
}
