/** Lists of projects (`序号 | 预算部门（单位）名称 | 项目名称 | 项目金额（万元） | 备注`), told from forms by their columns. */
import { type Cell, foldText, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { Evidence, Listing } from '../record.js';
import { isPlaceholder, readMoney } from '../values/index.js';
import { alignRow } from './align.js';
import type { Draft, DraftFinding } from './draft.js';
import { isColumnNumbers } from './grid-head.js';
import { evidenceOf, Ledger } from './ledger.js';
import { type ListingColumn, unitOfLabel } from './lexicon.js';
import { type Region, unitOfCaptions } from './locate.js';

/** The last row of a list: the next table may go on with it after a page break. */
export interface LastRow {
  seq: number;
  department: Cell | null;
}

export interface ListingReading {
  listings: Draft<Listing>[];
  findings: DraftFinding[];
  last: LastRow;
}

const DEFAULT_UNIT = '万元';

/**
 * Reads a region as a list of projects; null where its columns are not those of one. A department that is merged over a
 * page break is carried from `above`, the last row of the list on the page before, where the numbers go on.
 */
export function readListing(region: Region, lexicon: Lexicon, above: LastRow | null): ListingReading | null {
  if (region.captions.some((caption) => lexicon.forms.isBudgetTitle(caption.text))) return null;
  const headRow = region.rows.findIndex((row) => isHead(row, lexicon));
  if (headRow < 0) return null;
  const head = region.rows[headRow]!;
  const ledger = new Ledger();
  // What stands under a head that is not known goes into no other column, and is left over.
  const unknown = new Set<number>();
  const columns = head.map((cell) => {
    const role = lexicon.forms.likelyListingColumn(cell.text);
    if (role) ledger.use(cell);
    else unknown.add(cell.column);
    return { role: role ?? ('ignored' as ListingColumn), column: cell.column, span: cell.columnSpan };
  });
  const amountHead = head.find((cell) => lexicon.forms.likelyListingColumn(cell.text) === 'amount');
  const unit = (amountHead && unitOfLabel(amountHead.text)) ?? unitOfCaptions(region) ?? DEFAULT_UNIT;

  const listings: Draft<Listing>[] = [];
  let department: Cell | null = null;
  const body = region.rows.slice(headRow + 1);
  const isNumbered = body.some(([first]) => first && /^\d{1,4}[.、]?$/.test(foldText(first.text)));
  const groups: Cell[][] = [];
  for (const row of body) {
    if (row.length === 0) continue;
    if (isNumbered && isGroup(row)) {
      groups.push(row);
      ledger.use(...row);
      department = null;
      continue;
    }
    if (row.some((cell) => lexicon.forms.isTotalRow(cell.text)) || isHead(row, lexicon) || isColumnNumbers(row)) {
      ledger.use(...row); // 合计, or the head again after a page break
      continue;
    }
    const placed = alignRow(row, columns, { fit: weigh, shiftCost: 0.6, leftoverCost: 6 });
    const own: Partial<Record<ListingColumn, Cell>> = {};
    placed.forEach((column, i) => {
      if (!column || unknown.has(column.column)) return;
      own[column.role] ??= row[i]!;
    });
    const goesOn = listings.length === 0 && above && own.seq && Number(foldText(own.seq.text)) === above.seq + 1;
    department = own.department ?? (goesOn ? above.department : department);
    if (!own.project_name) continue;
    const listing = listingOf(own, department, unit, listings.length + 1, lexicon);
    listings.push(listing);
    // An amount that could not be read is left over; columns without a field are ignored by their name.
    const isRead = ([role, cell]: [string, Cell]) =>
      role !== 'amount' || listing.amount_wan !== null || isPlaceholder(cell.text, lexicon.values);
    ledger.use(department, ...(Object.entries(own) as [string, Cell][]).filter(isRead).map(([, cell]) => cell));
    ledger.use(...row.filter((_, i) => placed[i]?.role === 'ignored' && !unknown.has(placed[i]!.column)));
  }
  if (listings.length === 0) return null;
  const last = { seq: listings.at(-1)!.seq, department };
  return { listings, findings: [...groupRows(groups), ...ledger.leftovers(region.rows.flat())], last };
}

/** `一 | 一般公共预算 | 4,360.00` over rows with numbers: the sum of a group, and no project. */
function isGroup([first]: readonly Cell[]): boolean {
  return first !== undefined && /^\(?[一二三四五六七八九十]{1,3}(?:$|[)、.])/.test(foldText(first.text));
}

function groupRows(rows: readonly Cell[][]): DraftFinding[] {
  if (rows.length === 0) return [];
  return [
    {
      code: 'listing/group-rows',
      severity: 'info',
      message: `${rows.length} row(s) of the list are headings of groups, and no projects`,
      at: rows.flat().flatMap((cell) => cell.at),
      actual: rows.map((row) => row.map((cell) => cell.text).join(' ')).join(' | '),
    },
  ];
}

function listingOf(
  own: Partial<Record<ListingColumn, Cell>>,
  department: Cell | null,
  unit: string,
  seq: number,
  lexicon: Lexicon,
): Draft<Listing> {
  const evidence: Evidence = {};
  const text = (field: string, cell: Cell | null | undefined, ...repairs: string[]) => {
    if (!cell || isPlaceholder(cell.text, lexicon.values)) return null;
    evidence[field] = evidenceOf([cell], ...repairs);
    return removeSpaces(cell.text);
  };
  const printed = own.seq ? Number(foldText(own.seq.text).replace(/[.、]$/, '')) : Number.NaN;
  const amount = own.amount ? readMoney(own.amount.text, unit).wan : null;
  if (own.amount && amount !== null) evidence.amount_wan = evidenceOf([own.amount]);
  if (own.seq && printed > 0) evidence.seq = evidenceOf([own.seq]);
  return {
    seq: Number.isInteger(printed) && printed > 0 ? printed : seq,
    department: own.department ? text('department', own.department) : text('department', department, 'carried-label'),
    project_name: text('project_name', own.project_name),
    amount_wan: amount,
    remark: text('remark', own.remark),
    evidence,
  };
}

/** Three known heads or more, among them the project and its amount, and most of the row known. */
function isHead(row: readonly Cell[], lexicon: Lexicon): boolean {
  const roles = row.map((cell) => lexicon.forms.likelyListingColumn(cell.text));
  const known = roles.filter(Boolean).length;
  return known >= 3 && known >= row.length / 2 && roles.includes('project_name') && roles.includes('amount');
}

function weigh(cell: Cell, role: ListingColumn): number {
  const text = foldText(cell.text);
  const numeric = /^[-+]?[\d,.]+(?:[万亿千]?元)?$/.test(text);
  if (role === 'seq') return /^\d{1,4}[.、]?$/.test(text) ? 2 : -4;
  if (role === 'amount') return numeric ? 2 : -3;
  return numeric ? -3 : 1;
}
