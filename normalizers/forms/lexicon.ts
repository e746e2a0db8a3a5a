/** The words of the official forms (`corpora/lexicon/forms.yml`), checked and indexed by folded key. */
import { z } from 'zod';
import { foldText } from '../../extractors/document.js';
import { CATEGORY_CODES, type CategoryCode } from '../record.js';

const words = z.array(z.string().min(1));

const FIELDS = [
  'project_name', 'department_name', 'department', 'department_code', 'implementing_unit', 'level', 'category',
  'fund_total', 'fund_fiscal', 'fund_carryover', 'fund_other', 'fund_part', 'fund_long_term', 'reporting_unit', 'goal', 'goal_expected', 'goal_actual', 'goal_long_term',
  'funds_section', 'section', 'total_score', 'grade',
] as const; // biome-ignore format: a list
/** What a label in the head of a form announces; `ignored` for labels that the record does not carry. */
export type Field = (typeof FIELDS)[number] | 'ignored';

const ROLES = [
  'section', 'seq', 'level1', 'level2', 'name', 'value', 'value_long_term', 'value_interim', 'operator', 'unit', 'deadline', 'weight',
  'actual', 'score', 'deviation', 'name_substitute', 'ignored', 'spanning', 'annual_block', 'long_term_block',
] as const; // biome-ignore format: a list
/** What a column of the indicator grid holds. */
export type ColumnRole = (typeof ROLES)[number];

const FUNDS = ['initial', 'budget', 'spent', 'weight', 'rate', 'score', 'ignored', 'source'] as const;
export type FundsColumn = (typeof FUNDS)[number];
const TASKS = ['name', 'content', 'total', 'fiscal', 'other', 'spanning'] as const;
export type TasksColumn = (typeof TASKS)[number];
const LISTING = ['seq', 'department', 'project_name', 'amount', 'remark', 'ignored'] as const;
export type ListingColumn = (typeof LISTING)[number];
const RESULTS = [
  'seq', 'project_name', 'department', 'budget', 'spent', 'rate', 'score', 'grade', 'problems', 'recommendations', 'ignored',
] as const; // biome-ignore format: a list
/** What a column of a table of results holds (评价结果汇总表). */
export type ResultsColumn = (typeof RESULTS)[number];

const schema = z.strictObject({
  titles: z.strictObject({
    subject: words,
    ending: words,
    department: words,
    self_evaluation: words,
    other: words,
  }),
  fields: z.strictObject(
    Object.fromEntries(FIELDS.map((field) => [field, words])) as Record<(typeof FIELDS)[number], typeof words>,
  ),
  modifiers: words,
  ignored_labels: words,
  columns: z.strictObject(Object.fromEntries(ROLES.map((role) => [role, words])) as Record<ColumnRole, typeof words>),
  funds_columns: z.strictObject(
    Object.fromEntries(FUNDS.map((role) => [role, words])) as Record<FundsColumn, typeof words>,
  ),
  funds_containing: z.partialRecord(z.enum(FUNDS), z.array(words)),
  tasks_columns: z.strictObject(
    Object.fromEntries(TASKS.map((role) => [role, words])) as Record<TasksColumn, typeof words>,
  ),
  listing_columns: z.strictObject(
    Object.fromEntries(LISTING.map((role) => [role, words])) as Record<ListingColumn, typeof words>,
  ),
  columns_containing: z.partialRecord(z.enum(ROLES), z.array(words)),
  fields_containing: z.partialRecord(z.enum(FIELDS), z.array(words)),
  listing_containing: z.partialRecord(z.enum(LISTING), z.array(words)),
  results_columns: z.strictObject(
    Object.fromEntries(RESULTS.map((role) => [role, words])) as Record<ResultsColumn, typeof words>,
  ),
  results_containing: z.partialRecord(z.enum(RESULTS), z.array(words)),
  total_rows: words,
  not_listing_titles: words,
  indicators: z.array(z.strictObject({ code: z.enum(CATEGORY_CODES), level1: z.string(), names: words })),
  level1: z.array(z.strictObject({ name: z.string(), names: words })),
});

/** A word of the indicator vocabulary: as level 1, as level 2, or as either (成本指标, 满意度指标). */
export interface Level {
  /** The official level-1 name, where the word can stand as level 1. */
  level1: string | null;
  /** The category and its official parent, where the word can stand as level 2. */
  level2: { code: CategoryCode; level1: string } | null;
}

