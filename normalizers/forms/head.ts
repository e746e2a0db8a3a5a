/**
 * The head of a form: labels with their values, wherever those stand: right of the label, below it, or behind a colon
 * in the same cell; two pairs on a row; labels in merged cells; the funds block of self-evaluation forms as a small table.
 */
import type { Cell } from '../../extractors/document.js';
import { alignRow, type GridColumn, shift } from './align.js';
import { isNote, type Ledger } from './ledger.js';
import { type Field, type FormLexicon, type FundsColumn, unitOfLabel, unitStated } from './lexicon.js';

/** A label and what it announces. */
export interface Entry {
  label: Cell;
  /** The value as printed; a value that goes on in the next row has several cells. */
  cells: Cell[];
  text: string;
  /** Unit in brackets in the label, or in the section label before it: 项目资金（万元）. */
  unit: string | null;
  /** What was put together here, beyond the repairs of the cells. */
  repairs: string[];
}

export type FundField = 'fund_total' | 'fund_fiscal' | 'fund_carryover' | 'fund_other';
const FUND_FIELDS: readonly (Field | null)[] = ['fund_total', 'fund_fiscal', 'fund_carryover', 'fund_other'];
const FUND_LINES: readonly (Field | null)[] = [...FUND_FIELDS, 'fund_part'];

export interface Head {
  entries: Map<Field, Entry>;
  /** 资金 × {年初预算数, 全年预算数, 全年执行数, …} of a self-evaluation form. */
  funds: Map<FundField, Map<FundsColumn, Cell>>;
  fundsUnit: string | null;
  /** Lines of the funds that the record has no field for: 政府性基金, 上级财政资金. */
  fundParts: FundPart[];
  /** Labels and amounts of the whole term (中期资金总额) beside those of the year. */
  longTerm: Cell[];
}

export interface FundPart {
  label: Cell;
  text: string;
  unit: string | null;
}

/** Labels that may stand alone, with nothing to announce. */
const SECTIONS: readonly Field[] = ['section', 'funds_section'];

