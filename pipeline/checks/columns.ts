/** An outcome as a row: the columns of the table `checks` of the dataset, and of `gongkai check --format csv`. */
import { both, type Language, type Side, SUBJECT_TYPES, VERDICTS } from '../../normalizers/checks/rules/rule.js';
import { type Column, computedColumn as column } from '../dataset/columns.js';
import { placeText } from '../dataset/places.js';
import type { DocumentOutcome } from './dataset-checks.js';
import { ALL_RULES } from './rules.js';

const SEVERITIES = ['info', 'warning', 'error'];

const sideColumns = (side: 'left' | 'right', zh: string, en: string): Column[] => [
  column(`${side}_what`, `${zh}（英文）`, `${en} that was compared: what it is`),
  column(`${side}_what_zh`, zh, `${en} that was compared: what it is, in Chinese`),
  column(`${side}_value`, `${zh}取值`, `${en}: what it says`),
  column(`${side}_raw`, `${zh}原文`, `${en}: the text as printed; empty where it is computed`),
  column(`${side}_place`, `${zh}位置`, `${en}: where it is printed`),
];

export const CHECK_COLUMNS: Column[] = [
  column('rule', '规则', 'Id of the rule', { codes: ALL_RULES.map(({ id }) => id) }),
  column('severity', '程度', 'How much a failure matters', { codes: SEVERITIES }),
  column('verdict', '结论', 'What the check came to', { codes: [...VERDICTS] }),
  column(
    'subjects',
    '对象数',
    'How many subjects the row stands for: what passes, or to what a rule does not apply, is one row a document',
    { type: 'integer' },
  ),
  column('subject_type', '对象类型', 'What kind of record it is about', { codes: [...SUBJECT_TYPES] }),
  column('subject_id', '对象标识', 'Id of the record it is about; empty for the document, or for several'),
  column('subject_name', '对象名称', 'Its name'),
  column('message', '说明（英文）', 'What is wrong, what agrees, or why the rule does not apply'),
  column('message_zh', '说明', 'What is wrong, what agrees, or why the rule does not apply, in Chinese'),
  ...sideColumns('left', '甲方', 'The first side'),
  ...sideColumns('right', '乙方', 'The second side'),
  column('right_source', '乙方来源', 'The other document, where the second side is from one'),
  column('further', '其他依据（英文）', 'All further sides, `what: value @ place`, joined by ` | `'),
  column('further_zh', '其他依据', 'All further sides as in `further`, in Chinese'),
  column('repairs', '版式修复', 'What was repaired in the layout first, joined by |'),
];

export type CheckValue = string | number | null;

const SEVERITY_OF = new Map(ALL_RULES.map(({ id, severity }) => [id, severity]));

/** The row of `CHECK_COLUMNS` for an outcome. */
export function checkRow(outcome: DocumentOutcome): CheckValue[] {
  const { rule, verdict, subjects, subject, message, sides, repairs } = outcome;
  const [left, right, ...further] = sides;
  return [
    rule,
    SEVERITY_OF.get(rule) ?? null,
    verdict,
    subjects,
    subject.type,
    subject.id,
    subject.name,
    message.en || null,
    message.zh || null,
    ...sideValues(left),
    ...sideValues(right),
    sides.find(({ document }) => document)?.document?.source ?? null,
    furtherText(further, 'en'),
    furtherText(further, 'zh'),
    repairs.join('|') || null,
  ];
}

function sideValues(side: Side | undefined): CheckValue[] {
  if (!side) return [null, null, null, null, null];
  const { what, value, raw, at } = side;
  return [what.en, what.zh, value, raw || null, placeText(at) || null];
}

function furtherText(sides: readonly Side[], language: Language): string | null {
  return sides.map(({ what, value, at }) => `${what[language]}: ${value} @ ${placeText(at)}`).join(' | ') || null;
}

/** How many reasons are told where several subjects stand in one row. */
const REASONS = 3;

/**
 * Outcomes of one document for the dataset: each failure with its evidence; what passes, and to what a rule does not
 * apply, together, because millions of rows that say nothing is wrong would hide the others.
 */
export function foldOutcomes(outcomes: readonly DocumentOutcome[]): DocumentOutcome[] {
  const folded: DocumentOutcome[] = [];
  const groups = new Map<string, DocumentOutcome[]>();
  for (const outcome of outcomes) {
    if (outcome.verdict === 'fail') {
      folded.push(outcome);
      continue;
    }
    const key = `${outcome.rule} ${outcome.verdict}`;
    const group = groups.get(key);
    if (group) group.push(outcome);
    else {
      groups.set(key, [outcome]);
      folded.push(outcome);
    }
  }
  return folded.map((outcome) => {
    const group = groups.get(`${outcome.rule} ${outcome.verdict}`) ?? [];
    return outcome.verdict === 'fail' || group.length === 1 ? outcome : together(group);
  });
}

function together(group: readonly DocumentOutcome[]): DocumentOutcome {
  const [first] = group;
  const reasons = [...new Map(group.map(({ message }) => [message.en, message])).values()].slice(0, REASONS);
  const told = both(reasons.map(({ zh }) => zh).join('；'), reasons.map(({ en }) => en).join('; '));
  return {
    ...first!,
    subject: { ...first!.subject, id: null, name: null },
    subjects: group.reduce((sum, { subjects }) => sum + subjects, 0),
    message: first!.verdict === 'pass' ? both('', '') : told,
    sides: [],
    repairs: [...new Set(group.flatMap(({ repairs }) => repairs))],
  };
}
