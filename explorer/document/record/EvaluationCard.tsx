/** What was read of the evaluation of one project. */

import { useCatalogue } from '../../app/catalogue.js';
import { say } from '../../app/language.js';
import { useOpened } from '../context.js';
import { findingName } from '../labels.js';
import type { Evaluation } from '../parts.js';
import { FieldList } from './FieldList.js';
import { FindingSign } from './IndicatorTable.js';
import { StatisticTable } from './SmallTables.js';
import { Value } from './Value.js';

const FIELDS = [
  'project_name',
  'fiscal_year',
  'budget_wan',
  'expenditure_wan',
  'execution_rate_pct',
  'score',
  'grade',
  'satisfaction_pct',
  'findings_text',
  'problems_text',
  'recommendations_text',
];

export function EvaluationCard({
  evaluation,
  isOpen,
  onFold,
}: {
  evaluation: Evaluation;
  isOpen: boolean;
  onFold(): void;
}) {
  const { parts, findingsOf } = useOpened();
  const catalogue = useCatalogue();
  const part = parts.of(evaluation);
  return (
    <article class="card">
      <h3>
        <button type="button" class="card-head" aria-expanded={isOpen} onClick={onFold}>
          <span class="card-number">{evaluation.seq}</span>
          <span class="card-title">{evaluation.project_name ?? say('（未印名称）', '(no name printed)')}</span>
          <span class="card-facts quiet">
            {evaluation.score !== null && <span>{say(`${evaluation.score} 分`, `score ${evaluation.score}`)}</span>}
            {evaluation.grade !== null && <span>{evaluation.grade}</span>}
          </span>
        </button>
      </h3>
      {isOpen && (
        <div class="card-body">
          {findingsOf(evaluation.id).map(({ finding, number }) => (
            <p key={number} class="card-findings">
              <FindingSign number={number} finding={finding} /> {findingName(catalogue, finding)}
            </p>
          ))}
          <FieldList part={part} fields={FIELDS} />
          {evaluation.dimension_scores.length > 0 && (
            <table class="rows small-table">
              <thead>
                <tr>
                  {['dimension', 'weight', 'score'].map((field) => (
                    <th key={field} scope="col">
                      {catalogue.title('evaluation_dimensions', field)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {evaluation.dimension_scores.map((_, i) => (
                  <tr key={i}>
                    {['dimension', 'weight', 'score'].map((field) => (
                      <td key={field}>
                        <Value part={part} field={`dimension_scores.${i}.${field}`} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {evaluation.facts.length > 0 && <StatisticTable rows={evaluation.facts} />}
        </div>
      )}
    </article>
  );
}