/** Reads rows of labels and values into `head`. Cells that were understood are used in the ledger. */
export function readHead(
  rows: readonly (readonly Cell[])[],
  lexicon: FormLexicon,
  ledger: Ledger,
  head = newHead(),
): Head {
  let fundsColumns: GridColumn<FundsColumn>[] | null = null;
  let pending: { cell: Cell; field: Field }[] = [];
  let lastGoal: Entry | null = null;
  let longTermColumn = { from: 0, to: 0 };
  let above: readonly Cell[] = [];
  for (const row of rows) {
    const repeated = pending.length > 0 ? row.filter((cell) => isRepeatedLabel(cell, above, lexicon)) : [];
    ledger.use(...repeated);
    above = row;
    const unread = row.filter((cell) => !ledger.isUsed(cell));
    for (const cell of unread) {
      const unit = unitStated(cell.text);
      if (!unit) continue;
      head.fundsUnit ??= unit;
      ledger.use(cell);
    }
    const cells = unread.filter((cell) => !ledger.isUsed(cell));
    const funds = fundsHead(cells, lexicon);
    if (funds) {
      fundsColumns = funds.columns;
      head.fundsUnit ??= funds.unit;
      ledger.use(...funds.cells);
      continue;
    }
    const labels = labelsOf(cells, lexicon);
    const fund = labels.findIndex((label) => FUND_LINES.includes(label?.field ?? null) && label?.rest === null);
    if (fundsColumns && fund >= 0) {
      readFunds(cells, labels, fund, fundsColumns, head, ledger);
      continue;
    }
    const values = cells.filter((_, i) => !labels[i]);
    if (pending.length > 0 && values.length > 0 && labels.every((label) => !label || SECTIONS.includes(label.field))) {
      // Labels stood above: 预期目标 ∥ 实际完成情况. What holds no number is below labels of funds by mistake.
      const isWords = values.some(({ text }) => /\p{L}/u.test(text)) && !values.some(({ text }) => /\d/.test(text));
      if (isWords && pending.every(({ field }) => FUND_FIELDS.includes(field))) continue;
      for (const [i, { cell, field }] of pending.entries()) {
        const free = values.filter((value) => !ledger.isUsed(value));
        // As many values as labels: rows that leave out what a merged cell covers have them further left.
        const below = values.length === pending.length ? values[i] : nearest(free, cell, pending.length === 1);
        if (below) lastGoal = enter(head, field, cell, [below], below.text, ledger) ?? lastGoal;
      }
      for (const value of values.filter((each) => ledger.isUsed(each))) ledger.use(...repetitions(value, values));
      pending = [];
      continue;
    }
    const isHeadOfGrid = values.length === 1 && lexicon.columnRoles(values[0]!.text).length > 0;
    if (
      values.length === 1 &&
      labels.every((label) => !label) &&
      lastGoal &&
      !isHeadOfGrid &&
      isRest(values[0]!, lastGoal)
    ) {
      // A long text that a page break or a line end cut: its rest stands alone in a row of its own.
      const rest = values[0]!;
      lastGoal.cells.push(rest);
      lastGoal.repairs.push('joined-rows');
      lastGoal.text += rest.text;
      ledger.use(rest);
      continue;
    }
    pending = [];
    lastGoal = null;
    const totals = labels.flatMap((label, i) => (label?.field === 'fund_total' ? [i] : []));
    const ofTheYear = (i: number) => /年度|本年|当年/.test(cells[i]!.text);
    // 资金总额 | 3900 | 年度资金总额 | 1300: the one with a value of its own that does not say whose it is belongs to the whole term.
    const bare =
      totals.length === 2 && !labels[totals[0]! + 1] && !ofTheYear(totals[0]!) && ofTheYear(totals[1]!)
        ? totals[0]!
        : -1;
    if (bare >= 0) labels[bare] = { field: 'fund_long_term', rest: labels[bare]!.rest };
    const longTerm = labels.findIndex((label) => label?.field === 'fund_long_term');
    // 项目总投资 | … above 年度资金总额 | …: from there on the amounts are those of the year.
    if (longTerm < 0 && totals.some(ofTheYear)) longTermColumn = { from: 0, to: 0 };
    if (longTerm >= 0) longTermColumn = { from: cells[longTerm]!.column, to: annualColumn(cells, labels, longTerm) };
    let sectionUnit: string | null = null;
    labels.forEach((label, i) => {
      if (!label || (cells.length === 1 && isNote(cells[i]!))) return;
      ledger.use(cells[i]);
      const unit = unitOfLabel(cells[i]!.text);
      if (SECTIONS.includes(label.field)) sectionUnit = unit ?? sectionUnit;
      // 本年预算（万元） | 1860 | 其中：本级财政拨款 | 860: the unit of the total is that of its parts.
      if (label.field === 'funds_section' || label.field === 'fund_total') head.fundsUnit ??= unit;
      if (label.rest !== null && label.field === 'fund_part') {
        head.fundParts.push({ label: cells[i]!, text: label.rest, unit });
        return;
      }
      if (label.rest !== null) {
        enter(head, label.field, cells[i]!, [cells[i]!], label.rest, ledger);
        return;
      }
      if (label.field === 'ignored' || label.field === 'fund_part') {
        const amount = cells[i + 1];
        const ofTheTerm = cells[i]!.column >= longTermColumn.from && cells[i]!.column < longTermColumn.to;
        if (label.field === 'fund_part' && amount && !labels[i + 1] && !ofTheTerm)
          head.fundParts.push({ label: cells[i]!, text: amount.text, unit });
        for (let k = i + 1; k < cells.length && !labels[k]; k++) ledger.use(cells[k]);
        return;
      }
      const value = cells[i + 1];
      const inLongTerm =
        FUND_FIELDS.includes(label.field) &&
        cells[i]!.column >= longTermColumn.from &&
        cells[i]!.column < longTermColumn.to;
      if (inLongTerm) {
        // 中期资金总额 | … beside 年度资金总额 | …: the amounts of the year count.
        if (!value || labels[i + 1]) return;
        ledger.use(value);
        head.longTerm.push(cells[i]!, value);
      } else if (value && !labels[i + 1]) {
        const field = label.field === 'funds_section' ? 'fund_total' : label.field;
        const entry = enter(head, field, cells[i]!, [value], value.text, ledger, unit ?? sectionUnit);
        if (entry) ledger.use(...repetitions(value, cells));
        if (entry && field.startsWith('goal')) lastGoal = entry;
      } else if (!SECTIONS.includes(label.field)) pending.push({ cell: cells[i]!, field: label.field });
    });
    // 年度总体目标 beside 预期目标 | 实际完成情况, or beside 中期目标 | 年度目标, is the name of the block.
    const isPair = pending.length === 2 && pending[1]!.field === 'goal_actual';
    if (pending.length > 1 && !isPair && pending[0]!.field === 'goal' && pending[0]!.cell === row[0]) pending.shift();
  }
  return head;
}

