/** 年度: the budget year that a document or a form is about. Dates of publication are never asked. */
import type { Document, Finding, Place } from '../../extractors/document.js';

export interface FiscalYearEvidence {
  title: string | null;
  titleAt?: Place[];
  /** One entry a form: the year of its caption (`yearOfForm`) or of its own fields; null, or no entry, where it has none. */
  formYears: readonly (number | null)[];
  /** Where to look for the place of a year that the forms bear. */
  document?: Document;
}

export interface FiscalYear {
  value: number | null;
  evidence: { raw: string; at: Place[] } | null;
  findings: Finding[];
}

interface PrintedYear {
  year: number;
  raw: string;
  start: number;
  end: number;
}

const DIGITS = '〇一二三四五六七八九';
const YEAR = /(?<!\d)(20\d\d)(?=年|财年|[-—–~至到]20\d\d年)年?度?|([二][〇○零0ＯO][〇○零一二三四五六七八九]{2})年度?/gu;
/** 2024年3月5日 is a date; 2024年1-7月 is a period of the budget year. */
const DATE_AFTER = /^\d{1,2}月(?:\d{1,2}日|$)|^[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日/u;

function toYear(printed: string): number {
  const digits = [...printed.normalize('NFKC')].map((c) => {
    if (/\d/.test(c)) return c;
    return /[○零O]/.test(c) ? '0' : String(DIGITS.indexOf(c));
  });
  return Number(digits.join(''));
}

/** The years printed in a text (white space removed), without dates. */
function yearsIn(text: string): PrintedYear[] {
  const years: PrintedYear[] = [];
  for (const match of text.matchAll(YEAR)) {
    const end = match.index + match[0].length;
    if (DATE_AFTER.test(text.slice(end))) continue;
    years.push({ year: toYear(match[1] ?? match[2]!), raw: match[0], start: match.index, end });
  }
  return years;
}

const flat = (text: string) => text.normalize('NFKC').replace(/\s+/gu, '');
const distinct = (years: readonly PrintedYear[]) => [...new Set(years.map(({ year }) => year))];

/** `(2024年度)` under the title of a form says it for certain. */
const CAPTION_YEAR = /[(（](20\d\d|[二][〇○零][〇○零一二三四五六七八九]{2})年?度?[)）]/u;
const OF_THE_FORM =
  /^(?:部门|单位|省级|市级|区级|县级|本级|财政)?.{0,12}(?:预算|决算|绩效|自评|监控|项目支出|整体支出).*表/u;

/**
 * The year of a form, from its title and the lines about it: `(2024 年度)`, `2024年部门预算项目（政策）绩效目标表`,
 * `二〇二四年`. A year in brackets goes first, then one that belongs to the title of the form, then the only or nearest
 * (last) year. Null where none is printed; the blank of `（ 年度）` and a date (填报日期：2024年3月1日) are none.
 */
export function yearOfForm(captionTexts: readonly string[]): number | null {
  const texts = captionTexts.map(flat);
  for (const text of texts.toReversed()) {
    const caption = CAPTION_YEAR.exec(text)?.[1];
    if (caption) return toYear(caption);
  }
  const years = texts.flatMap((text) => yearsIn(text).map((year) => ({ ...year, rest: text.slice(year.end) })));
  const own = years.filter(({ rest }) => OF_THE_FORM.test(rest)).at(-1);
  return own?.year ?? years.at(-1)?.year ?? null;
}

/** What is settled or evaluated afterwards: the year before it is the budget year (2024年度开展2023年…绩效自评). */
const SETTLED = /^(?:度)?[^，。]{0,24}?(?:决算|绩效自评|自评|绩效评价|评价结果|重点评价|执行情况)/u;

interface TitleYear {
  chosen: PrintedYear;
  printed: PrintedYear[];
  years: number[];
  /** How it was chosen, where there was a choice. */
  why: string | null;
}

/** The year that a title is about, and whether that had to be chosen. */
function yearOfTitle(title: string): TitleYear | null {
  const text = flat(title);
  const printed = yearsIn(text);
  const [first] = printed;
  if (!first) return null;
  const years = distinct(printed);
  if (years.length === 1) return { chosen: first, printed, years, why: null };
  // 2021-2025年: a plan; it is published in its first year.
  const settled = printed.filter((year, i) => SETTLED.test(text.slice(year.end, printed[i + 1]?.start)));
  const only = distinct(settled).length === 1 ? settled[0]! : null;
  return {
    chosen: only ?? first,
    printed,
    years,
    why: only ? 'the year that is settled or evaluated is taken' : 'the first is taken',
  };
}

/** The year that most forms bear; null where two are level. */
function yearOfForms(years: FiscalYearEvidence['formYears']): { year: number | null; counts: [number, number][] } {
  const counts = new Map<number, number>();
  for (const year of years) if (year !== null) counts.set(year, (counts.get(year) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1]);
  const [best, next] = ranked;
  return { year: best && best[1] !== next?.[1] ? best[0] : null, counts: ranked };
}

/** A caption or heading is short; a sentence that names the year is no evidence of the year of the forms. */
const LONGEST_CAPTION = 60;

/** The first caption that bears a year. */
function placeOfYear(document: Document, year: number): { raw: string; at: Place[] } | null {
  for (const block of document.blocks) {
    for (const { text, raw, at } of block.kind === 'table' ? block.cells : [block]) {
      if (text.length > LONGEST_CAPTION) continue;
      const caption = flat(text);
      if (yearsIn(caption).some((y) => y.year === year && OF_THE_FORM.test(caption.slice(y.end)))) return { raw, at };
      if (CAPTION_YEAR.test(caption) && yearOfForm([caption]) === year) return { raw, at };
    }
  }
  return null;
}

/**
 * The budget year of a document, from its title and its forms.
 *
 * - Most forms bear a year: that year. 铁西区2023年…开展情况及2024年工作计划 with ten targets of 2024 is of 2024. Where the
 *   title says another, the finding `fiscal-year/contradiction` says so.
 * - Otherwise the only year of the title: 2023年度部门决算 is of 2023, 2025年部门预算 of 2025.
 * - Of several years in the title: the one that is settled or evaluated (关于2024年度开展2023年项目绩效自评的报告: 2023),
 *   else the first (2023年…情况及2024年工作计划 reports on 2023), with the finding `fiscal-year/ambiguous`.
 * - None in either: null and `fiscal-year/missing`. 2024年3月5日 is a date, and a report of 2023 is published in 2024.
 */
export function resolveFiscalYear(given: FiscalYearEvidence): FiscalYear {
  const { title, titleAt = [], formYears, document } = given;
  const fromTitle = title ? yearOfTitle(title) : null;
  const fromForms = yearOfForms(formYears);
  const findings: Finding[] = [];
  const note = (code: string, severity: Finding['severity'], message: string) =>
    findings.push({ code: `fiscal-year/${code}`, severity, message, at: titleAt });

  if (fromForms.counts.length > 1) {
    const list = fromForms.counts.map(([year, count]) => `${year} (${count})`).join(', ');
    note('forms-differ', 'info', `The forms bear different years: ${list}`);
  }
  if (fromForms.year !== null) {
    const { year } = fromForms;
    if (fromTitle && !fromTitle.printed.some((y) => y.year === year)) {
      note('contradiction', 'warning', `The title says ${fromTitle.years.join(', ')}, the forms say ${year}`);
    } else if (fromTitle?.why) {
      note('ambiguous', 'info', `The title names ${fromTitle.years.join(' and ')}; the forms are of ${year}`);
    }
    const inTitle = fromTitle?.printed.find((y) => y.year === year);
    const evidence = inTitle ? { raw: inTitle.raw, at: titleAt } : document ? placeOfYear(document, year) : null;
    return { value: year, evidence, findings };
  }
  if (fromTitle) {
    const { chosen, years, why } = fromTitle;
    if (why) note('ambiguous', 'warning', `The title names ${years.join(' and ')}: ${why}`);
    return { value: chosen.year, evidence: { raw: chosen.raw, at: titleAt }, findings };
  }
  note('missing', 'info', 'Neither the title nor the forms name a year');
  return { value: null, evidence: null, findings };
}
