/**
 * 项目支出绩效目标表, 部门整体支出绩效目标表, 绩效自评表: head, funds, goal and indicator grid to one project, and for a
 * self-evaluation form the evaluation as well (财预〔2015〕88号, 财预〔2020〕10号, 财预〔2021〕101号).
 */
import { type Cell, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { Evaluation, Evidence, FormKind, Project } from '../record.js';
import { isPlaceholder, readMoney, readNumber } from '../values/index.js';
import { type Draft, type DraftFinding, emptyEvaluation } from './draft.js';
import { readGrade } from './grade.js';
import { readGrid } from './grid.js';
import { findGridByContent } from './grid-guess.js';
import { type Entry, type FundField, type Head, labelOf, readHead } from './head.js';
import { readIndicators } from './indicators.js';
import { evidenceOf, Ledger } from './ledger.js';
import { type Field, unitStated } from './lexicon.js';
import { type Region, unitOfCaptions, yearOfRegion } from './locate.js';
import { readTasks, type TasksReading } from './tasks.js';
import { filledCells } from './unread.js';

export interface TargetReading {
  project: Draft<Project>;
  evaluation: Draft<Evaluation> | null;
  findings: DraftFinding[];
}

const DEFAULT_UNIT = '万元';

/** Reads a region as a form; null where it is none, or a blank template (then with a finding). */
export function readTarget(
  region: Region,
  year: number | null,
  lexicon: Lexicon,
): { reading: TargetReading | null; findings: DraftFinding[] } | null {
  const grid = findGridByContent(region.rows, lexicon);
  if (!grid || region.title?.kind === null) return null;
  const ledger = new Ledger();
  const findings: DraftFinding[] = [];
  const captionUnit = unitOfCaptions(region);
  const headRows = region.rows.slice(0, grid.headRow);
  const tasks = readTasks(headRows, lexicon, ledger, captionUnit);
  const head = readHead(captionRows(region, lexicon), lexicon.forms, new Ledger());
  readHead(headRows, lexicon.forms, ledger, head);
  const formYear = yearOfRegion(region) ?? year;
  const reading = readGrid(region.rows, grid, region.table.method, lexicon, ledger);
  readHead([reading.besideTotal, ...region.rows.slice(reading.end)], lexicon.forms, ledger, head);

  const indicators = readIndicators(reading.rows, formYear, lexicon);
  const isDepartment =
    region.title?.kind?.startsWith('department') ??
    (head.entries.has('department_name') && !head.entries.has('project_name'));
  const isSelf =
    region.title?.kind?.endsWith('self_evaluation') ??
    grid.columns.some(({ role }) => role.name === 'actual' || role.name === 'score');
  const form: FormKind = `${isDepartment ? 'department' : 'project'}_${isSelf ? 'self_evaluation' : 'target'}`;

  const evidence: Evidence = {};
  const take = (record: Evidence, field: string, entry: Entry | undefined): string | null => {
    if (!entry || isPlaceholder(entry.text, lexicon.values)) return null;
    record[field] = evidenceOf(entry.cells, ...entry.repairs);
    return removeSpaces(entry.text);
  };
  const entry = (...fields: Field[]) =>
    fields.map((field) => head.entries.get(field)).find((found) => found && !isPlaceholder(found.text, lexicon.values));
  const nameEntry = isDepartment
    ? entry('department_name', 'department', 'implementing_unit', 'project_name')
    : entry('project_name');
  // 编制单位：县财政局 over the projects of many departments compiled the table, and carries out none of them.
  const isCompiled = region.ofSeveral && head.entries.has('department');
  const money = moneyReader(head, tasks, captionUnit, findings);
  const department = splitCode(
    // 单位名称：县住建局 over the form of a project is all that is said of who answers for it.
    take(
      evidence,
      'department',
      entry('department', 'department_name') ?? (isDepartment ? nameEntry : compiler(entry)),
    ),
  );
  const code = take(evidence, 'department_code', head.entries.get('department_code')) ?? department.code;
  if (department.code && code && !evidence.department_code && evidence.department)
    evidence.department_code = evidence.department;
  const project: Draft<Project> = {
    seq: 0,
    form,
    name: withoutCode(take(evidence, 'name', nameEntry)),
    level: ticked(take(evidence, 'level', entry('level'))),
    category: ticked(take(evidence, 'category', entry('category'))),
    department: department.name,
    department_code: code,
    implementing_unit: splitCode(
      take(
        evidence,
        'implementing_unit',
        entry('implementing_unit') ??
          (isDepartment
            ? undefined
            : (unitBesideDepartment(entry) ?? (isCompiled ? undefined : entry('reporting_unit')))),
      ),
    ).name,
    fiscal_year: formYear,
    budget_total_wan: money('fund_total', 'budget_total_wan', evidence),
    budget_fiscal_wan: money('fund_fiscal', 'budget_fiscal_wan', evidence),
    budget_carryover_wan: money('fund_carryover', 'budget_carryover_wan', evidence),
    budget_other_wan: money('fund_other', 'budget_other_wan', evidence),
    goal: take(evidence, 'goal', entry('goal_expected', 'goal', 'goal_long_term')),
    goal_actual: take(evidence, 'goal_actual', entry('goal_actual')),
    tasks: tasks?.tasks ?? [],
    indicators: indicators.indicators,
    evidence,
  };
  if (project.indicators.length === 0 && (project.name === null || grid.firstRow < region.rows.length)) {
    return { reading: null, findings: [blankTemplate(region, lexicon)] };
  }
  if (project.name === null) {
    findings.push({
      code: 'form/name-missing',
      severity: 'warning',
      message: 'the form prints no name of a project',
      at: (region.rows[0] ?? []).flatMap((cell) => cell.at),
    });
  }
  const goal = entry('goal_expected', 'goal', 'goal_long_term');
  const longTerm = (['goal_long_term', 'fund_long_term'] as const).flatMap((field) => {
    const found = entry(field);
    return found && found !== goal ? [found.label, ...found.cells] : [];
  });
  const evaluation = isSelf ? evaluationOf(project, head, reading.total?.score ?? null, money) : null;
  releaseUnread(head, goal, { ...evidence, ...evaluation?.evidence }, ledger, lexicon);
  findings.push(
    ...reading.findings,
    ...fundPartFindings(head, captionUnit),
    ...longTermFinding([...new Set([...longTerm, ...head.longTerm, ...reading.longTerm])]),
    ...ledger.leftovers(region.rows.flat()),
  );
  for (const finding of findings) finding.about = project;
  findings.push(...indicators.findings);
  return { reading: { project, evaluation, findings }, findings: [] };
}

/** The record's field for what these labels announce; without evidence nothing could be made of what they announce. */
const READ_AS: Partial<Record<Field, string>> = {
  fund_total: 'budget_total_wan',
  fund_fiscal: 'budget_fiscal_wan',
  fund_carryover: 'budget_carryover_wan',
  fund_other: 'budget_other_wan',
  total_score: 'score',
  grade: 'grade',
};

/** What stands beside a label and could not be read is left over: words for an amount, a second goal. */
function releaseUnread(head: Head, goal: Entry | undefined, read: Evidence, ledger: Ledger, { values }: Lexicon): void {
  for (const [field, { text, cells, label }] of head.entries) {
    const name = READ_AS[field];
    const isSecondGoal = goal !== undefined && (field === 'goal' || field === 'goal_expected') && goal.cells !== cells;
    if ((name && !read[name]) || isSecondGoal) {
      if (!isPlaceholder(text, values) && text !== goal?.text)
        ledger.release(...cells.filter((cell) => cell !== label));
    }
  }
}

/** 主管部门 | 县农业农村局 | 单位名称 | 县农技推广中心: beside a department, the unit that is named is another one. */
function unitBesideDepartment(entry: (...fields: Field[]) => Entry | undefined): Entry | undefined {
  const [department, named] = [entry('department'), entry('department_name')];
  return department && named && removeSpaces(department.text) !== removeSpaces(named.text) ? named : undefined;
}

/** 编制单位：县交通委 beside 预算执行单位：县公路中心 is the department; without one that carries out it would be that unit. */
function compiler(entry: (...fields: Field[]) => Entry | undefined): Entry | undefined {
  const [compiled, unit] = [entry('reporting_unit'), entry('implementing_unit')];
  return compiled && unit && removeSpaces(compiled.text) !== removeSpaces(unit.text) ? compiled : undefined;
}

type MoneyReader = (fund: FundField, field: string, evidence: Evidence, measure?: 'budget' | 'spent') => number | null;

/** Reads amounts of the form in 万元; says once where no unit is printed anywhere. */
function moneyReader(
  head: Head,
  tasks: TasksReading | null,
  captionUnit: string | null,
  findings: DraftFinding[],
): MoneyReader {
  const ofTasks: Partial<Record<FundField, Cell | undefined>> = {
    fund_total: tasks?.total.total,
    fund_fiscal: tasks?.total.fiscal,
    fund_other: tasks?.total.other,
  };
  let told = false;
  return (fund, field, evidence, measure = 'budget') => {
    const table = head.funds.get(fund);
    const entry = head.entries.get(fund);
    const inTable = table?.get(measure) ?? (measure === 'budget' ? table?.get('initial') : undefined);
    const inTasks = !inTable && !entry && measure === 'budget' ? ofTasks[fund] : undefined;
    const cells = inTable ? [inTable] : measure === 'budget' && entry ? entry.cells : inTasks ? [inTasks] : [];
    if (cells.length === 0) return null;
    const text = inTable || inTasks ? cells[0]!.text : entry!.text;
    const unit = (inTasks ? tasks!.unit : inTable ? null : entry!.unit) ?? head.fundsUnit ?? captionUnit;
    const { wan, printedUnit } = readMoney(text, unit ?? DEFAULT_UNIT);
    if (wan === null) return null;
    if (!unit && !printedUnit && !told) {
      told = true;
      findings.push({
        code: 'form/unit-not-printed',
        severity: 'info',
        message: 'no unit is printed for the amounts of this form; read as 万元',
        at: cells.flatMap(({ at }) => at),
        actual: text,
      });
    }
    evidence[field] = evidenceOf(cells);
    return wan;
  };
}

function gradeOf(entry: Entry | undefined, evidence: Evidence): Evaluation['grade'] {
  const grade = entry ? readGrade(ticked(entry.text) ?? '') : null;
  if (entry && grade) evidence.grade = evidenceOf(entry.cells);
  return grade;
}

function evaluationOf(project: Draft<Project>, head: Head, total: Cell | null, money: MoneyReader): Draft<Evaluation> {
  const evidence: Evidence = {};
  if (project.evidence.name) evidence.project_name = project.evidence.name;
  const number = (field: string, cell: Cell | null | undefined) => {
    const value = cell ? readNumber(cell.text) : null;
    if (cell && value !== null) evidence[field] = evidenceOf([cell]);
    return value;
  };
  const totalEntry = head.entries.get('total_score');
  const funds = head.funds.get('fund_total');
  const budget = money('fund_total', 'budget_wan', evidence);
  const spent = money('fund_total', 'expenditure_wan', evidence, 'spent');
  return {
    ...emptyEvaluation(),
    project_name: project.name,
    fiscal_year: project.fiscal_year,
    budget_wan: budget,
    expenditure_wan: spent,
    execution_rate_pct: number('execution_rate_pct', funds?.get('rate')),
    score: number('score', total ?? totalEntry?.cells[0]),
    grade: gradeOf(head.entries.get('grade'), evidence),
    evidence,
  };
}

/**
 * Captions as rows of one cell, so that `填报单位：县水务局    单位：万元` above a table is read like its head. Only those that
 * say something themselves: the name of a sheet (绩效目标) is no label of the title below it.
 */
function captionRows(region: Region, { forms }: Lexicon): Cell[][] {
  return region.captions
    .flatMap((caption) =>
      caption.text
        .split(/\s{2,}|\t/)
        .map((text) => ({ ...caption, text, row: 0, column: 0, rowSpan: 1, columnSpan: 1 })),
    )
    .filter((cell) => unitStated(cell.text) !== null || (labelOf(cell, forms)?.rest ?? null) !== null)
    .map((cell) => [cell]);
}

/** `德惠市教育局-510`, `219-贵池区水利局`, `[510]教育局`, and a hyphen whose code was left out (`城市建设局-`). */
function splitCode(text: string | null): { name: string | null; code: string | null } {
  if (text === null) return { name: null, code: null };
  const behind =
    /^(.*?\D)[-－—–](\d{3,12})?$/.exec(text) ?? /^(.*\p{Script=Han})[([（【]?(\d{3,12})[)\]）】]?$/u.exec(text);
  if (behind) return { name: behind[1]!, code: behind[2] ?? null };
  const before = /^[[(（【]?(\d{3,12})[\])）】]?[-－—–]?(\D.*)$/.exec(text);
  return before ? { name: before[2]!, code: before[1]! } : { name: text, code: null };
}

/** `51000021R000000012345-工资性支出`: the code of the project library before the name. */
function withoutCode(name: string | null): string | null {
  return name === null ? null : name.replace(/^(?=[A-Z0-9]*\d{6})[A-Z0-9]{10,}[-－—–_]/, '');
}

/** `□新增项目 √延续项目`: the option that is ticked; text without boxes as it is, null where no box is ticked. */
function ticked(text: string | null): string | null {
  if (text === null || !/[□☐○√☑☒■✓✔●]/u.test(text)) return text;
  const chosen = /[√☑☒■✓✔●]\s*([^□☐○√☑☒■✓✔●]+)/u.exec(text)?.[1] ?? /([^□☐○√☑☒■✓✔●]+)[√☑☒■✓✔]/u.exec(text)?.[1];
  return chosen?.trim() || null;
}

/** What stands beside 财政拨款 and 其他资金 is said, with its amount in 万元: the total is the sum of all. */
function fundPartFindings(head: Head, captionUnit: string | null): DraftFinding[] {
  return head.fundParts.flatMap(({ label, text, unit }): DraftFinding[] => {
    const { wan } = readMoney(text, unit ?? head.fundsUnit ?? captionUnit ?? DEFAULT_UNIT);
    if (wan === null || wan === 0) return [];
    const name = removeSpaces(label.text);
    const message = `“${name}” is a line of the funds that the record has no field for`;
    return [{ code: 'form/other-fund-line', severity: 'info', message, at: label.at, actual: `${wan}万元` }];
  });
}

/** Targets of the whole term have no field in a record, which is of one year: all that is printed of them is told. */
function longTermFinding(cells: readonly Cell[]): DraftFinding[] {
  if (cells.length === 0) return [];
  return [
    {
      code: 'form/long-term-block',
      severity: 'info',
      message:
        'targets of the whole term (中期/长期目标) stand beside those of the year and are not part of the record',
      at: cells.flatMap((cell) => cell.at),
      actual: cells.map((cell) => cell.text).join(' | '),
    },
  ];
}

function blankTemplate(region: Region, lexicon: Lexicon): DraftFinding {
  const filled = filledCells(region, lexicon);
  const cells = filled.length > 0 ? filled : (region.rows[0] ?? []);
  return {
    code: 'form/blank-template',
    severity: 'info',
    message: 'a form that nobody filled in',
    at: cells.flatMap((cell) => cell.at),
    ...(filled.length > 0 ? { actual: filled.map(({ text }) => text).join(' | ') } : {}),
  };
}