/** Where the amounts of the year begin, right of those of the whole term. */
function annualColumn(cells: readonly Cell[], labels: readonly ({ field: Field } | null)[], longTerm: number): number {
  return cells.find((_, i) => i > longTerm && labels[i]?.field === 'fund_total')?.column ?? Number.POSITIVE_INFINITY;
}

export function newHead(): Head {
  return { entries: new Map(), funds: new Map(), fundsUnit: null, fundParts: [], longTerm: [] };
}

type Label = { field: Field; rest: string | null };

/** Which cells of a row are labels. One that only its words make a label is none right of a label: that is its value. */
function labelsOf(cells: readonly Cell[], lexicon: FormLexicon): (Label | null)[] {
  const labels: (Label | null)[] = [];
  cells.forEach((cell, i) => {
    const above = labels[i - 1];
    const known = labelOf(cell, lexicon);
    // 总体绩效目标 | 实施周期总体目标 | 2025年度绩效目标: what stands right of a goal and is called one is no goal's text.
    const isBlock = above?.field.startsWith('goal') || above?.field === 'section';
    const isValue = above && above.rest === null && !(isBlock && /目标$/.test(cell.text));
    const likely = known || isValue ? null : lexicon.likelyField(cell.text);
    labels.push(known ?? (likely && { field: likely, rest: null }));
  });
  return labels;
}

/** Fields whose values are names. */
const NAMED: readonly Field[] = [
  'project_name',
  'department_name',
  'department',
  'implementing_unit',
  'reporting_unit',
];

/** A cell that is a label, or that begins with one: `项目名称：大数据工作经费`, `年度资金总额 400.00` where no rule parts them. */
export function labelOf(cell: Cell, lexicon: FormLexicon): Label | null {
  const field = lexicon.field(cell.text);
  if (field) return { field, rest: null };
  const parted =
    /^((?:其中[:：]\s*)?[^:：]{1,30})[:：]\s*(\S.*)$/su.exec(cell.text) ??
    /^(.{2,20}?)\s+([\d,.]+(?:[万亿]?元)?)$/u.exec(cell.text);
  if (parted) {
    const inner = lexicon.field(parted[1]!);
    return inner ? { field: inner, rest: parted[2]!.trim() } : null;
  }
  // `实施单位 县文化馆` where no gap parts them.
  const spaced = /^(\S{4,10})\s+(\S+)$/u.exec(cell.text.trim());
  const named = spaced && lexicon.field(spaced[1]!);
  return named && NAMED.includes(named) ? { field: named, rest: spaced[2]! } : null;
}

function enter(
  head: Head,
  field: Field,
  label: Cell,
  cells: Cell[],
  text: string,
  ledger: Ledger,
  unit: string | null = null,
): Entry | null {
  const known = head.entries.get(field);
  // The first of two equal labels counts; a second one with other words stays a leftover.
  if (known && field !== 'ignored' && known.text !== text) return null;
  ledger.use(label, ...cells);
  const entry = { label, cells, text, unit, repairs: [] };
  if (!known) head.entries.set(field, entry);
  return known ?? entry;
}

