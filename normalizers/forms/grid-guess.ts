/**
 * Columns whose heads no list of words knows, told by what stands below them: a county that heads its grid
 * 指标大类 | 指标小类 | 具体指标 | 比较符 | 目标数值 | 计数单位 | 完成节点 | 权数 still writes 产出指标 | 数量指标 | … | ≥ | 4.2 | 公里 below.
 * What is guessed is said in a finding.
 */
import { type Cell, foldText } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import { isUnit, looksLike, operatorOf } from '../values/index.js';
import { findGrid, type Grid, type Role } from './grid-head.js';
import type { ColumnRole, FormLexicon } from './lexicon.js';

/** Share of the cells of a column that must agree. */
const AGREE = 0.6;
/** Rows with a level-2 label from which on a table is a grid, whatever its heads say. */
const FEWEST_LEVEL_ROWS = 2;
const FEWEST_COLUMNS = 4;

/** The grid of a form: by its heads, and where these say too little, by what stands below them; null where there is none. */
export function findGridByContent(rows: readonly (readonly Cell[])[], lexicon: Lexicon): Grid | null {
  const grid = findGrid(rows, lexicon.forms) ?? gridByLevels(rows, lexicon);
  if (!grid) return null;
  const body = rows.slice(grid.firstRow).flat();
  const belowOf = (i: number) => {
    const end = grid.columns[i + 1]?.column ?? Number.POSITIVE_INFINITY;
    return body.filter(({ column }) => column >= grid.columns[i]!.column && column < end);
  };
  const first = grid.columns.findIndex(({ role }) => MAY_BE_LEVELS.includes(role.name));
  const hasLevel2 = grid.columns.some(({ role }) => role.name === 'level2');
  if (first >= 0 && !hasLevel2 && areLevels(belowOf(first), lexicon.forms)) grid.columns[first]!.role.name = 'level2';
  const taken = new Set(grid.columns.map(({ role }) => role.name));
  grid.columns.forEach(({ role, column }, i) => {
    if (role.name !== 'unknown') return;
    const below = belowOf(i);
    const guess = roleOf(below, taken, lexicon);
    if (!guess) return;
    taken.add(guess);
    role.name = guess;
    const head = grid.unknown.find((cell) => cell.column === column);
    if (head) grid.guessed.push(head);
  });
  grid.unknown = grid.unknown.filter((cell) => !grid.guessed.includes(cell));
  return taken.has('name') || taken.has('level2') ? grid : null;
}

/** 指标类型 and 指标类别 head a column of operators in one county, of levels in another. */
const MAY_BE_LEVELS: readonly string[] = ['operator', 'ignored'];

/** Most of the cells are labels of level 2. */
export function areLevels(cells: readonly Cell[], forms: FormLexicon): boolean {
  const levels = cells.filter(({ text }) => text.includes('指标') && forms.level(text)?.level2);
  return levels.length >= FEWEST_LEVEL_ROWS && levels.length >= cells.length * AGREE;
}

/** The row above the first of several rows with level labels is the head, though none of its words is known. */
function gridByLevels(rows: readonly (readonly Cell[])[], { forms }: Lexicon): Grid | null {
  const isLevelRow = (row: readonly Cell[]) =>
    row.some(({ text }) => text.includes('指标') && forms.level(text)?.level2 && forms.columnRoles(text).length === 0);
  const first = rows.findIndex(isLevelRow);
  const head = rows[first - 1];
  if (!head || head.length < FEWEST_COLUMNS || rows.filter(isLevelRow).length < FEWEST_LEVEL_ROWS) return null;
  const columns = head.map((cell) => {
    const name = forms.columnRoles(cell.text)[0] ?? forms.likelyColumn(cell.text) ?? 'unknown';
    return { role: { name, block: 'annual' } as Role, column: cell.column, span: cell.columnSpan };
  });
  const unknown = head.filter((_, i) => columns[i]!.role.name === 'unknown');
  return { headRow: first - 1, firstRow: first, columns, heads: [...head], unknown, guessed: [] };
}

/** What the cells of a column have in common, of the roles that are still free. */
function roleOf(cells: readonly Cell[], taken: ReadonlySet<string>, { forms, values }: Lexicon): ColumnRole | null {
  const share = (is: (text: string) => boolean) =>
    cells.length > 0 && cells.filter(({ text }) => is(text)).length >= cells.length * AGREE;
  const plain = (text: string) => /^\d{1,3}(?:\.\d+)?分?$/.test(foldText(text));
  const tests: [ColumnRole, (text: string) => boolean][] = [
    ['level1', (text) => Boolean(forms.level(text)?.level1) && text.includes('指标')],
    ['level2', (text) => Boolean(forms.level(text)?.level2)],
    ['operator', (text) => operatorOf(text, values) !== null],
    ['unit', (text) => isUnit(text, values)],
    ['deadline', (text) => looksLike(text, values) === 'date'],
    ['name', (text) => looksLike(text, values) === 'text'],
    ['value', (text) => ['number', 'grade', 'date'].includes(looksLike(text, values))],
    ['weight', plain],
  ];
  return tests.find(([role, is]) => !taken.has(role) && share(is))?.[0] ?? null;
}
