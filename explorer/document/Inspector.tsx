/** What is chosen, at length: the value, what is printed, where, what was done to it, and what can be done about it. */
import { useEffect, useState } from 'preact/hooks';
import { useCatalogue } from '../app/catalogue.js';
import { say, sayOf } from '../app/language.js';
import { SeverityTag, stateWord } from '../app/words.js';
import { CorrectionForm } from './CorrectionForm.js';
import type { Chosen } from './choice.js';
import { useOpened } from './context.js';
import {
  differs,
  fieldTitle,
  findingKind,
  findingName,
  placeName,
  repairName,
  valueText,
  verdictName,
  wholePlace,
} from './labels.js';
import { judgedBy, type Part, repairsOf, valueAt } from './parts.js';
import { InEnglish } from './record/FindingsList.js';
import { FindingSign } from './record/IndicatorTable.js';
import { Sides } from './record/Sides.js';
import { percent, UNSURE } from './record/Value.js';

interface InspectorProps {
  chosen: Chosen;
  nth: number;
  onPlace(nth: number): void;
  onClose(): void;
  /** A correction was saved: the record has to be asked for again. */
  onCorrected(): void;
}

export function Inspector(props: InspectorProps) {
  const { chosen, nth, onPlace, onClose } = props;
  return (
    <section class="inspector" aria-label={say('所选内容', 'What is chosen')}>
      <div class="inspector-bar">
        <Places chosen={chosen} nth={nth} onPlace={onPlace} />
        <button type="button" class="close" onClick={onClose} aria-label={say('关闭（Esc）', 'Close (Esc)')}>
          ×
        </button>
      </div>
      {chosen.kind === 'value' && <ValueDetail {...props} chosen={chosen} />}
      {chosen.kind === 'finding' && <FindingDetail chosen={chosen} />}
      {chosen.kind === 'hit' && <HitDetail chosen={chosen} />}
      {chosen.kind === 'check' && <CheckDetail chosen={chosen} onPlace={onPlace} />}
    </section>
  );
}

function Places({ chosen, nth, onPlace }: { chosen: Chosen; nth: number; onPlace(nth: number): void }) {
  const { at } = chosen;
  if (at.length === 0) {
    return <span class="quiet small">{say('原件中没有对应位置', 'No place in the original')}</span>;
  }
  const step = (by: number) => onPlace((nth + by + at.length) % at.length);
  return (
    <span class="places">
      <button type="button" class="plain link" onClick={() => onPlace(nth)} title={wholePlace(at[nth]!)}>
        {placeName(at[nth]!)}
      </button>
      {at.length > 1 && (
        <>
          <button type="button" onClick={() => step(-1)} aria-label={say('上一处', 'Place before')}>
            ‹
          </button>
          <span class="places-count">{`${nth + 1}/${at.length}`}</span>
          <button type="button" onClick={() => step(1)} aria-label={say('下一处', 'Next place')}>
            ›
          </button>
        </>
      )}
    </span>
  );
}

