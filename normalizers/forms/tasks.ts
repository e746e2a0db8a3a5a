/** 年度主要任务: the tasks block of a whole-department form (任务名称 | 主要内容 | 预算金额: 总额, 财政拨款, 其他资金). */
import { type Cell, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { Evidence, Task } from '../record.js';
import { isPlaceholder, readMoney } from '../values/index.js';
import { alignRow } from './align.js';
import { evidenceOf, type Ledger } from './ledger.js';
import { type TasksColumn, unitOfLabel } from './lexicon.js';

export interface TasksReading {
  tasks: Task[];
  /** The row 金额合计: the budget of the department, where no other row of the form states it. */
  total: Partial<Record<TasksColumn, Cell>>;
  unit: string | null;
}

/** Reads the tasks among the rows of a head, and uses their cells; null where no head of the block is found. */
export function readTasks(
  rows: readonly (readonly Cell[])[],
  lexicon: Lexicon,
  ledger: Ledger,
  unit: string | null,
): TasksReading | null {
  const heads = (row: readonly Cell[] = []) => row.filter((cell) => lexicon.forms.tasksColumn(cell.text) !== null);
  const start = rows.findIndex((row) => {
    const roles = heads(row).map((cell) => lexicon.forms.tasksColumn(cell.text));
    return roles.includes('name') && roles.length >= 2;
  });
  if (start < 0) return null;
  // Converters print a merged head once in each of its rows.
  const isAgain = (cell: Cell) => rows[start]!.some(({ column, text }) => column === cell.column && text === cell.text);
  const below = (rows[start + 1] ?? []).filter((cell) => !isAgain(cell));
  const second = below.length > 0 && heads(below).length === below.length ? below : [];
  const all = [...heads(rows[start]), ...second];
  const spanning = second.length > 0;
  const columns = all
    .map((cell) => ({ cell, role: lexicon.forms.tasksColumn(cell.text)! }))
    // 预算金额 spans 总额 | 财政拨款 | 其他资金 where those stand below it, and is the amount where they do not.
    .filter(({ cell, role }) => !(spanning && !second.includes(cell) && (role === 'spanning' || role === 'total')))
    .map(({ cell, role }) => ({
      role: role === 'spanning' ? ('total' as TasksColumn) : role,
      column: cell.column,
      span: cell.columnSpan,
    }))
    .sort((a, b) => a.column - b.column);
  // A column of numbers says nothing of the tasks.
  const seq = rows[start]!.find((cell) => lexicon.forms.columnRoles(cell.text)[0] === 'seq');
  const isNumber = (cell: Cell) => seq?.column === cell.column && /^\d{1,2}[.、]?$/.test(cell.text.trim());
  // Heads that are not known here are no labels, either: 项目类型 over a column of tasks is not that of the form.
  if (spanning) ledger.use(...rows[start + 1]!.filter(isAgain));
  ledger.use(seq, ...all, ...rows[start]!.filter((cell) => lexicon.forms.field(cell.text) !== null));
  const printed = all.map((cell) => unitOfLabel(cell.text)).find(Boolean) ?? unit;

  const reading: TasksReading = { tasks: [], total: {}, unit: printed };
  for (const row of rows.slice(start + 1 + (second.length > 0 ? 1 : 0))) {
    const first = row[0];
    if (!first) continue;
    const field = lexicon.forms.field(first.text);
    const isTotal = lexicon.forms.isTotalRow(first.text);
    if (field && field !== 'section' && !isTotal) break;
    ledger.use(...row.filter(isNumber));
    const cells = row.filter((cell) => !isNumber(cell) && (cell !== first || (field !== 'section' && !isTotal)));
    const placed = alignRow(cells, columns, {
      fit: (cell, role) => {
        const numeric = /^[-+]?[\d,.]+(?:[万亿千]?元)?$/.test(removeSpaces(cell.text));
        return role === 'name' || role === 'content' ? (numeric ? -3 : 1) : numeric ? 2 : -3;
      },
      shiftCost: 0.6,
      leftoverCost: 6,
    });
    const own: Partial<Record<TasksColumn, Cell>> = {};
    placed.forEach((column, i) => {
      if (column) own[column.role] ??= cells[i]!;
    });
    if (field === 'section' || isTotal) ledger.use(first);
    const isUnused = ({ text }: Cell) => isPlaceholder(text, lexicon.values) || /^任务\d*$/.test(removeSpaces(text));
    ledger.use(...cells.filter(isUnused));
    if (isTotal) {
      reading.total = own;
      ledger.use(...Object.values(own).filter((cell) => readMoney(cell.text, printed).wan !== null));
    } else if (own.name && !isUnused(own.name)) {
      const task = taskOf(own, printed, reading.tasks.length + 1);
      reading.tasks.push(task.task);
      ledger.use(...task.cells);
    }
  }
  return reading;
}

/** The task of a row, with the cells that it was made of. */
function taskOf(
  own: Partial<Record<TasksColumn, Cell>>,
  unit: string | null,
  seq: number,
): { task: Task; cells: Cell[] } {
  const evidence: Evidence = {};
  const cells: Cell[] = [];
  const take = <T>(field: keyof Task & string, cell: Cell | undefined, read: (text: string) => T | null): T | null => {
    const value = cell ? read(cell.text) : null;
    if (!cell || value === null) return null;
    evidence[field] = evidenceOf([cell]);
    cells.push(cell);
    return value;
  };
  const wan = (text: string) => readMoney(text, unit).wan;
  const task = {
    seq,
    name: take('name', own.name, removeSpaces),
    content: take('content', own.content, removeSpaces),
    budget_total_wan: take('budget_total_wan', own.total, wan),
    budget_fiscal_wan: take('budget_fiscal_wan', own.fiscal, wan),
    budget_other_wan: take('budget_other_wan', own.other, wan),
    evidence,
  };
  return { task, cells };
}
