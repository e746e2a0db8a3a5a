/**
 * The words that repair needs, made from the lexicon (the port is extractors/repair/vocabulary.ts). It lives here
 * because words are the normalizers' business; the pipeline hands it to repair.
 */
import { foldText } from '../extractors/document.js';
import type { FormLexicon } from './forms/lexicon.js';
import { isFormTitle } from './forms/title.js';
import { isCutWord } from './segment.js';

/** Labels that stand in the head of a form, and so never in the middle of its grid. */
const FIRST_FIELDS: readonly (string | null)[] = ['project_name', 'department_name'];

const HEAD_FIELDS: readonly (string | null)[] = [...FIRST_FIELDS, 'department', 'implementing_unit'];

export function makeVocabulary(forms: FormLexicon) {
  const isKnownHead = (text: string) =>
    forms.columnRoles(text).length > 0 || forms.fundsColumn(text) !== null || forms.listingColumn(text) !== null;
  return {
    isColumnHead: (text: string) => isKnownHead(text) || forms.likelyListingColumn(text) !== null,
    isLabel: (text: string) =>
      isKnownHead(text) || forms.field(text) !== null || forms.level(text) !== null || forms.isTotalRow(text),
    startsForm: (texts: readonly string[]) => {
      const [first, second] = texts;
      if (first === undefined) return false;
      if (isFormTitle(first, forms)) return true;
      // `项目名称 | X` begins a form; `序号 | 项目名称 | 金额` and `项目名称 | 金额` are the head of a list.
      return (
        FIRST_FIELDS.includes(forms.field(first)) && (second === undefined || forms.listingColumn(second) === null)
      );
    },
    isHeadLabel: (text: string) => HEAD_FIELDS.includes(forms.field(text)),
    joinsWord,
  };
}

/** Marks that never begin a text: what begins with one goes on with the text before. */
const CLOSING = /^[,。、;:!?)\]】〕》”]/;

function joinsWord(left: string, right: string): boolean {
  const before = foldText(left);
  const after = foldText(right);
  if (before === '' || after === '') return false;
  if (CLOSING.test(after)) return !/[。;]$/.test(before);
  // A bracket that opened above closes below: 项目总成本（县 | 级）
  if (opened(before) > 0 && opened(after) < 0) return true;
  // 2024年12 | 月, 1,680. | 92, 100 | 万元
  if (/[\d.,]$/.test(before) && /^(?:年|月|日|个月|万元|亿元|元|%|‰)/.test(after)) return true;
  if (/\d[.,]$/.test(before) && /^\d/.test(after)) return true;
  return isCutWord(before, after);
}

function opened(text: string): number {
  let depth = 0;
  for (const character of text) {
    if ('([〔【《“'.includes(character)) depth++;
    else if (')]〕】》”'.includes(character)) depth--;
  }
  return depth;
}
