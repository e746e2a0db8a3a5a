/** What is wrong with the document or doubtful in its reading: errors first, each leading to its place. */
import { useState } from 'preact/hooks';
import type { RecordFinding } from '../../../pipeline/explorer/api.js';
import { useCatalogue } from '../../app/catalogue.js';
import { say } from '../../app/language.js';
import { SeverityTag, severityWord } from '../../app/words.js';
import { useOpened } from '../context.js';
import { findingKind } from '../labels.js';
import { MoreButton, useSome } from './InParts.js';

const SEVERITIES = ['error', 'warning', 'info'];

export function FindingsList() {
  const { view, choice } = useOpened();
  const [only, setOnly] = useState<string | null>(null);
  const all = view.record.findings
    .map((finding, i) => ({ finding, number: i + 1 }))
    .sort((a, b) => SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity));
  const found = only === null ? all : all.filter(({ finding }) => finding.severity === only);
  const chosen = choice?.kind === 'finding' ? choice.number : null;
  const { some, more } = useSome(
    found.length,
    found.findIndex(({ number }) => number === chosen),
  );
  if (all.length === 0) return <p class="quiet">{say('没有发现问题。', 'Nothing was found.')}</p>;
  return (
    <>
      <p class="tools">
        {SEVERITIES.map((severity) => {
          const count = all.filter(({ finding }) => finding.severity === severity).length;
          return count === 0 ? null : (
            <button
              key={severity}
              type="button"
              aria-pressed={only === severity}
              class={`tag tag-${severity} toggle`}
              onClick={() => setOnly(only === severity ? null : severity)}
            >
              {severityWord(severity)} {count}
            </button>
          );
        })}
      </p>
      <ul class="plain-list">
        {found.slice(0, some).map(({ number }) => (
          <FindingItem key={number} number={number} isChosen={number === chosen} />
        ))}
      </ul>
      {some < found.length && <MoreButton left={found.length - some} onMore={more} />}
    </>
  );
}

function FindingItem({ number, isChosen }: { number: number; isChosen: boolean }) {
  const { view, parts, onChoose } = useOpened();
  const catalogue = useCatalogue();
  const finding = view.record.findings[number - 1]!;
  const name = findingKind(catalogue, finding.code);
  const part = finding.record_id === undefined ? undefined : parts.get(finding.record_id);
  return (
    <li class={isChosen ? 'item is-chosen' : 'item'}>
      <button
        type="button"
        class="item-head"
        aria-pressed={isChosen}
        onClick={() => onChoose({ kind: 'finding', number })}
      >
        <SeverityTag severity={finding.severity} />
        <span>{name ?? finding.message}</span>
      </button>
      {name && facts(finding) !== '' && <p class="small">{facts(finding)}</p>}
      {name && <InEnglish text={finding.message} />}
      <p class="quiet small">
        <code>{finding.code}</code>
        {part && ` · ${catalogue.record(part.type)} ${part.name ?? ''}`}
        {finding.at.length === 0 && ` · ${say('没有具体位置', 'no place of its own')}`}
      </p>
    </li>
  );
}

/** What stands there and what ought to, as far as the finding says it: 实际 3人 · 应为 3万人. */
function facts({ actual, expected }: RecordFinding): string {
  const given = [
    actual ? `${say('实际', 'stands there')} ${actual}` : '',
    expected ? `${say('应为', 'expected')} ${expected}` : '',
  ];
  return given.filter((fact) => fact !== '').join(' · ');
}

/** What there is in English only, below what says it in Chinese. */
export function InEnglish({ text }: { text: string }) {
  return (
    <p class="quiet small" lang="en">
      {text}
    </p>
  );
}
