/** One form: what it is about, its money and goal, tasks and indicators. Folded, it draws its head alone. */

import { useCatalogue } from '../../app/catalogue.js';
import { say } from '../../app/language.js';
import { useOpened } from '../context.js';
import { findingName, plain } from '../labels.js';
import type { Project } from '../parts.js';
import { Scrolling } from '../Scrolling.js';
import { FieldList } from './FieldList.js';
import { FindingSign, IndicatorTable } from './IndicatorTable.js';
import { Value } from './Value.js';

const FIELDS = [
  'name',
  'form',
  'fiscal_year',
  'department',
  'department_code',
  'implementing_unit',
  'level',
  'category',
  'budget_total_wan',
  'budget_fiscal_wan',
  'budget_carryover_wan',
  'budget_other_wan',
  'goal',
  'goal_actual',
];
const TASK_FIELDS = ['name', 'content', 'budget_total_wan', 'budget_fiscal_wan', 'budget_other_wan'] as const;

export function ProjectCard({ project, isOpen, onFold }: { project: Project; isOpen: boolean; onFold(): void }) {
  const { parts, findingsOf } = useOpened();
  const catalogue = useCatalogue();
  const part = parts.of(project);
  const findings = findingsOf(project.id);
  return (
    <article class="card">
      <h3>
        <button type="button" class="card-head" aria-expanded={isOpen} onClick={onFold}>
          <span class="card-number">{project.seq}</span>
          <span class="card-title">{project.name ?? say('（未印名称）', '(no name printed)')}</span>
          <span class="card-facts quiet">
            {project.budget_total_wan !== null && <span>{plain(project.budget_total_wan)} 万元</span>}
            <span>{say(`${project.indicators.length} 条指标`, `${project.indicators.length} indicators`)}</span>
          </span>
        </button>
      </h3>
      {isOpen && (
        <div class="card-body">
          {findings.length > 0 && (
            <p class="card-findings">
              {findings.map(({ finding, number }) => (
                <span key={number}>
                  <FindingSign number={number} finding={finding} /> {findingName(catalogue, finding)}
                </span>
              ))}
            </p>
          )}
          <FieldList part={part} fields={FIELDS} />
          {project.tasks.length > 0 && (
            <Scrolling class="frame" label={say('年度主要任务', 'Tasks of the year')}>
              <table class="rows">
                <thead>
                  <tr>
                    {TASK_FIELDS.map((field) => (
                      <th key={field} scope="col">
                        {catalogue.title('tasks', field)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {project.tasks.map((task) => (
                    <tr key={task.seq}>
                      {TASK_FIELDS.map((field) => (
                        <td key={field}>
                          {task[field] !== null && <Value part={parts.of(task)} field={field} bare />}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          )}
          {project.indicators.length > 0 ? (
            <IndicatorTable project={project} />
          ) : (
            <p class="quiet small">{say('没有读出指标。', 'No indicators were read.')}</p>
          )}
        </div>
      )}
    </article>
  );
}