export interface FormLexicon {
  titles: { subject: string[]; ending: string[]; department: string[]; selfEvaluation: string[]; other: string[] };
  /** The same by the words that a head holds: in a row of heads only, since indicators hold them, too. */
  likelyColumn(text: string): ColumnRole | null;
  /** The same by the words that a label holds: where a label stands, with a value beside it. */
  likelyField(text: string): Field | null;
  /** The field that a label announces; a label may stand for several heads (其他 = fund_other), never for two fields. */
  field(text: string): Field | null;
  /** The roles that a column head may have, in the order of the lexicon. */
  columnRoles(text: string): readonly ColumnRole[];
  fundsColumn(text: string): FundsColumn | null;
  /** The same by the words that a head holds: in a row of heads only. */
  likelyFundsColumn(text: string): FundsColumn | null;
  tasksColumn(text: string): TasksColumn | null;
  listingColumn(text: string): ListingColumn | null;
  /** The same by the words that a head holds: in a row of heads only, since names hold them, too. */
  likelyListingColumn(text: string): ListingColumn | null;
  resultsColumn(text: string): ResultsColumn | null;
  /** The same by the words that a head holds: in a row of heads only. */
  likelyResultsColumn(text: string): ResultsColumn | null;
  isTotalRow(text: string): boolean;
  /** The title of a table of the budget itself, whose columns look like those of a list of projects. */
  isBudgetTitle(text: string): boolean;
  level(text: string): Level | null;
  /** Every label, column head and level name, for correcting what OCR misread. */
  words: readonly string[];
  /** The category of a level-1 name that has only one: 满意度指标. */
  onlyCategory(level1: string): CategoryCode | null;
}

/** Checks `forms.yml`, already parsed, and indexes it. Throws a zod error that names the path of a fault. */
export function parseFormLexicon(raw: unknown): FormLexicon {
  const data = schema.parse(raw);
  const fields = index({ ...data.fields, ignored: data.ignored_labels });
  const columns = index(data.columns);
  const funds = index(data.funds_columns);
  const tasks = index(data.tasks_columns);
  const listing = index(data.listing_columns);
  const results = index(data.results_columns);
  const lookUp = lookUpBy(data.modifiers);
  const likelyColumn = byContent(data.columns_containing);
  const likelyField = byContent(data.fields_containing);
  const likelyListing = byContent(data.listing_containing);
  const likelyResults = byContent(data.results_containing);
  const likelyFunds = byContent(data.funds_containing);
  const totals = new Set(data.total_rows.map(labelKey));
  const levels = new Map<string, Level>();
  for (const { name, names } of data.level1) {
    for (const word of [name, ...names]) levels.set(levelKey(word), { level1: name, level2: null });
  }
  for (const { code, level1, names } of data.indicators) {
    for (const word of names) {
      const key = levelKey(word);
      levels.set(key, { level1: levels.get(key)?.level1 ?? null, level2: { code, level1 } });
    }
  }
  return {
    titles: {
      subject: data.titles.subject,
      ending: data.titles.ending,
      department: data.titles.department,
      selfEvaluation: data.titles.self_evaluation,
      other: data.titles.other,
    },
    field: (text) => ofItsTerm((lookUp(fields, text) ?? [])[0] ?? null, text),
    columnRoles: (text) => lookUp(columns, text) ?? [],
    fundsColumn: (text) => (lookUp(funds, text) ?? [])[0] ?? null,
    likelyFundsColumn: (text) => (lookUp(funds, text) ?? [])[0] ?? likelyFunds(text),
    tasksColumn: (text) => (tasks.get(labelKey(text)) ?? [])[0] ?? null,
    listingColumn: (text) => (lookUp(listing, text) ?? [])[0] ?? null,
    likelyListingColumn: (text) => (lookUp(listing, text) ?? [])[0] ?? likelyListing(text),
    likelyColumn,
    likelyField: (text) => ofItsTerm((lookUp(fields, text) ?? [])[0] ?? likelyField(text), text),
    resultsColumn: (text) => (lookUp(results, text) ?? [])[0] ?? null,
    likelyResultsColumn: (text) => (lookUp(results, text) ?? [])[0] ?? likelyResults(text),
    isTotalRow: (text) => totals.has(labelKey(text)),
    isBudgetTitle: (text) => data.not_listing_titles.some((word) => foldText(text).includes(word)),
    level: (text) => levels.get(levelKey(text)) ?? null,
    words: [
      ...[fields, columns, funds, tasks, listing].flatMap((words) => [...words.keys()]),
      ...totals,
      ...[...levels.keys()].flatMap((word) => [word, `${word}指标`]),
    ],
    onlyCategory: (level1) => {
      const own = data.indicators.filter((entry) => entry.level1 === level1);
      return own.length === 1 ? own[0]!.code : null;
    },
  };
}

