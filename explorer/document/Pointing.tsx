/** What is under the pointer on the original: what was read there, in a line. */
import { useCatalogue } from '../app/catalogue.js';
import { say, sayOf } from '../app/language.js';
import type { Choice } from './choice.js';
import { type Opened, useOpened } from './context.js';
import { fieldTitle, findingName, layerName, valueText } from './labels.js';
import type { Pointed } from './original/shown.js';
import { valueAt } from './parts.js';

/** Choices of a mark that are told one by one. */
const TOLD = 3;

export function Pointing({ pointed }: { pointed: Pointed }) {
  const opened = useOpened();
  const describe = useDescription();
  const { mark, x, y } = pointed;
  const isRight = x > innerWidth * 0.6;
  const isLow = y > innerHeight * 0.7;
  return (
    <div
      class="pointing"
      aria-hidden="true"
      style={{
        left: isRight ? 'auto' : `${x + 14}px`,
        right: isRight ? `${innerWidth - x + 14}px` : 'auto',
        top: isLow ? 'auto' : `${y + 16}px`,
        bottom: isLow ? `${innerHeight - y + 12}px` : 'auto',
      }}
    >
      <span class={`pointing-layer layer-text-${mark.layer}`}>{layerName(mark.layer)}</span>
      {mark.choices.slice(0, TOLD).map((choice, i) => (
        <p key={i}>{describe(choice, opened)}</p>
      ))}
      {mark.choices.length > TOLD && (
        <p class="quiet">{say(`另有 ${mark.choices.length - TOLD} 条`, `and ${mark.choices.length - TOLD} more`)}</p>
      )}
    </div>
  );
}

/** A choice in a line: 渠道清淤长度 · 指标值 ≥36.2公里. */
export function useDescription(): (choice: Choice, opened: Pick<Opened, 'view' | 'parts' | 'hits'>) => string {
  const catalogue = useCatalogue();
  return (choice, { view, parts, hits }) => {
    if (choice.kind === 'hit') return hits?.hits[choice.number - 1]?.text ?? '';
    if (choice.kind === 'finding') {
      const finding = view.record.findings[choice.number - 1];
      return finding ? findingName(catalogue, finding) : '';
    }
    if (choice.kind === 'check') {
      const outcome = view.checks[choice.number - 1];
      return outcome ? sayOf(outcome.message) : '';
    }
    const part = parts.get(choice.record);
    if (!part) return '';
    const name = part.type === 'document' ? '' : (part.name ?? catalogue.record(part.type));
    if (choice.kind === 'record') return name;
    const value = `${fieldTitle(catalogue, part, choice.field)} ${valueText(catalogue, part, choice.field, valueAt(part, choice.field))}`;
    return name && choice.field !== 'name' ? `${name} · ${value}` : value;
  };
}
