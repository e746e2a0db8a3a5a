/** Rows of the grid to indicators: values, deadlines, weights and results read, with evidence for each field. */
import { type Cell, removeSpaces } from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import type { Evidence, Indicator } from '../record.js';
import { isPlaceholder, operatorOf, readDeadline, readNumber, readValue } from '../values/index.js';
import type { Draft, DraftFinding } from './draft.js';
import type { GridRow } from './grid.js';
import { evidenceOf } from './ledger.js';
import { evidenceOfLevel } from './levels.js';

export function readIndicators(
  rows: readonly GridRow[],
  year: number | null,
  lexicon: Lexicon,
): { indicators: Draft<Indicator>[]; findings: DraftFinding[] } {
  const findings: DraftFinding[] = [];
  const indicators = rows.map((row, i) => readIndicator(row, i + 1, year, lexicon, findings));
  // The layout of 重庆 has no levels at all; a row without them is doubtful only where others have them.
  const levelled = indicators.some(({ level1 }) => level1 !== null);
  for (const indicator of indicators) {
    if (levelled && indicator.level1 === null) {
      findings.push({
        about: indicator,
        code: 'indicator/level1-missing',
        severity: 'warning',
        message: `「${indicator.name ?? '(no name)'}」 stands under no level-1 label`,
        at: indicator.evidence.name?.at ?? [],
      });
    }
  }
  return { indicators, findings };
}

function readIndicator(
  row: GridRow,
  seq: number,
  year: number | null,
  lexicon: Lexicon,
  findings: DraftFinding[],
): Draft<Indicator> {
  const { cells } = row;
  const evidence: Evidence = {};
  const index = Math.max(...Object.values(cells).map((cell) => cell.row));
  const raw = cells.value && !isPlaceholder(cells.value.text, lexicon.values) ? removeSpaces(cells.value.text) : null;
  const operator = cells.operator ? removeSpaces(cells.operator.text) : null;
  const unit = cells.unit && !isPlaceholder(cells.unit.text, lexicon.values) ? removeSpaces(cells.unit.text) : null;
  const context = { operator, unit, fiscalYear: year, name: row.name };
  const value = raw === null ? null : readValue(raw, context, lexicon.values);
  const printed = cells.deadline && !isPlaceholder(cells.deadline.text, lexicon.values) ? cells.deadline : null;
  const deadline = printed ? readDeadline(printed.text, year) : null;
  const actual =
    cells.actual && !isPlaceholder(cells.actual.text, lexicon.values) ? removeSpaces(cells.actual.text) : null;
  const deviation =
    cells.deviation && !isPlaceholder(cells.deviation.text, lexicon.values) ? removeSpaces(cells.deviation.text) : null;
  // 较上年提高0.12个百分点 against 持续提高: a number in a sentence is no result where no number was set.
  const result = actual === null ? null : readValue(actual, { unit, fiscalYear: year }, lexicon.values);
  const indicator: Draft<Indicator> = {
    seq,
    level1: row.level1?.text ?? null,
    level2: row.level2?.text ?? null,
    name: row.name,
    raw_value: raw,
    operator: value?.operator ?? null,
    value: value?.value ?? null,
    value_high: value?.value_high ?? null,
    unit: value?.unit ?? null,
    kind: value?.kind ?? null,
    text: value?.text ?? null,
    deadline: deadline ?? value?.deadline ?? null,
    weight: cells.weight ? readNumber(cells.weight.text) : null,
    category_code: row.category,
    actual_raw: actual,
    actual_value: result && (value?.kind === 'quantitative' || result.text === null) ? result.value : null,
    score: cells.score ? readNumber(cells.score.text) : null,
    deviation,
    evidence,
  };

  const levelOf = (level: GridRow['level1']) => level && evidenceOfLevel(level, index, row.repairs);
  const sources: [keyof Draft<Indicator> & string, Evidence[string] | null][] = [
    ['level1', levelOf(row.level1)],
    ['level2', levelOf(row.level2)],
    ['category_code', levelOf(row.level2 ?? row.level1)],
    ['name', of(cells.name, row)],
    ['raw_value', of(cells.value, row)],
    ['value', of(cells.value, row)],
    ['value_high', of(cells.value, row)],
    ['kind', of(cells.value, row)],
    ['text', of(cells.value, row)],
    ['operator', of(operator && operatorOf(operator, lexicon.values) ? cells.operator : cells.value, row)],
    ['unit', of(unit && removeSpaces(unit) === indicator.unit ? cells.unit : cells.value, row)],
    ['deadline', of(deadline ? printed : cells.value, row)],
    ['weight', of(cells.weight, row)],
    ['actual_raw', of(cells.actual, row)],
    ['actual_value', of(cells.actual, row)],
    ['score', of(cells.score, row)],
    ['deviation', of(cells.deviation, row)],
  ];
  for (const [field, source] of sources) if (indicator[field] !== null && source) evidence[field] = source;
  report(indicator, row, printed, findings);
  return indicator;
}

function of(cell: Cell | null | undefined, row: GridRow): Evidence[string] | null {
  return cell ? evidenceOf([cell], ...row.repairs.filter((repair) => repair === 'shifted-columns')) : null;
}

/** What is missing or doubtful in an indicator is said, not guessed. */
function report(indicator: Draft<Indicator>, row: GridRow, deadline: Cell | null, findings: DraftFinding[]): void {
  const at = Object.values(row.cells).flatMap((cell) => cell.at);
  const add = (code: string, severity: DraftFinding['severity'], message: string, actual?: string) =>
    findings.push({ about: indicator, code, severity, message, at, ...(actual === undefined ? {} : { actual }) });
  if (indicator.name === null)
    add('indicator/name-missing', 'warning', 'a value without the name of an indicator', indicator.raw_value ?? '');
  if (indicator.raw_value === null) add('indicator/value-missing', 'warning', `「${indicator.name}」 has no value`);
  if (indicator.level2 !== null && indicator.category_code === null) {
    add(
      'indicator/unknown-level2',
      'info',
      `「${indicator.level2}」 is no level-2 name of the official vocabulary`,
      indicator.level2,
    );
  }
  if (deadline && indicator.deadline === null)
    add('indicator/unread-deadline', 'warning', 'the deadline is no date', deadline.text);
  if (row.cells.weight && indicator.weight === null && /\d/.test(row.cells.weight.text)) {
    add('indicator/unread-weight', 'warning', 'the weight is no number', row.cells.weight.text);
  }
}
