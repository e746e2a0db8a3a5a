/** A project's targets beside what its self-evaluation or evaluation says was reached, of the same or the next year. */
import { nameKey } from '../../normalizers/checks/rules/text.js';
import type { Operator } from '../../normalizers/values/index.js';
import { projectKey } from '../checks/keys.js';
import { isReached } from '../checks/targets.js';
import { type Database, quoteText, type Row } from '../dataset/duckdb.js';
import { amongDocuments, conditionOf, numberOf, placeKey, readPlaces, type Selection, textOf } from './open.js';

/** A line of the comparison. Either side may be missing: what was never evaluated, and what was never aimed at. */
export interface ProjectLine {
  region_name: string | null;
  project_name: string;
  /** An indicator, or what an evaluation says of the whole project: budget, expenditure, execution rate, score, satisfaction. */
  what: string;
  unit: string | null;
  target_year: number | null;
  target: string | null;
  target_value: number | null;
  result_year: number | null;
  result: string | null;
  result_value: number | null;
  /** Null where there are no two numbers of one unit. */
  reached: boolean | null;
  target_source: string | null;
  target_place: string | null;
  result_source: string | null;
  result_place: string | null;
  /** The record and field that each side was read from, for looking it up. */
  target_document: string | null;
  target_record: string | null;
  target_field: string | null;
  result_document: string | null;
  result_record: string | null;
  result_field: string | null;
}

interface Aim {
  document: string;
  record: string;
  key: string;
  family: string | null;
  what: string;
  operator: Operator | null;
  raw: string | null;
  value: number | null;
  actual: string | null;
  actualValue: number | null;
  unit: string | null;
  source: string;
  place: string | null;
  actualPlace: string | null;
}

interface Form {
  document: string;
  record: string;
  group: string;
  year: number | null;
  name: string;
  region: string | null;
  isResult: boolean;
  aims: Aim[];
  budget: number | null;
  source: string;
  place: string | null;
}

type Result = Pick<
  ProjectLine,
  'result' | 'result_value' | 'result_source' | 'result_place' | 'result_document' | 'result_record' | 'result_field'
>;

const SATISFACTION = 'satisfaction';

/** A shorter name is part of too many others. In characters. */
const SHORTEST_WITHIN = 6;

/**
 * All projects whose name holds `name`, or stands in it, folded, without year, brackets and 项目 at its end: the one form
 * says 泾县教育局2023年营养改善计划补助, the other 营养改善计划补助. By region, project, year.
 */
export async function readProject(database: Database, name: string, selection: Selection): Promise<ProjectLine[]> {
  const wanted = quoteText(projectKey(name));
  const holds = (column: string) => {
    const undated = `regexp_replace(${column}, '(19|20)[0-9]{2}年?度?', '', 'g')`;
    const folded = `regexp_replace(${undated}, '[^\\p{L}\\p{N}%]', '', 'g')`;
    return `(contains(${folded}, ${wanted}) OR length(${folded}) >= ${SHORTEST_WITHIN} AND contains(${wanted}, ${folded}))`;
  };
  // Results are of the year after at the latest.
  const { years } = selection;
  const results: Selection = years ? { ...selection, years: [years[0], years[1] + 1] } : selection;
  const forms = await readForms(database, holds, results);
  const evaluations = await readEvaluations(database, holds, results);
  const targets = forms.filter(({ isResult, year }) => !isResult && (!years || (year !== null && year <= years[1])));
  const lines: ProjectLine[] = [];
  const used = new Set<Form | Row>();
  for (const target of targets) {
    const fits = (group: string, year: number | null) =>
      group === target.group && year !== null && target.year !== null && [0, 1].includes(year - target.year);
    const selfEvaluations = forms.filter((form) => form.isResult && fits(form.group, form.year));
    const judged = evaluations.filter((row) => fits(groupOf(row, row.project_name), numberOf(row.fiscal_year)));
    for (const each of [...selfEvaluations, ...judged]) used.add(each);
    for (const form of selfEvaluations) lines.push(...besideForm(target, form));
    // What has no result in prose is told once, and not beside a form that has its results.
    const tellsRest = (i: number) => i === 0 && selfEvaluations.length === 0;
    judged.forEach((row, i) => {
      lines.push(...besideEvaluation(target, row, tellsRest(i)));
    });
    if (selfEvaluations.length + judged.length === 0) {
      lines.push(...target.aims.map((aim) => line(target, aim.what, aim, null, NOTHING)));
    }
  }
  for (const form of forms.filter((each) => each.isResult && !used.has(each))) lines.push(...besideForm(null, form));
  for (const row of evaluations.filter((each) => !used.has(each))) lines.push(...besideEvaluation(null, row, false));
  return lines;
}

