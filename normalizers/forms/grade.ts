/** 优, 良, 中, 差 and their aliases (优秀, 良好, 合格, 不合格), as grade lines of forms and tables of results print them. */
import { removeSpaces } from '../../extractors/document.js';
import type { Evaluation } from '../record.js';

const GRADES: [NonNullable<Evaluation['grade']>, string[]][] = [
  ['优', ['优', '优秀']],
  ['良', ['良', '良好']],
  ['中', ['中', '一般', '合格', '中等']],
  ['差', ['差', '较差', '不合格']],
];

/** The grade that a cell names; null for any other text. */
export function readGrade(text: string): Evaluation['grade'] {
  const word = removeSpaces(text)
    .replace(/^[“"]|[”"]$/g, '')
    .replace(/[级等]$/, '');
  return GRADES.find(([, words]) => words.includes(word))?.[0] ?? null;
}