function ValueDetail({ chosen, onCorrected }: InspectorProps & { chosen: Extract<Chosen, { kind: 'value' }> }) {
  const { part, field, reading } = chosen;
  const { view, onChoose, findingsOf } = useOpened();
  const catalogue = useCatalogue();
  const [mode, setMode] = useState<'accept' | 'correct' | null>(null);
  useEffect(() => setMode(null), [part.id, field]);
  const value = valueAt(part, field);
  const shown = valueText(catalogue, part, field, value);
  const corrections = view.corrections.filter(
    ({ correction }) => correction.record_id === part.id && correction.field === field,
  );
  const isCorrectable = canCorrect(view.correctable[part.type] ?? [], field);
  const judged = reading && judgedBy(reading);
  const others = Object.keys(part.evidence).filter((name) => name !== field && valueAt(part, name) !== null);
  const findings = findingsOf(part.id);
  return (
    <>
      <p class="trail small quiet">
        {part.within && <>{part.within.name ?? catalogue.record(part.within.type)} › </>}
        {part.type === 'document' ? catalogue.record('document') : (part.name ?? catalogue.record(part.type))}
      </p>
      <p class="chosen-value">
        <span class="chosen-field">{fieldTitle(catalogue, part, field)}</span>
        <b class={shown.length > 60 ? 'is-long' : ''}>{shown}</b>
        {judged && (
          <span class="tag tag-good">
            {judged === 'corrected' ? say('已更正', 'corrected') : say('已确认', 'accepted')}
          </span>
        )}
      </p>
      <dl class="details">
        {reading && reading.raw !== '' && (differs(reading.raw, shown) || judged === 'corrected') && (
          <>
            <dt>{say('原文', 'As printed')}</dt>
            <dd class="raw">{reading.raw}</dd>
          </>
        )}
        {reading && repairsOf(reading).length > 0 && (
          <>
            <dt>{say('修复', 'Repairs')}</dt>
            <dd>
              {repairsOf(reading).map((repair) => (
                <span key={repair} class="tag tag-repair" title={repair}>
                  {repairName(repair)}
                </span>
              ))}
            </dd>
          </>
        )}
        {reading?.confidence !== undefined && (
          <>
            <dt>{say('识别把握', 'OCR confidence')}</dt>
            <dd>
              <meter
                min={0}
                max={1}
                low={UNSURE}
                high={0.95}
                optimum={1}
                value={reading.confidence}
                aria-label={say('识别把握', 'OCR confidence')}
              />{' '}
              {percent(reading.confidence)}
              {reading.confidence < UNSURE && ` · ${say('请对照原件', 'compare with the original')}`}
            </dd>
          </>
        )}
        {corrections.map(({ correction, state, reason, value: read }, i) => (
          <CorrectionLine key={i} correction={correction} state={state} reason={reason} read={read} />
        ))}
      </dl>
      {findings.length > 0 && (
        <p class="inspector-findings small">
          {findings.map(({ finding, number }) => (
            <span key={number}>
              <FindingSign number={number} finding={finding} /> {findingName(catalogue, finding)}
            </span>
          ))}
        </p>
      )}
      {others.length > 0 && (
        <p class="siblings">
          {others.map((name) => (
            <button
              key={name}
              type="button"
              class="chip"
              onClick={() => onChoose({ kind: 'value', record: part.id, field: name })}
            >
              <span class="quiet">{fieldTitle(catalogue, part, name)}</span>{' '}
              <span class="chip-value">{valueText(catalogue, part, name, valueAt(part, name))}</span>
            </button>
          ))}
        </p>
      )}
      {mode !== null ? (
        <CorrectionForm
          key={`${part.id}/${field}/${mode}`}
          document={view.record.document.sha256}
          part={part}
          field={field}
          mode={mode}
          onDone={() => {
            setMode(null);
            onCorrected();
          }}
          onClose={() => setMode(null)}
        />
      ) : isCorrectable ? (
        <p class="correction-actions">
          {judged !== 'accepted' && value !== null && (
            <button type="button" onClick={() => setMode('accept')}>
              {say('确认无误', 'Accept')}
            </button>
          )}
          <button type="button" onClick={() => setMode('correct')}>
            {say('更正', 'Correct')}
          </button>
        </p>
      ) : (
        <p class="quiet small">{say('此字段不能更正。', 'This field cannot be corrected.')}</p>
      )}
    </>
  );
}

type Correction = ReturnType<typeof useOpened>['view']['corrections'][number];

