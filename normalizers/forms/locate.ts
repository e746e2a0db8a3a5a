/** Where forms begin and end: one table may hold several, and a form its title inside or above the table. */
import { type Block, type Cell, cellsByRow, type Paragraph, type Table } from '../../extractors/document.js';
import { yearOfForm } from '../identity/year.js';
import type { Lexicon } from '../lexicon.js';
import { findGridByContent } from './grid-guess.js';
import { findGrid } from './grid-head.js';
import { type Field, type FormLexicon, unitStated } from './lexicon.js';
import { readSummary, type Summary } from './summary.js';
import { type FormTitle, readFormTitle } from './title.js';
import { readWide } from './wide.js';

/** Rows of a table that belong together: one form, or one list. */
export interface Region {
  table: Table;
  rows: Cell[][];
  /** Rows (indices in `rows`) that follow a page or block break. */
  breaks: Set<number>;
  /** Title lines, year and unit above the table, in reading order; for a form inside a table those of its title rows. */
  captions: (Paragraph | Cell)[];
  title: FormTitle | null;
  /** Lines that stand in the middle of the form, and are no part of it. */
  between: (Paragraph | Cell)[];
  /** One of several projects of a table: what is said over the table is said of no single one. */
  ofSeveral: boolean;
  /** Cells of the table that are in no row of a form; with the first form of a table of several. */
  unread: Cell[];
}

/** A caption is a short line without a full stop. */
const CAPTION_LENGTH = 80;
const MOST_CAPTIONS = 6;

/** Fields that stand in the head of a form, above its grid. */
const HEAD_FIELDS = new Set<Field>([
  'project_name', 'department_name', 'department', 'department_code', 'implementing_unit', 'level', 'category',
]); // biome-ignore format: a list

/** All regions of a document in reading order. Tables without any known word are regions, too: the reader decides. */
export function locateRegions(blocks: readonly Block[], lexicon: Lexicon): Region[] {
  const regions: Region[] = [];
  blocks.forEach((block, i) => {
    if (block.kind !== 'table') return;
    const summary = readSummary(block, lexicon.forms) ?? readWide(block, lexicon);
    if (summary) {
      regions.push(...ofSummary(block, summary, captionsAbove(blocks, i), lexicon.forms));
      return;
    }
    const own = splitTable(block, lexicon.forms);
    const first = own[0];
    if (!first) return;
    first.captions.unshift(...captionsAbove(blocks, i));
    first.title ??= lastTitle(first.captions, lexicon.forms);
    const above = regions.at(-1);
    if (above && goesOn(above, first, lexicon)) {
      above.breaks.add(above.rows.length);
      above.rows.push(...first.rows);
      above.between.push(...first.captions);
      own.shift();
    }
    regions.push(...own);
  });
  return regions;
}

/** Each project of a summary is a form, whatever the summary itself is called (绩效目标汇总表). */
function ofSummary(table: Table, summary: Summary, above: Paragraph[], lexicon: FormLexicon): Region[] {
  const captions = [...above, ...summary.captions];
  const kind = captions
    .map(({ text }) => readFormTitle(text.replace(/汇总表/u, '表'), lexicon)?.kind)
    .findLast((found) => found);
  return summary.projects.map((rows, i) => ({
    ...newRegion(table),
    rows,
    captions,
    title: kind ? { kind } : null,
    ofSeveral: summary.projects.length > 1,
    unread: i === 0 ? summary.unread : [],
  }));
}

/**
 * A table that a line of the page parts from its form (a running head that stitching did not know for one): it says
 * nothing of what it is about, and its rows carry levels or the same heads.
 */
function goesOn(above: Region, below: Region, lexicon: Lexicon): boolean {
  const { forms } = lexicon;
  if (below.title || above.title?.kind === null) return false;
  if (below.captions.length > MOST_BETWEEN || below.table.method !== above.table.method) return false;
  const isHead = (cell: Cell) => HEAD_FIELDS.has(forms.field(cell.text) ?? 'ignored');
  const cells = below.rows.flat();
  if (cells.some(isHead)) return false;
  // Head, goal and grid of one form as tables one below the other, as pages of some sites have them.
  if (!findGridByContent(above.rows, lexicon)) {
    const isForm = (cell: Cell) => forms.field(cell.text) !== null || forms.columnRoles(cell.text).length > 0;
    return above.rows.flat().some(isHead) && !above.rows.some((row) => isListRow(row, forms)) && cells.some(isForm);
  }
  return cells.some((cell) => forms.level(cell.text) !== null) && !below.rows.some((row) => isListRow(row, forms));
}

