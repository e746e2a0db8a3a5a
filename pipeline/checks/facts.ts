/** What the rules over documents need of each record: small rows that DuckDB joins, so that no record is held. */
import { createHash } from 'node:crypto';
import type { Place } from '../../extractors/document.js';
import { selfEvaluation } from '../../normalizers/checks/rules/evaluations.js';
import { both, called, field, indicatorSide, type Side } from '../../normalizers/checks/rules/rule.js';
import { copyableClauses } from '../../normalizers/checks/rules/sentences.js';
import { nameKey } from '../../normalizers/checks/rules/text.js';
import type { Evaluation, GongkaiRecord, Indicator, Project } from '../../normalizers/record.js';
import { SHORTEST_GOAL } from './dataset-rules.js';
import { indicatorKey, projectKey, regionKey } from './keys.js';

/** What is known of a document in an outcome. */
export interface DocumentReference {
  sha256: string;
  source: string;
  title: string | null;
  region_code: string | null;
  region_name: string | null;
  fiscal_year: number | null;
}

export function referenceOf({ document }: GongkaiRecord): DocumentReference {
  const { sha256, source, title, region_code, region_name, fiscal_year } = document;
  return { sha256, source, title, region_code, region_name, fiscal_year };
}

/** A goal, a target or a result on its way through the database: what an outcome says of it. */
export interface Payload {
  id: string;
  name: string | null;
  project: string | null;
  side: Side;
  value?: number | null;
  operator?: Indicator['operator'];
  /** Of a result: the target that stands beside it in the self-evaluation. */
  target?: { value: number | null; operator: Indicator['operator']; side: Side };
}

/** A fact under the key by which documents share it. */
export interface Keyed {
  key: string;
  payload: Payload;
}

export interface Facts {
  goals: (Keyed & { project: string })[];
  clauses: (Keyed & { project: string })[];
  /** Keyed by region, project and what is measured. */
  aims: (Keyed & { year: number })[];
  results: (Keyed & { year: number })[];
  /** What was published, and for which year. */
  series: { region: string; kind: string; year: number }[];
}

/** The key under which the satisfaction that prose reports meets the only target of satisfaction of a form. */
const SATISFACTION = 'satisfaction %';
const SATISFACTION_CATEGORY = 'satisfaction.beneficiary';

export function factsOf(record: GongkaiRecord): Facts {
  const region = regionKey(record);
  const facts: Facts = { goals: [], clauses: [], aims: [], results: [], series: [] };
  for (const project of record.projects) {
    facts.goals.push(...goalOf(project));
    const year = project.fiscal_year;
    if (region === null || year === null || !project.form.startsWith('project')) continue;
    const of = project.form.endsWith('self_evaluation') ? resultsOf : aimsOf;
    const same = projectKey(project.name, project.department, record.document.region_name);
    const into = project.form.endsWith('self_evaluation') ? facts.results : facts.aims;
    into.push(...of(project).map(({ key, payload }) => ({ key: digest(region, same, key), payload, year })));
  }
  for (const evaluation of record.evaluations) {
    if (selfEvaluation(record, evaluation)) continue;
    facts.clauses.push(...clausesOf(evaluation));
    const year = evaluation.fiscal_year;
    if (region === null || year === null || evaluation.satisfaction_pct === null) continue;
    const same = projectKey(evaluation.project_name, null, record.document.region_name);
    facts.results.push({ key: digest(region, same, SATISFACTION), payload: satisfactionOf(evaluation), year });
  }
  const { fiscal_year: year, kinds } = record.document;
  if (region !== null && year !== null) facts.series.push(...kinds.map((kind) => ({ region, kind, year })));
  return facts;
}

/** Short, whatever the texts: keys are joined and grouped by the million. */
function digest(...texts: string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 24);
}

function goalOf(project: Project): Facts['goals'] {
  const goal = nameKey(project.goal);
  if (goal.length < SHORTEST_GOAL) return [];
  const { id, name } = project;
  const payload = { id, name, project: name, side: field(both('绩效目标', 'goal'), project, 'goal') };
  return [{ key: digest(goal), project: projectKey(name, project.department), payload }];
}

function clausesOf(evaluation: Evaluation): Facts['clauses'] {
  const { id, project_name: name, evidence } = evaluation;
  const at: Place[] = [evidence.findings_text, evidence.problems_text, evidence.recommendations_text].flatMap(
    (text) => text?.at ?? [],
  );
  return copyableClauses(evaluation).map((clause) => ({
    key: digest(nameKey(clause)),
    project: projectKey(name),
    payload: { id, name, project: name, side: { what: both('分句', 'clause'), value: clause, raw: clause, at } },
  }));
}

/** One row an indicator that a number can be compared with; of a repeated name the first. */
function numbersOf(project: Project): Indicator[] {
  const seen = new Set<string>();
  return project.indicators.filter((indicator) => {
    const { kind, value, value_high: high } = indicator;
    const key = indicatorKey(indicator);
    if (kind !== 'quantitative' || value === null || high !== null || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function aimsOf(project: Project): Keyed[] {
  const satisfaction = project.indicators.filter(({ category_code: code }) => code === SATISFACTION_CATEGORY);
  return numbersOf(project).flatMap((indicator) => {
    const { id, name, value, operator } = indicator;
    const payload = {
      id,
      name,
      project: project.name,
      value,
      operator,
      side: indicatorSide(indicator, both('目标值', 'target')),
    };
    const only = satisfaction.length === 1 && satisfaction[0] === indicator && indicator.unit === '%';
    const keys = only ? [indicatorKey(indicator), SATISFACTION] : [indicatorKey(indicator)];
    return keys.map((key) => ({ key, payload }));
  });
}

function resultsOf(project: Project): Keyed[] {
  return numbersOf(project).flatMap((indicator) => {
    const { id, name, actual_value: value, operator } = indicator;
    if (value === null) return [];
    const target = {
      value: indicator.value,
      operator,
      side: indicatorSide(indicator, both('自评表目标值', 'target in the self-evaluation')),
    };
    const side = field(called(both('实际值', 'result'), name), indicator, 'actual_raw');
    return [{ key: indicatorKey(indicator), payload: { id, name, project: project.name, value, side, target } }];
  });
}

function satisfactionOf(evaluation: Evaluation): Payload {
  const { id, project_name: name, satisfaction_pct: value } = evaluation;
  const side = field(both('评价中的满意度', 'satisfaction in the evaluation'), evaluation, 'satisfaction_pct');
  return { id, name, project: name, value, side };
}