/** The value below a label: in its column, or beside it by as little as possible where there is only one label. */
function nearest(values: readonly Cell[], label: Cell, anywhere: boolean): Cell | null {
  const column = { role: null, column: label.column, span: label.columnSpan };
  const sorted = [...values].sort((a, b) => shift(a, column) - shift(b, column));
  const best = sorted[0];
  return best && (anywhere || shift(best, column) <= 1) ? best : null;
}

/** The same words in the columns right of a value: its cell is merged over them. Equal numbers are numbers of their own. */
function repetitions(value: Cell, row: readonly Cell[]): Cell[] {
  if (!/\p{L}/u.test(value.text)) return [];
  const after = row.slice(row.indexOf(value) + 1);
  const end = after.findIndex(({ text }) => text !== value.text);
  return end < 0 ? after : after.slice(0, end);
}

/** 年度总体目标 again beside the values of 预期目标 | 实际完成情况: converters print a merged cell once in each of its rows. */
function isRepeatedLabel(cell: Cell, above: readonly Cell[], lexicon: FormLexicon): boolean {
  const same = above.some(({ column, text }) => column === cell.column && text === cell.text);
  return same && labelOf(cell, lexicon)?.rest === null;
}

function isRest(cell: Cell, entry: Entry): boolean {
  const last = entry.cells.at(-1)!;
  return cell.row > last.row && Math.abs(cell.column - last.column) <= 1;
}

/** A row with at least two heads of the funds block, among them one that only the funds block has. */
function fundsHead(cells: readonly Cell[], lexicon: FormLexicon) {
  const heads = cells.flatMap((cell) => {
    const role = lexicon.likelyFundsColumn(cell.text);
    return role ? [{ role, column: cell.column, span: cell.columnSpan }] : [];
  });
  const own = heads.filter(
    ({ role }) => role === 'initial' || role === 'budget' || role === 'spent' || role === 'rate',
  );
  if (own.length < 2) return null;
  const rest = cells.filter((cell) => lexicon.likelyFundsColumn(cell.text) === null);
  // The label of the block, over all its rows (部门资金), may be any.
  if (rest.some((cell) => lexicon.field(cell.text) === null && !(cell === cells[0] && cell.rowSpan > 1))) return null;
  return {
    columns: heads.filter(({ role }) => role !== 'source'),
    cells,
    unit: rest.map((cell) => unitOfLabel(cell.text)).find(Boolean) ?? null,
  };
}

function readFunds(
  cells: readonly Cell[],
  labels: readonly ({ field: Field } | null)[],
  fund: number,
  columns: readonly GridColumn<FundsColumn>[],
  head: Head,
  ledger: Ledger,
): void {
  ledger.use(...cells.filter((_, i) => labels[i]));
  const values = cells.filter((_, i) => i > fund && !labels[i]);
  // As many amounts as heads: rows that leave out what a merged cell covers have them further left.
  const placed: readonly (GridColumn<FundsColumn> | null)[] =
    values.length === columns.length
      ? columns
      : alignRow(values, columns, {
          fit: (cell, role) => (/\d/.test(cell.text) || role === 'ignored' ? 1 : 0.5),
          shiftCost: 1,
          leftoverCost: 4,
        });
  const field = labels[fund]!.field;
  const known = field === 'fund_part' ? undefined : head.funds.get(field as FundField);
  const measures = known ?? new Map<FundsColumn, Cell>();
  placed.forEach((column, i) => {
    if (!column) return;
    ledger.use(values[i]);
    if (!measures.has(column.role)) measures.set(column.role, values[i]!);
  });
  if (field !== 'fund_part') head.funds.set(field as FundField, measures);
  const amount = measures.get('budget') ?? measures.get('initial');
  if (field === 'fund_part' && amount) head.fundParts.push({ label: cells[fund]!, text: amount.text, unit: null });
}
