/** Sentences that stand in several evaluations (A50). */
import type { Evaluation } from '../../record.js';
import { EVALUATIONS, summaries } from './evaluations.js';
import { aboutEvaluation, both, fail, field, named, pass, type Rule } from './rule.js';
import { clausesOf, nameKey } from './text.js';

/** Shorter clauses are ways of speaking that any report uses. In characters. */
const SHORTEST_COPY = 12;

/** Clauses of an evaluation that are long enough to be copies. */
export function copyableClauses(evaluation: Evaluation): string[] {
  const { findings_text, problems_text, recommendations_text } = evaluation;
  const clauses = [findings_text, problems_text, recommendations_text].flatMap((text) => clausesOf(text ?? ''));
  return [...new Set(clauses.filter((clause) => nameKey(clause).length >= SHORTEST_COPY))];
}

export const copiedSentences: Rule = {
  id: 'A50',
  title: { zh: '不同评价之间语句雷同', en: 'identical sentences in evaluations of different projects' },
  subjects: EVALUATIONS,
  source: both(
    `照抄的评价意见不反映项目实际；只比较不少于${SHORTEST_COPY}字的分句`,
    `copied findings say nothing of the project; clauses of at least ${SHORTEST_COPY} characters`,
  ),
  tolerance: null,
  severity: 'info',
  needs: both('两份以上有文字评价意见的评价', 'two evaluations with findings in prose'),
  check: ({ record }) => {
    const prose = summaries(record).filter((evaluation) => copyableClauses(evaluation).length > 0);
    if (prose.length < 2) return [];
    const holders = new Map<string, Evaluation[]>();
    for (const evaluation of prose) {
      for (const clause of copyableClauses(evaluation)) {
        holders.set(nameKey(clause), [...(holders.get(nameKey(clause)) ?? []), evaluation]);
      }
    }
    return prose.map((evaluation) => {
      const shared = copyableClauses(evaluation).filter((clause) => holders.get(nameKey(clause))!.length > 1);
      const others = [...new Set(shared.flatMap((clause) => holders.get(nameKey(clause))!))].filter(
        (e) => e !== evaluation,
      );
      const subject = aboutEvaluation(evaluation);
      if (shared.length === 0) return pass(subject, both('与其他评价无雷同分句', 'no clause of another evaluation'));
      const theirs = others.map((other) => named(other.project_name));
      return fail(
        subject,
        both(
          `${shared.length}个分句同见于对${theirs.map(({ zh }) => zh).join('、')}的评价`,
          `${shared.length} clauses also stand in the evaluation of ${theirs.map(({ en }) => en).join(', ')}`,
        ),
        [
          {
            what: both('分句', 'clauses'),
            value: shared.join(' | '),
            raw: shared.join(' | '),
            at: textPlaces(evaluation),
          },
          ...others.map((other) => ({
            ...field(both('评价项目', 'evaluation of'), other, 'project_name'),
            at: textPlaces(other),
          })),
        ],
      );
    });
  },
};

function textPlaces({ evidence }: Evaluation) {
  return [evidence.findings_text, evidence.problems_text, evidence.recommendations_text].flatMap(
    (text) => text?.at ?? [],
  );
}