function CorrectionLine({
  correction,
  state,
  reason,
  read,
}: {
  correction: Correction['correction'];
  state: string;
  reason: string | null;
  read: string | null;
}) {
  return (
    <>
      <dt>{say('人工核定', 'By hand')}</dt>
      <dd>
        {say(`${correction.who} 于 ${correction.when}`, `${correction.who} on ${correction.when}`)}：{correction.why}
        {correction.evidence && <span class="quiet"> · {correction.evidence}</span>}
        <br />
        <span class="quiet small">
          {say('识别为', 'read as')} <s>{read ?? say('空', 'nothing')}</s> → {correction.value} · {stateWord(state)}
          {reason && ` · ${reason}`}
        </span>
      </dd>
    </>
  );
}

/** The server names the fields of a record; those of a list within it (`dimension_scores.0.score`) it judges when asked. */
function canCorrect(correctable: readonly string[], field: string): boolean {
  return field.includes('.') || correctable.includes(field);
}

function FindingDetail({ chosen }: { chosen: Extract<Chosen, { kind: 'finding' }> }) {
  const { finding, part, number } = chosen;
  const catalogue = useCatalogue();
  const name = findingKind(catalogue, finding.code);
  return (
    <>
      <p class="chosen-value">
        <SeverityTag severity={finding.severity} />
        <span class="chosen-field">
          {say('问题', 'Finding')} {number} · <code>{finding.code}</code>
        </span>
        {name && <b>{name}</b>}
      </p>
      {!name && <p>{finding.message}</p>}
      <dl class="details">
        {finding.actual !== undefined && (
          <>
            <dt>{say('实际', 'Stands there')}</dt>
            <dd class="raw">{finding.actual}</dd>
          </>
        )}
        {finding.expected !== undefined && (
          <>
            <dt>{say('应为', 'Expected')}</dt>
            <dd class="raw">{finding.expected}</dd>
          </>
        )}
      </dl>
      {name && <InEnglish text={finding.message} />}
      {part && <RecordLink part={part} />}
    </>
  );
}

function HitDetail({ chosen }: { chosen: Extract<Chosen, { kind: 'hit' }> }) {
  const { hits } = useOpened();
  const { hit, number } = chosen;
  return (
    <>
      <p class="chosen-value">
        <span class="chosen-field">
          {say(`搜索命中 ${number}/${hits?.total}`, `Search hit ${number} of ${hits?.total}`)}
        </span>
      </p>
      <p class="raw">
        {hit.before}
        <mark>{hit.text}</mark>
        {hit.after}
      </p>
    </>
  );
}

/** The record that a finding or a check is about. */
function RecordLink({ part }: { part: Part }) {
  const { onChoose } = useOpened();
  const catalogue = useCatalogue();
  return (
    <p>
      <button type="button" class="plain link" onClick={() => onChoose({ kind: 'record', record: part.id })}>
        {catalogue.record(part.type)} {part.name ?? ''}
      </button>
    </p>
  );
}

function CheckDetail({ chosen, onPlace }: { chosen: Extract<Chosen, { kind: 'check' }>; onPlace(nth: number): void }) {
  const { outcome, number } = chosen;
  const { parts } = useOpened();
  const catalogue = useCatalogue();
  const part = outcome.subject.id === null ? undefined : parts.get(outcome.subject.id);
  const explained = catalogue.explain('checks', 'rule', outcome.rule);
  return (
    <>
      <p class="chosen-value">
        <span class={`tag ${outcome.verdict === 'fail' ? 'tag-error' : outcome.verdict === 'pass' ? 'tag-good' : ''}`}>
          {verdictName(outcome.verdict)}
        </span>
        <span class="chosen-field" title={explained}>
          {outcome.rule} {catalogue.code('checks', 'rule', outcome.rule)}
        </span>
      </p>
      <p>{sayOf(outcome.message)}</p>
      <Sides number={number} onPlace={onPlace} />
      {outcome.repairs.length > 0 && (
        <p class="small">
          {outcome.repairs.map((repair) => (
            <span key={repair} class="tag tag-repair">
              {repairName(repair)}
            </span>
          ))}
        </p>
      )}
      {part && <RecordLink part={part} />}
    </>
  );
}
