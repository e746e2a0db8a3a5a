/** The indicators of a form as the form has them: by level, with target, result and score. */

import type { RecordFinding } from '../../../pipeline/explorer/api.js';
import { useCatalogue } from '../../app/catalogue.js';
import { say } from '../../app/language.js';
import { useOpened } from '../context.js';
import { findingName, plain } from '../labels.js';
import type { Indicator, Project } from '../parts.js';
import { Scrolling } from '../Scrolling.js';
import { Value } from './Value.js';

/** Columns beside the levels, the name and the target; those that no indicator of the form fills are left out. */
const COLUMNS = ['unit', 'deadline', 'weight', 'actual_raw', 'score', 'deviation'] as const;

export function IndicatorTable({ project }: { project: Project }) {
  const catalogue = useCatalogue();
  const { parts, choice, findingsOf } = useOpened();
  const columns = COLUMNS.filter((column) => project.indicators.some((each) => isShown(each, column)));
  const spans = spansOf(project.indicators);
  const chosen = choice?.kind === 'value' || choice?.kind === 'record' ? choice.record : null;
  return (
    <Scrolling class="frame" label={say('绩效指标', 'Indicators')}>
      <table class="rows indicators">
        <thead>
          <tr>
            {['level1', 'level2', 'name', 'raw_value', ...columns].map((column) => (
              <th key={column} scope="col">
                {catalogue.title('indicators', column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {project.indicators.map((indicator, i) => {
            const part = parts.of(indicator);
            const { level1, level2 } = spans[i]!;
            const findings = findingsOf(indicator.id);
            return (
              <tr key={i} class={chosen === indicator.id ? 'is-chosen' : undefined}>
                {level1 > 0 && (
                  <td rowSpan={level1} class="level">
                    <Value part={part} field="level1" />
                  </td>
                )}
                {level2 > 0 && (
                  <td rowSpan={level2} class="level">
                    <Value part={part} field="level2" />
                  </td>
                )}
                <td class="indicator-name">
                  <Value part={part} field="name" />
                  {findings.map(({ finding, number }) => (
                    <FindingSign key={number} number={number} finding={finding} />
                  ))}
                </td>
                <td>
                  <Value part={part} field="raw_value" />
                  <Meaning indicator={indicator} />
                </td>
                {columns.map((column) => (
                  <td key={column}>{isShown(indicator, column) && <Value part={part} field={column} bare />}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scrolling>
  );
}

const SIGNS: Record<string, string> = { error: '✕', warning: '!', info: 'i' };

/** Leads to what was found about a record. */
export function FindingSign({ number, finding }: { number: number; finding: RecordFinding }) {
  const catalogue = useCatalogue();
  const { severity } = finding;
  const name = findingName(catalogue, finding);
  const { onChoose } = useOpened();
  return (
    <button
      type="button"
      class={`sign sign-${severity}`}
      title={name}
      aria-label={say(`问题 ${number}：${name}`, `Finding ${number}: ${name}`)}
      onClick={() => onChoose({ kind: 'finding', number })}
    >
      {SIGNS[severity]}
    </button>
  );
}

/** How the target was understood, where that says more than what is printed. */
function Meaning({ indicator }: { indicator: Indicator }) {
  const { raw_value, operator, value, value_high, unit } = indicator;
  if (value === null) return null;
  const number = value_high === null ? plain(value) : `${plain(value)}–${plain(value_high)}`;
  const text = `${operator ? OPERATORS[operator] : ''}${number}${unit ?? ''}`;
  const fold = (each: string) => each.normalize('NFKC').replace(/\s+/gu, '').replace('>=', '≥').replace('<=', '≤');
  return fold(text) === fold(raw_value ?? '') ? null : <span class="meaning">{text}</span>;
}

const OPERATORS = { '>=': '≥', '<=': '≤', '>': '>', '<': '<', '=': '=' };

/** The unit stands in a column of its own only where the form has one: else it is a part of the target as printed. */
function isShown(indicator: Indicator, column: (typeof COLUMNS)[number]): boolean {
  if (indicator[column] === null) return false;
  if (column !== 'unit') return true;
  return !(indicator.raw_value ?? '').includes(indicator.unit ?? '');
}

/** Of each row, over how many rows its levels reach; 0 where a row above covers it. */
function spansOf(indicators: readonly Indicator[]): { level1: number; level2: number }[] {
  const spans = indicators.map(() => ({ level1: 0, level2: 0 }));
  for (const level of ['level1', 'level2'] as const) {
    let first = 0;
    indicators.forEach((indicator, i) => {
      const above = indicators[i - 1];
      const same =
        above && above.level1 === indicator.level1 && (level === 'level1' || above.level2 === indicator.level2);
      if (!same) first = i;
      spans[first]![level]++;
    });
  }
  return spans;
}
