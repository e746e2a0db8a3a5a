/** What stands in a table and in no form of it: over a form, and beside the projects of a summary. Nothing of it is lost quietly. */
import { type Cell, foldText, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import { isPlaceholder } from '../values/index.js';
import type { DraftFinding } from './draft.js';
import { labelOf } from './head.js';
import { findLeftovers, isNote } from './ledger.js';
import { type FormLexicon, unitStated } from './lexicon.js';
import type { Region } from './locate.js';
import { readFormTitle } from './title.js';

/** （2024年度）, 2025年, 预算年度：2025. */
const YEAR_ONLY = /^\(?(?:预算年度:?|年度:)?20\d\d(?:年度?|年度预算)?\)?$/u;
/** 附件3, 附表1-2：, 表三, 预算05-2表: the number of an attachment or of a form. */
const NUMBER_ONLY =
  /^(?:附?(?:件|表|录)|附)[\d一二三四五六七八九十]{0,3}(?:-\d{1,2})?:?$|^\p{Script=Han}{0,4}\d{1,2}(?:-\d{1,2})*表$/u;

/** The title of a table that is no form: 2024年度财政重点绩效评价结果清单. */
const TABLE_TITLE = /(?:清单|名单|一览表|汇总表|公开表|明细表|情况表|结果表|统计表)(?:\(.{0,20}\))?$/u;

/** Findings for the cells of a region that are in none of its rows; `title` is that of the document. */
export function findUnread(region: Region, title: string | null, { forms }: Lexicon): DraftFinding[] {
  const over = region.captions.filter((caption): caption is Cell => !('kind' in caption));
  return findLeftovers([...over.filter((cell) => !isCaption(cell, title, forms)), ...region.unread]);
}

/** Whether all parts of a cell over a form are read elsewhere, or number it: title, year, unit, 填报单位：县水务局. */
function isCaption(cell: Cell, title: string | null, forms: FormLexicon): boolean {
  if (isNote(cell)) return false;
  const whole = removeSpaces(cell.text);
  if (title?.includes(whole)) return true;
  // What stands beside the title in its cell is no part of it: 附件3：…公开表, …公开表（2024年度）.
  const rest = title !== null && whole.includes(title) ? whole.replace(title, '\t') : cell.text;
  return rest.split(/\s{2,}|\t|\n/u).every((part) => {
    const text = foldText(part);
    if (text === '' || [YEAR_ONLY, NUMBER_ONLY, TABLE_TITLE].some((known) => known.test(text))) return true;
    if (unitStated(part) !== null || labelOf({ ...cell, text: part }, forms) !== null) return true;
    return readFormTitle(part.replace(/汇总表/u, '表'), forms) !== null;
  });
}

/** What somebody wrote into a form that has no project: cells that are neither labels nor placeholders. */
export function filledCells(region: Region, { forms, values }: Lexicon): Cell[] {
  return region.rows
    .flat()
    .filter(
      (cell) =>
        (labelOf(cell, forms) === null || isNote(cell)) &&
        forms.level(cell.text) === null &&
        forms.columnRoles(cell.text).length === 0 &&
        forms.tasksColumn(cell.text) === null &&
        unitStated(cell.text) === null &&
        !forms.isTotalRow(cell.text) &&
        !isPlaceholder(cell.text, values),
    );
}
