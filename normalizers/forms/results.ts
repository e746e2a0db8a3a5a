/** Tables of results (`序号 | 项目名称 | 主管部门 | 预算金额 | 支出金额 | 评价得分 | 评价等级`): an evaluation for each row. */
import { type Cell, foldText, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { Evaluation, Evidence } from '../record.js';
import { isPlaceholder, readMoney, readNumber } from '../values/index.js';
import { alignRow } from './align.js';
import { type Draft, type DraftFinding, emptyEvaluation } from './draft.js';
import { readGrade } from './grade.js';
import { isColumnNumbers } from './grid-head.js';
import { evidenceOf, Ledger } from './ledger.js';
import { type FormLexicon, type ResultsColumn, unitOfLabel } from './lexicon.js';
import { type Region, unitOfCaptions } from './locate.js';

const DEFAULT_UNIT = '万元';
const FEWEST_HEADS = 3;
/** Columns that are known, and of which an evaluation has no field. */
const UNREAD: readonly ResultsColumn[] = ['seq', 'department', 'ignored'];

/** Reads a region as a table of results; null where its heads name no project, or neither score nor grade. */
export function readResults(
  region: Region,
  year: number | null,
  lexicon: Lexicon,
): { evaluations: Draft<Evaluation>[]; findings: DraftFinding[] } | null {
  const rows = uprightRows(region, lexicon.forms);
  const headRow = rows ? headRowOf(rows, lexicon.forms) : -1;
  const head = rows?.[headRow];
  if (!rows || !head) return null;
  const ledger = new Ledger();
  const unknown = new Set<number>();
  const columns = head.map((cell) => {
    const role = lexicon.forms.likelyResultsColumn(cell.text);
    if (role) ledger.use(cell);
    else unknown.add(cell.column);
    return { role: role ?? ('ignored' as ResultsColumn), column: cell.column, span: cell.columnSpan };
  });
  const unitOf = (role: ResultsColumn) => {
    const cell = head.find(({ text }) => lexicon.forms.likelyResultsColumn(text) === role);
    return (cell && unitOfLabel(cell.text)) ?? unitOfCaptions(region) ?? DEFAULT_UNIT;
  };
  const units = { budget: unitOf('budget'), spent: unitOf('spent') };
  const evaluations: Draft<Evaluation>[] = [];
  for (const row of rows.slice(headRow + 1)) {
    if (row.some((cell) => lexicon.forms.isTotalRow(cell.text)) || isHead(row, lexicon.forms) || isColumnNumbers(row)) {
      ledger.use(...row);
      continue;
    }
    const placed = alignRow(row, columns, { fit: weigh, shiftCost: 1.5, leftoverCost: 6 });
    const own: Partial<Record<ResultsColumn, Cell>> = {};
    placed.forEach((column, i) => {
      if (column && !unknown.has(column.column)) own[column.role] ??= row[i]!;
    });
    const read = evaluationOf(own, units, year, lexicon);
    if (!read) continue;
    evaluations.push(read.evaluation);
    ledger.use(...read.cells, ...UNREAD.map((role) => own[role]));
  }
  return evaluations.length > 0 ? { evaluations, findings: ledger.leftovers(rows.flat()) } : null;
}

export function isResultsTable(region: Region, lexicon: FormLexicon): boolean {
  return uprightRows(region, lexicon) !== null;
}

/** The rows of a table of results, of one that lies on its side (项目名称 | 甲 | 乙, 得分 | 91 | 88) its columns; null for others. */
function uprightRows({ rows }: Region, lexicon: FormLexicon): Cell[][] | null {
  if (headRowOf(rows, lexicon) >= 0) return rows;
  const columns: Cell[][] = [];
  for (const cell of rows.flat()) {
    const turned = { ...cell, row: cell.column, column: cell.row, rowSpan: cell.columnSpan, columnSpan: cell.rowSpan };
    columns[cell.column] ??= [];
    columns[cell.column]!.push(turned);
  }
  const turned = Array.from(columns, (column) => column ?? []);
  return headRowOf(turned, lexicon) >= 0 ? turned : null;
}

/** The row of heads of a table of results; -1 where it is none: heads of a grid of indicators have 得分, too. */
function headRowOf(rows: readonly (readonly Cell[])[], lexicon: FormLexicon): number {
  const row = rows.findIndex((cells) => isHead(cells, lexicon));
  const isGrid = rows[row]?.some(({ text }) => lexicon.columnRoles(text).some((role) => role.startsWith('level')));
  return isGrid ? -1 : row;
}

function isHead(row: readonly Cell[], lexicon: FormLexicon): boolean {
  const roles = row.map((cell) => lexicon.resultsColumn(cell.text));
  const known = roles.filter(Boolean).length;
  if (known < FEWEST_HEADS || known < row.length / 2) return false;
  const likely = row.map((cell) => lexicon.likelyResultsColumn(cell.text));
  return likely.includes('project_name') && (likely.includes('score') || likely.includes('grade'));
}

/** The evaluation of a row, with the cells that it was made of or that say that there is nothing. */
function evaluationOf(
  own: Partial<Record<ResultsColumn, Cell>>,
  units: { budget: string; spent: string },
  year: number | null,
  lexicon: Lexicon,
): { evaluation: Draft<Evaluation>; cells: Cell[] } | null {
  const evidence: Evidence = {};
  const cells: Cell[] = [];
  const take = <T>(field: string, cell: Cell | undefined, read: (text: string) => T | null): T | null => {
    if (!cell) return null;
    const isEmpty = isPlaceholder(cell.text, lexicon.values);
    const value = isEmpty ? null : read(cell.text);
    if (isEmpty || value !== null) cells.push(cell);
    if (value !== null) evidence[field] = evidenceOf([cell]);
    return value;
  };
  const name = take('project_name', own.project_name, removeSpaces);
  const score = take('score', own.score, readNumber);
  const grade = take('grade', own.grade, readGrade);
  if (name === null || (score === null && grade === null)) return null;
  const trimmed = (text: string) => text.trim() || null;
  const evaluation: Draft<Evaluation> = {
    ...emptyEvaluation(),
    project_name: name,
    fiscal_year: year,
    budget_wan: take('budget_wan', own.budget, (text) => readMoney(text, units.budget).wan),
    expenditure_wan: take('expenditure_wan', own.spent, (text) => readMoney(text, units.spent).wan),
    execution_rate_pct: take('execution_rate_pct', own.rate, readNumber),
    score,
    grade,
    problems_text: take('problems_text', own.problems, trimmed),
    recommendations_text: take('recommendations_text', own.recommendations, trimmed),
    evidence,
  };
  return { evaluation, cells };
}

function weigh(cell: Cell, role: ResultsColumn): number {
  const text = foldText(cell.text);
  const numeric = /^[-+]?[\d,.]+(?:[万亿千]?元|%|分)?$/.test(text);
  if (role === 'grade') return readGrade(text) ? 2 : -3;
  if (role === 'seq' || role === 'budget' || role === 'spent' || role === 'rate' || role === 'score')
    return numeric ? 1.5 : -2;
  if (role === 'ignored') return 0;
  return numeric ? -3 : 1;
}

const FIELDS = [
  'budget_wan', 'expenditure_wan', 'execution_rate_pct', 'score', 'grade', 'problems_text', 'recommendations_text',
] as const; // biome-ignore format: a list

/**
 * The evaluations of tables of results beside those of running text: a project that both tell of is one evaluation, the
 * one of the text with what only the table says; where they contradict each other, that is a finding.
 */
export function mergeResults(
  results: readonly Draft<Evaluation>[],
  summaries: readonly Draft<Evaluation>[],
): { evaluations: Draft<Evaluation>[]; findings: DraftFinding[] } {
  const findings: DraftFinding[] = [];
  const byName = new Map(summaries.map((each) => [foldText(each.project_name ?? ''), each]));
  const alone = results.filter((result) => {
    const summary = byName.get(foldText(result.project_name ?? ''));
    if (!summary) return true;
    for (const field of FIELDS) {
      const [told, listed] = [summary[field], result[field]];
      if (listed === null || told === listed) continue;
      const source = result.evidence[field];
      if (told === null) {
        Object.assign(summary, { [field]: listed });
        if (source) summary.evidence[field] = source;
      } else {
        findings.push({
          about: summary,
          code: 'evaluation/table-differs',
          severity: 'warning',
          message: `the table of results and the text do not agree on ${field} of 「${summary.project_name}」`,
          at: [...(source?.at ?? []), ...(summary.evidence[field]?.at ?? [])],
          actual: String(listed),
          expected: String(told),
        });
      }
    }
    return false;
  });
  return { evaluations: [...alone, ...summaries], findings };
}