/** All forms with their indicators, in a few statements however many they are. */
async function readForms(database: Database, holds: (column: string) => string, selection: Selection): Promise<Form[]> {
  const wanted = `starts_with(p.form, 'project') AND ${holds('p.name')} AND ${conditionOf(selection, 'p')}`;
  const projects = await database.rows(`
    SELECT p.* FROM projects p WHERE ${wanted}
    ORDER BY p.region_code, p.fiscal_year, p.document_id, p.ordinal`);
  if (projects.length === 0) return [];
  const ofProjects = `(i.document_id, i.project_id) IN (SELECT p.document_id, p.id FROM projects p WHERE ${wanted})`;
  const indicators = await database.rows(`
    SELECT i.*, c.family, c.comparable_value, c.comparable_actual, c.comparable_unit
    FROM indicators i JOIN comparisons c USING (document_id, ordinal)
    WHERE ${amongDocuments('i', projects)} AND ${amongDocuments('c', projects)} AND ${ofProjects} ORDER BY i.document_id, i.ordinal`);
  const places = await readPlaces(
    database,
    `SELECT i.document_id, i.id FROM indicators i WHERE ${amongDocuments('i', projects)} AND ${ofProjects}`,
    projects,
    'indicator',
    ['raw_value', 'actual_raw'],
  );
  const ofBudgets = `SELECT p.document_id, p.id FROM projects p WHERE ${wanted}`;
  const budgets = await readPlaces(database, ofBudgets, projects, 'project', ['budget_total_wan']);
  const aims = new Map<string, Aim[]>();
  for (const row of indicators) {
    const key = `${row.document_id} ${row.project_id}`;
    const others = aims.get(key);
    if (others) others.push(aimOf(row, places));
    else aims.set(key, [aimOf(row, places)]);
  }
  return projects.map((project) => ({
    document: String(project.document_id),
    record: String(project.id),
    group: groupOf(project, project.name, project.department),
    year: numberOf(project.fiscal_year),
    name: String(project.name),
    region: textOf(project.region_name),
    isResult: String(project.form).endsWith('self_evaluation'),
    aims: aims.get(`${project.document_id} ${project.id}`) ?? [],
    budget: numberOf(project.budget_total_wan),
    source: String(project.source),
    place: budgets.get(placeKey(project.document_id, project.id, 'budget_total_wan')) ?? null,
  }));
}

/** What evaluations say of whole projects. */
const JUDGED = ['budget_wan', 'expenditure_wan', 'execution_rate_pct', 'score', 'satisfaction_pct'];

/** Each with the places of what it says, as `score_place`. */
async function readEvaluations(
  database: Database,
  holds: (column: string) => string,
  selection: Selection,
): Promise<Row[]> {
  const wanted = `${holds('e.project_name')} AND ${conditionOf(selection, 'e')}`;
  const rows = await database.rows(`
    SELECT e.* FROM evaluations e WHERE ${wanted}
    ORDER BY e.region_code, e.fiscal_year, e.document_id, e.ordinal`);
  if (rows.length === 0) return [];
  const records = `SELECT e.document_id, e.id FROM evaluations e WHERE ${wanted}`;
  const places = await readPlaces(database, records, rows, 'evaluation', JUDGED);
  return rows.map((row) => {
    const placed = JUDGED.map((field) => [
      `${field}_place`,
      places.get(placeKey(row.document_id, row.id, field)) ?? null,
    ]);
    return { ...row, ...Object.fromEntries(placed) };
  });
}

/** One project of one county; without a code nothing is joined over documents. */
function groupOf(row: Row, name: unknown, department: unknown = null): string {
  const key = projectKey(textOf(name), textOf(department), textOf(row.region_name));
  return `${row.region_code ?? row.document_id} ${key}`;
}

function aimOf(row: Row, places: ReadonlyMap<string, string | null>): Aim {
  const place = (field: string) => places.get(placeKey(row.document_id, row.id, field)) ?? null;
  return {
    document: String(row.document_id),
    record: String(row.id),
    key: nameKey(textOf(row.name)),
    family: textOf(row.family),
    what: textOf(row.name) ?? '',
    operator: textOf(row.operator) as Operator | null,
    raw: textOf(row.raw_value),
    value: numberOf(row.comparable_value),
    actual: textOf(row.actual_raw),
    actualValue: numberOf(row.comparable_actual),
    unit: textOf(row.comparable_unit),
    source: String(row.source),
    place: place('raw_value'),
    actualPlace: place('actual_raw'),
  };
}