function index<K extends string>(groups: Record<K, readonly string[]>): Map<string, K[]> {
  const map = new Map<string, K[]>();
  for (const [name, entries] of Object.entries(groups) as [K, readonly string[]][]) {
    for (const entry of entries) {
      const key = labelKey(entry);
      map.set(key, [...(map.get(key) ?? []), name]);
    }
  }
  return map;
}

/** A head or a label; longer texts that hold its words are names or notes. */
const LONGEST_HEAD = 14;

/** Finds what a short text stands for by the words in it: the first entry with a group of words that all stand there. */
function byContent<K extends string>(groups: Partial<Record<K, string[][]>>): (text: string) => K | null {
  const entries = Object.entries(groups) as [K, string[][]][];
  return (text) => {
    const key = labelKey(text).replace(/\([^()]*\)/g, '');
    if (key.length > LONGEST_HEAD || /\d|[,。;]/.test(key)) return null;
    return entries.find(([, found]) => found.some((group) => group.every((word) => key.includes(word))))?.[0] ?? null;
  };
}

/** 总体绩效目标（2025-2027年期间）: a goal of several years is none of the year, whatever its label is called. */
function ofItsTerm(field: Field | null, text: string): Field | null {
  return field === 'goal' && /20\d\d年?[-—–~至]+20\d\d/.test(foldText(text)) ? 'goal_long_term' : field;
}

const YEAR = /^20\d{2}年度?/;

/**
 * Finds a label: by its whole, else without what it says in brackets at the end (中期目标（2023年—2025年）, 填报单位（盖章）),
 * else without a year and the words before it that change nothing (2025年预算安排数, 绩效指标性质).
 */
function lookUpBy(modifiers: readonly string[]) {
  const longestFirst = [...modifiers].sort((a, b) => b.length - a.length);
  return <K>(map: ReadonlyMap<string, K>, text: string): K | null => {
    let key = labelKey(text);
    for (let left = MOST_MODIFIERS; left >= 0; left--) {
      const found = map.get(key) ?? map.get(key.replace(/\([^()]{1,20}\)$/, ''));
      if (found !== undefined) return found;
      const shorter = key.replace(YEAR, '');
      const modifier =
        shorter === key ? longestFirst.find((word) => key.startsWith(word) && key.length > word.length + 1) : '';
      if (modifier === undefined) return null;
      key = shorter.slice(modifier.length);
    }
    return null;
  };
}

const MOST_MODIFIERS = 3;

/** Units and points that labels carry in brackets: 项目资金（万元）, 金额(单位：元), 产出指标（50分）, 执行率(%). */
const BRACKETED = /[([【〔](?:单位:?)?(亿元|万元|千元|元|%|分|(?:\d+(?:\.\d+)?)分?)[)\]】〕]$/;

/** The key by which labels are compared: folded, without number in front, colon, unit or points behind. */
export function labelKey(text: string): string {
  return foldText(text)
    .replace(/^(?:\d{1,2}[.、]|[一二三四五六七八九十]、)/, '')
    .replace(/[:*]+$/, '')
    .replace(BRACKETED, '')
    .replace(/[:*]+$/, '');
}

/** The unit that a label carries in brackets, for example 万元; null where there is none. */
export function unitOfLabel(text: string): string | null {
  const unit = BRACKETED.exec(foldText(text).replace(/[:*]+$/, ''))?.[1] ?? null;
  return unit && !/\d/.test(unit) && unit !== '分' ? unit : null;
}

/** The unit that a text states for all amounts: 单位：万元, 金额单位:元, （单位：万元）; null where it states none. */
export function unitStated(text: string): string | null {
  return /^[(]?(?:金额|计量|货币|资金)?单位[:(]?(亿元|万元|千元|元)(?:人民币)?[)]?$/.exec(foldText(text))?.[1] ?? null;
}

function levelKey(text: string): string {
  return labelKey(text).replace(/指标$/, '');
}
