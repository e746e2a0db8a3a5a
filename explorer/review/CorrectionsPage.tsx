/** What people accepted and corrected: by whom, why, and what became of it. */
import type { CorrectionOutcome } from '../../pipeline/explorer/api.js';
import { Answer } from '../app/Answer.js';
import { useCatalogue } from '../app/catalogue.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { count } from '../app/numbers.js';
import { goWith, hrefOf } from '../app/route.js';
import { ScrollFrame } from '../app/ScrollFrame.js';
import { useTitle } from '../app/title.js';
import { StateTag, stateWord } from '../app/words.js';
import { ReviewWays } from './ReviewWays.js';
import './review.css';

export function CorrectionsPage({ query }: { query: URLSearchParams }) {
  useTitle(say('更正记录', 'Corrections'));
  const loaded = useLoaded('corrections', (signal) => get('/api/corrections', { signal }));
  return (
    <>
      <ReviewWays chosen="corrections" />
      <Answer loaded={loaded}>{(outcomes) => <View outcomes={outcomes} chosen={query.get('state')} />}</Answer>
    </>
  );
}

function View({ outcomes, chosen }: { outcomes: CorrectionOutcome[]; chosen: string | null }) {
  if (outcomes.length === 0) {
    return (
      <div class="notice">
        <p>{say('还没有人更正或确认过数值。', 'Nobody has corrected or accepted a value yet.')}</p>
      </div>
    );
  }
  const states = [...new Set(outcomes.map(({ state }) => state))];
  const shown = chosen ? outcomes.filter(({ state }) => state === chosen) : outcomes;
  return (
    <>
      <div class="tools">
        <label class="choice">
          {say('状态', 'State')}
          <select value={chosen ?? ''} onChange={(event) => goWith({ state: event.currentTarget.value })}>
            <option value="">
              {say('全部', 'All')} ({count(outcomes.length)})
            </option>
            {states.map((state) => (
              <option value={state}>
                {stateWord(state)} ({count(outcomes.filter((each) => each.state === state).length)})
              </option>
            ))}
          </select>
        </label>
      </div>
      <ScrollFrame label={say('更正记录', 'Corrections')}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{say('状态', 'State')}</th>
              <th scope="col">{say('记录与字段', 'Record and field')}</th>
              <th scope="col">{say('更正为', 'Corrected to')}</th>
              <th scope="col">{say('原来', 'Before')}</th>
              <th scope="col">{say('理由', 'Why')}</th>
              <th scope="col">{say('谁', 'Who')}</th>
              <th scope="col">{say('文件', 'Document')}</th>
            </tr>
          </thead>
          <tbody>
            {[...shown].reverse().map((outcome) => (
              <Row outcome={outcome} />
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </>
  );
}

function Row({ outcome }: { outcome: CorrectionOutcome }) {
  const catalogue = useCatalogue();
  const { correction, state, reason, document, type } = outcome;
  const { record_id: record, field, value, previous, why, who, when } = correction;
  const name = type ? `${catalogue.record(type)} · ${catalogue.field(type, field)}` : field;
  return (
    <tr>
      <td>
        <StateTag state={state} />
        {reason && <p class="small quiet">{reason}</p>}
      </td>
      <td>{document ? <a href={hrefOf(['documents', document.sha256], { record, field })}>{name}</a> : name}</td>
      <td>
        <b>{value}</b>
      </td>
      <td>{previous || <span class="quiet">–</span>}</td>
      <td class="corrections-why">{why}</td>
      <td>
        {who} <span class="small quiet">{when}</span>
      </td>
      <td class="small quiet corrections-why">{document?.source ?? '–'}</td>
    </tr>
  );
}
