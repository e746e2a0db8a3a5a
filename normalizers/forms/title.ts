/** Titles of forms: `2024年部门预算项目（政策）绩效目标表`, `项目支出绩效自评表（2023年度）`. */
import { foldText } from '../../extractors/document.js';
import type { FormKind } from '../record.js';
import type { FormLexicon } from './lexicon.js';

const LONGEST_TITLE = 60;

/** What a title says about its form; `kind` null for forms that are not read (监控表). */
export interface FormTitle {
  kind: FormKind | null;
}

/** The kind of form that a title names; null where the text is no title of a form. */
export function readFormTitle(text: string, lexicon: FormLexicon): FormTitle | null {
  const { subject, ending, department, selfEvaluation, other } = lexicon.titles;
  const title = foldText(text)
    .replace(/^附(?:件|表)?[\d一二三四五六七八九十-]*[:.、]?/, '')
    .replace(/\([^()]{0,20}\)$/, '');
  if (title.length > LONGEST_TITLE || /[,。;]/.test(title)) return null;
  if (!ending.some((word) => title.endsWith(word)) || !subject.some((word) => title.includes(word))) return null;
  if (other.some((word) => title.includes(word))) return { kind: null };
  const whole = department.some((word) => title.includes(word));
  const self = selfEvaluation.some((word) => title.includes(word));
  if (self) return { kind: whole ? 'department_self_evaluation' : 'project_self_evaluation' };
  return { kind: whole ? 'department_target' : 'project_target' };
}

export function isFormTitle(text: string, lexicon: FormLexicon): boolean {
  return readFormTitle(text, lexicon) !== null;
}

/** （2025年度）, as it stands below the title of a form. */
export const isYearCaption = (text: string): boolean => /^\(20\d\d年度?\)$/.test(foldText(text));
