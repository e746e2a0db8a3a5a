/** A value of the record, to be chosen: what it says, and whether it was repaired, corrected or read with doubt. */
import { useCatalogue } from '../../app/catalogue.js';
import { say } from '../../app/language.js';
import { useOpened } from '../context.js';
import { fieldTitle, plain, valueText } from '../labels.js';
import { judgedBy, type Part, repairsOf, valueAt } from '../parts.js';

/** What OCR read less surely than this is shown as doubtful, from 0 to 1. */
export const UNSURE = 0.8;

interface ValueProps {
  part: Part;
  field: string;
  /** Whether its title tells the unit already. */
  bare?: boolean;
}

export function Value({ part, field, bare = false }: ValueProps) {
  const { choice, onChoose } = useOpened();
  const catalogue = useCatalogue();
  const value = valueAt(part, field);
  const reading = part.evidence[field];
  const isChosen = choice?.kind === 'value' && choice.record === part.id && choice.field === field;
  const classes = ['value'];
  const notes: string[] = [];
  const judged = reading && judgedBy(reading);
  if (judged) {
    classes.push('is-corrected');
    notes.push(judged === 'corrected' ? say('已更正', 'corrected') : say('已确认', 'accepted'));
  }
  if (reading && repairsOf(reading).length > 0) {
    classes.push('is-repaired');
    notes.push(say('经过修复', 'repaired'));
  }
  if (reading?.confidence !== undefined && reading.confidence < UNSURE) {
    classes.push('is-unsure');
    notes.push(say(`识别把握 ${percent(reading.confidence)}`, `read with ${percent(reading.confidence)} confidence`));
  }
  if (value === null) classes.push('is-empty');
  if (typeof value === 'number') classes.push('is-number');
  return (
    <button
      type="button"
      class={classes.join(' ')}
      aria-pressed={isChosen}
      data-record={part.id}
      data-field={field}
      title={[fieldTitle(catalogue, part, field), ...notes].join(' · ')}
      onClick={() => onChoose({ kind: 'value', record: part.id, field })}
    >
      {bare && typeof value === 'number' ? plain(value) : valueText(catalogue, part, field, value)}
      {judged && <span class="value-mark">{judged === 'corrected' ? say('更', 'c') : say('核', '✓')}</span>}
    </button>
  );
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