const NOTHING: Result = {
  result: null,
  result_value: null,
  result_source: null,
  result_place: null,
  result_document: null,
  result_record: null,
  result_field: null,
};

/** By name, else by a family that both forms have once. */
function besideForm(target: Form | null, form: Form): ProjectLine[] {
  const resultOf = (aim: Aim): Result => ({
    result: aim.actual,
    result_value: aim.actualValue,
    result_source: aim.source,
    result_place: aim.actualPlace,
    result_document: aim.document,
    result_record: aim.record,
    result_field: 'actual_raw',
  });
  const left = new Set(form.aims);
  const once = (aims: readonly Aim[], family: string | null) =>
    family !== null && aims.filter((each) => each.family === family).length === 1;
  const named = new Map<Aim, Aim>();
  for (const aim of target?.aims ?? []) {
    const same = [...left].find((each) => each.key === aim.key);
    if (!same) continue;
    named.set(aim, same);
    left.delete(same);
  }
  const lines = (target?.aims ?? []).map((aim) => {
    const { family } = aim;
    const alike =
      once(target!.aims, family) && once(form.aims, family) && [...left].find((each) => each.family === family);
    const found = named.get(aim) ?? (alike || null);
    if (found) left.delete(found);
    return line(
      target,
      aim.what,
      aim,
      form.year,
      found && found.unit === aim.unit ? resultOf(found) : found ? { ...resultOf(found), result_value: null } : NOTHING,
    );
  });
  // What only the self-evaluation has, beside the target that it prints itself.
  const own = [...left].map((aim) => line(form, aim.what, aim, form.year, resultOf(aim)));
  return [...lines, ...own];
}

/** What prose says of the whole project; satisfaction beside the only target of satisfaction. */
function besideEvaluation(target: Form | null, row: Row, tellsRest: boolean): ProjectLine[] {
  const year = numberOf(row.fiscal_year);
  const result = (field: string, unit: string): Result => ({
    result: row[field] === null ? null : `${Number(row[field])}${unit}`,
    result_value: numberOf(row[field]),
    result_source: textOf(row.source),
    result_place: textOf(row[`${field}_place`]),
    result_document: textOf(row.document_id),
    result_record: textOf(row.id),
    result_field: field,
  });
  const whole = (what: string, field: string, unit: string): ProjectLine => ({
    ...line(target, what, null, year, result(field, unit)),
    unit,
    ...(target ? {} : { region_name: textOf(row.region_name), project_name: String(row.project_name) }),
  });
  const budget: ProjectLine = {
    ...whole('预算数', 'budget_wan', '万元'),
    ...(target && target.budget !== null
      ? {
          target: `${target.budget}万元`,
          target_value: target.budget,
          target_source: target.source,
          target_place: target.place,
          target_document: target.document,
          target_record: target.record,
          target_field: 'budget_total_wan',
        }
      : {}),
  };
  const score = whole('得分', 'score', '分');
  if (score.result !== null && row.grade !== null) score.result += `（${row.grade}）`;
  const wished = target?.aims.filter(({ family }) => family === SATISFACTION) ?? [];
  const [only] = wished;
  const satisfied = result('satisfaction_pct', '%');
  const satisfaction =
    target && only && wished.length === 1 && only.unit === '%'
      ? line(target, only.what, only, year, satisfied)
      : whole('满意度', 'satisfaction_pct', '%');
  const others = tellsRest ? (target?.aims ?? []).filter((aim) => aim !== only || wished.length > 1) : [];
  return [
    ...[
      budget,
      whole('支出数', 'expenditure_wan', '万元'),
      whole('执行率', 'execution_rate_pct', '%'),
      score,
      satisfaction,
    ].filter((each) => each.result !== null || (tellsRest && each.target !== null)),
    ...others.map((aim) => line(target, aim.what, aim, year, NOTHING)),
  ];
}

function line(target: Form | null, what: string, aim: Aim | null, year: number | null, result: Result): ProjectLine {
  const { value = null, operator = null, unit = null } = aim ?? {};
  const comparable = value !== null && result.result_value !== null;
  return {
    region_name: target?.region ?? null,
    project_name: target?.name ?? '',
    what,
    unit,
    target_year: target?.year ?? null,
    target: aim?.raw ?? null,
    target_value: value,
    result_year: year,
    ...result,
    reached: comparable ? isReached(operator, value, result.result_value!) : null,
    target_source: aim?.source ?? null,
    target_place: aim?.place ?? null,
    target_document: aim?.document ?? null,
    target_record: aim?.record ?? null,
    target_field: aim ? 'raw_value' : null,
  };
}
