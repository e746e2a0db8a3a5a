/** What was held against each other in this document: what disagrees first, with both sides and their places. */
import { useCatalogue } from '../../app/catalogue.js';
import { say, sayOf } from '../../app/language.js';
import { useOpened } from '../context.js';
import { verdictName } from '../labels.js';
import { MoreButton, useSome } from './InParts.js';
import { Sides } from './Sides.js';

const VERDICTS = ['fail', 'pass', 'not-applicable'] as const;

export function ChecksList() {
  const { view } = useOpened();
  if (view.checks.length === 0) {
    return <p class="quiet">{say('这份文件没有可核查的内容。', 'There is nothing to check in this document.')}</p>;
  }
  return (
    <>
      {VERDICTS.map((verdict) => (
        <Verdict key={verdict} verdict={verdict} />
      ))}
    </>
  );
}

function Verdict({ verdict }: { verdict: (typeof VERDICTS)[number] }) {
  const { view, choice } = useOpened();
  const numbers = view.checks.flatMap((check, i) => (check.verdict === verdict ? [i + 1] : []));
  const chosen = choice?.kind === 'check' ? choice.number : -1;
  const { some, more } = useSome(numbers.length, numbers.indexOf(chosen));
  const list = (
    <>
      <ul class="plain-list">
        {numbers.slice(0, some).map((number) => (
          <CheckItem key={number} number={number} isChosen={number === chosen} />
        ))}
      </ul>
      {some < numbers.length && <MoreButton left={numbers.length - some} onMore={more} />}
    </>
  );
  if (verdict === 'fail') {
    return numbers.length > 0 ? (
      list
    ) : (
      <p class="all-agree">{say('核查过的内容都相符。', 'All that was checked agrees.')}</p>
    );
  }
  if (numbers.length === 0) return null;
  return (
    <details open={numbers.includes(chosen)}>
      <summary>
        {verdictName(verdict)} <span class="count">{numbers.length}</span>
      </summary>
      {list}
    </details>
  );
}

const TAGS = { fail: 'tag-error', pass: 'tag-good', 'not-applicable': '' };

function CheckItem({ number, isChosen }: { number: number; isChosen: boolean }) {
  const { view, onChoose } = useOpened();
  const catalogue = useCatalogue();
  const outcome = view.checks[number - 1]!;
  return (
    <li class={isChosen ? 'item is-chosen' : 'item'}>
      <button
        type="button"
        class="item-head"
        aria-pressed={isChosen}
        onClick={() => onChoose({ kind: 'check', number })}
      >
        <span class={`tag ${TAGS[outcome.verdict]}`}>{verdictName(outcome.verdict)}</span>
        <span>
          {catalogue.code('checks', 'rule', outcome.rule)}
          {outcome.subject.name !== null && outcome.subject.type !== 'document' && `：${outcome.subject.name}`}
          {outcome.subjects > 1 && ` ×${outcome.subjects}`}
        </span>
      </button>
      <p class="quiet small">{sayOf(outcome.message)}</p>
      {outcome.verdict === 'fail' && !isChosen && <Sides number={number} />}
    </li>
  );
}
