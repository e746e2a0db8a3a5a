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
  const below = rows[start + 1] ?? [];
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
  ledger.use(seq, ...all, ...rows[start]!.filter((cell) => lexicon.forms.field(cell.text) === 'section'));
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
      if (!column) return;
      own[column.role] ??= cells[i]!;
      ledger.use(cells[i]);
    });
    if (field === 'section' || isTotal) ledger.use(first);
    if (isTotal) reading.total = own;
    else if (
      own.name &&
      !isPlaceholder(own.name.text, lexicon.values) &&
      !/^任务\d*$/.test(removeSpaces(own.name.text))
    ) {
      reading.tasks.push(taskOf(own, printed, reading.tasks.length + 1));
    }
  }
  return reading;
}

function taskOf(own: Partial<Record<TasksColumn, Cell>>, unit: string | null, seq: number): Task {
  const evidence: Evidence = {};
  const take = <T>(field: keyof Task & string, cell: Cell | undefined, value: (text: string) => T): T | null => {
    if (!cell) return null;
    evidence[field] = evidenceOf([cell]);
    return value(cell.text);
  };
  const wan = (text: string) => readMoney(text, unit).wan;
  return {
    seq,
    name: take('name', own.name, removeSpaces),
    content: take('content', own.content, removeSpaces),
    budget_total_wan: take('budget_total_wan', own.total, wan),
    budget_fiscal_wan: take('budget_fiscal_wan', own.fiscal, wan),
    budget_other_wan: take('budget_other_wan', own.other, wan),
    evidence,
  };
}
