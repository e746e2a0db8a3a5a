/** One doubtful value: why, what was read, what stands there, and what to do about it. */
import { useState } from 'preact/hooks';
import type { PartType, ReviewRow } from '../../pipeline/explorer/api.js';
import { useCatalogue } from '../app/catalogue.js';
import { say } from '../app/language.js';
import { placeWords } from '../app/place.js';
import { hrefOf } from '../app/route.js';
import { nameOf } from '../app/source.js';
import { DecisionForm } from './DecisionForm.js';

interface DoubtProps {
  row: ReviewRow;
  isCurrent: boolean;
  done: 'accepted' | 'corrected' | null;
  onChoose: () => void;
  onDone: (how: 'accepted' | 'corrected') => void;
}

/** Where one reason ends and the next begins, with the code of a finding or a check. */
const REASONS = /; (?=[\w/-]+: )/;

/** Ranks that are errors; the others are doubts. */
const ERRORS = new Set(['1', '2']);

export function Doubt({ row, isCurrent, done, onChoose, onDone }: DoubtProps) {
  const catalogue = useCatalogue();
  const { document_id: id, record_id: record, record_type: type, field, value, raw, name, source, place } = row;
  const reason = say(row.reason_zh, row.reason);
  const what = field ? catalogue.field(type, field) : catalogue.record(type);
  const read = field ? catalogue.value(type, field, value) : value;
  const href = hrefOf(['documents', id], { record, field: field || undefined });
  return (
    <li class={`doubt${isCurrent ? ' doubt-current' : ''}${done ? ' doubt-done' : ''}`}>
      <button type="button" class="doubt-head" aria-expanded={isCurrent} onClick={onChoose}>
        <span class={ERRORS.has(row.priority) ? 'tag tag-error' : 'tag tag-warning'}>
          {ERRORS.has(row.priority) ? say('错误', 'error') : say('存疑', 'doubtful')}
        </span>
        <span class="doubt-what">
          <span class="quiet">{catalogue.record(type)}</span> {name || nameOf(source)} <b>{field && what}</b>{' '}
          {field && <span class="doubt-value">{read || '–'}</span>}
        </span>
        {!isCurrent && (
          <span class="doubt-code quiet small">
            {codesOf(reason)
              .map((code) => catalogue.doubt(code))
              .join(say('；', '; '))}
          </span>
        )}
        {done && (
          <span class="tag tag-good">
            ✓ {done === 'accepted' ? say('已确认', 'accepted') : say('已更正', 'corrected')}
          </span>
        )}
      </button>
      {isCurrent && (
        <div class="doubt-body">
          <dl>
            <dt>{say('原因', 'Why')}</dt>
            <dd>
              <Reasons reason={reason} />
            </dd>
            {field && (
              <>
                <dt>{say('读作', 'Read as')}</dt>
                <dd>{read || <span class="quiet">{say('（空）', '(empty)')}</span>}</dd>
                <dt>{say('原文', 'As printed')}</dt>
                <dd>{raw || <span class="quiet">{say('（空）', '(empty)')}</span>}</dd>
              </>
            )}
            <dt>{say('出处', 'Where')}</dt>
            <dd>
              <a href={href} data-key="open">
                {say('看原文', 'See the page')}
              </a>{' '}
              <span class="quiet small">{[place && placeWords(place), source].filter(Boolean).join(' · ')}</span>
            </dd>
          </dl>
          {field ? (
            <DecisionForm
              subject={{ document_id: id, record_id: record, record_type: type as PartType, field }}
              value={value}
              onDone={onDone}
            />
          ) : (
            <p class="quiet small">
              {say('不是单个数值的问题，请看原文。', 'This is not about a single value: look at the page.')}
            </p>
          )}
        </div>
      )}
    </li>
  );
}

function codesOf(reason: string): string[] {
  return [...new Set(reason.split(REASONS).map((each) => each.split(': ')[0]!))];
}

/** Each reason begins with the code of a finding or a check. */
function Reasons({ reason }: { reason: string }) {
  const catalogue = useCatalogue();
  const [all, setAll] = useState(false);
  const reasons = reason.split(REASONS);
  return (
    <ul class="reasons">
      {(all ? reasons : reasons.slice(0, 3)).map((each) => {
        const [, code, message = each] = /^([\w/-]+): (.*)$/su.exec(each) ?? [];
        return (
          <li>
            {code && <span title={code}>{catalogue.doubt(code)}</span>} <span class="quiet">{message}</span>
          </li>
        );
      })}
      {reasons.length > 3 && !all && (
        <li>
          <button type="button" class="plain" onClick={() => setAll(true)}>
            {say(`另有 ${reasons.length - 3} 条`, `${reasons.length - 3} more`)}
          </button>
        </li>
      )}
    </ul>
  );
}
