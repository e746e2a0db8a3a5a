/** What people corrected or accepted in this document, and what became of it. */
import { useCatalogue } from '../../app/catalogue.js';
import { say } from '../../app/language.js';
import { StateTag } from '../../app/words.js';
import { useOpened } from '../context.js';
import { fieldTitle } from '../labels.js';

export function CorrectionsList() {
  const { view, parts, onChoose } = useOpened();
  const catalogue = useCatalogue();
  if (view.corrections.length === 0) return <p class="quiet">{say('还没有更正。', 'There are no corrections yet.')}</p>;
  return (
    <ul class="plain-list">
      {view.corrections.map(({ correction, state, reason, value }, i) => {
        const part = parts.get(correction.record_id);
        const { field } = correction;
        return (
          <li key={i} class="item">
            <button
              type="button"
              class="item-head"
              disabled={!part}
              onClick={() => onChoose({ kind: 'value', record: correction.record_id, field })}
            >
              <StateTag state={state} />
              <span>
                {part ? `${part.name ?? catalogue.record(part.type)} · ${fieldTitle(catalogue, part, field)}` : field}：
                <s>{correction.previous || value || '—'}</s> → <b>{correction.value}</b>
              </span>
            </button>
            <p class="small">{correction.why}</p>
            <p class="quiet small">
              {correction.who}，{correction.when}
              {correction.evidence && ` · ${correction.evidence}`}
              {reason && ` · ${reason}`}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