const MOST_BETWEEN = 3;

function captionsAbove(blocks: readonly Block[], table: number): Paragraph[] {
  const captions: Paragraph[] = [];
  for (let i = table - 1; i >= 0 && captions.length < MOST_CAPTIONS; i--) {
    const block = blocks[i]!;
    if (block.kind !== 'paragraph' || block.text.length > CAPTION_LENGTH || /[。；]$/.test(block.text)) break;
    captions.unshift(block);
  }
  return captions;
}

/** The title nearest to the table; a title on two lines (`项目支出绩效` / `目标表`) counts, too. */
function lastTitle(captions: readonly (Paragraph | Cell)[], lexicon: FormLexicon): FormTitle | null {
  for (let i = captions.length - 1; i >= 0; i--) {
    const title = readFormTitle(captions[i]!.text, lexicon);
    if (title) return title;
    const above = captions[i - 1];
    const joined = above && readFormTitle(above.text + captions[i]!.text, lexicon);
    if (joined) return joined;
  }
  return null;
}

function splitTable(table: Table, lexicon: FormLexicon): Region[] {
  const rows = cellsByRow(table);
  const regions: Region[] = [];
  let current = newRegion(table);
  let seen = { name: false, grid: false, gridRows: false };
  rows.forEach((row, index) => {
    // Converters print a merged cell once in each of its columns.
    const own = row.filter((cell, i) => cell.text !== row[i - 1]?.text);
    const title = own.length === 1 ? readFormTitle(own[0]!.text, lexicon) : null;
    const field = own[0] ? lexicon.field(own[0].text) : null;
    const isName = field === 'project_name' && own[1] !== undefined && lexicon.listingColumn(own[1].text) === null;
    const head = field !== null && HEAD_FIELDS.has(field) && own.length <= 6;
    if (
      (title && current.rows.length > 0) ||
      (isName && seen.name) ||
      (head && seen.gridRows && !isListRow(row, lexicon))
    ) {
      regions.push(current);
      current = newRegion(table);
      seen = { name: false, grid: false, gridRows: false };
    }
    if (title && current.rows.length === 0) {
      current.title = title;
      current.captions.push(...row);
      return;
    }
    if (own.length === 1 && current.rows.length === 0 && !field && lexicon.level(row[0]!.text) === null) {
      // `（2024年度）`, `单位：万元` between the title row and the form.
      current.captions.push(...row);
      return;
    }
    if (table.breaks.includes(index)) current.breaks.add(current.rows.length);
    current.rows.push(row.flatMap((cell) => partAmount(cell, lexicon)));
    if (isName) seen.name = true;
    if (seen.grid && row.length > 0) seen.gridRows = true;
    if (findGrid([row], lexicon) || row.some(({ text }) => text.includes('指标') && lexicon.level(text)?.level2))
      seen.grid = true;
  });
  regions.push(current);
  return regions.filter((region) => region.rows.length > 0 || region.captions.length > 0);
}

/** `1,860.50 财政拨款`: an amount and the label of the next one, where no rule parts them. */
function partAmount(cell: Cell, lexicon: FormLexicon): Cell[] {
  const [, amount, label] = /^([\d,]+(?:\.\d+)?)\s+(\S{2,14})$/u.exec(cell.text) ?? [];
  if (!amount || !label || !lexicon.field(label)?.startsWith('fund_')) return [cell];
  const part = (text: string) => ({ ...cell, text, raw: text, repairs: [...cell.repairs, 'split-cell'] });
  return [part(amount), part(label)];
}

function newRegion(table: Table): Region {
  return { table, rows: [], breaks: new Set(), captions: [], title: null, between: [], ofSeveral: false, unread: [] };
}

/** The head of a list begins with labels that forms have, too: `主管部门 | 项目名称 | 金额`. */
function isListRow(row: readonly Cell[], lexicon: FormLexicon): boolean {
  return row.length >= 3 && row.every((cell) => lexicon.likelyListingColumn(cell.text) !== null);
}

/** 单位：万元 above a table, also at the end of a line: `填报单位：县水务局    单位：万元`. */
export function unitOfCaptions(region: Region): string | null {
  for (const caption of region.captions) {
    for (const part of caption.text.split(/\s+/)) {
      const unit = unitStated(part);
      if (unit) return unit;
    }
  }
  return null;
}

/** The budget year that the captions of a region print; null where they print none. */
export function yearOfRegion(region: Region): number | null {
  return yearOfForm(region.captions.map((caption) => caption.text));
}
