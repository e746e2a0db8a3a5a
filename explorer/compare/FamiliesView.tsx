/** The families of indicators, the widest spread first: where to begin a comparison. */

import { useState } from 'preact/hooks';
import { Answer } from '../app/Answer.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { Marked } from '../app/Marked.js';
import { count } from '../app/numbers.js';
import { goWith, hrefOf } from '../app/route.js';
import { ScrollFrame } from '../app/ScrollFrame.js';
import { SearchField } from '../app/SearchField.js';

/** Families that are listed before somebody asks for more. */
const FEW = 60;

export function FamiliesView({ query }: { query: URLSearchParams }) {
  const search = query.get('search') ?? '';
  const [all, setAll] = useState(false);
  const families = useLoaded(`families ${search}`, (signal) =>
    get('/api/families', { query: search ? { search } : {}, signal }),
  );
  return (
    <>
      <p class="quiet compare-intro">
        {say(
          '各县对同一件事叫法不同。同类指标把它们归在一起，只比较单位相同的数值。',
          'Counties call the same thing differently. A family holds what measures alike; only values of one unit are compared.',
        )}
      </p>
      <div class="tools">
        <SearchField
          value={search}
          label={say('查找指标，如 满意度、验收合格率', 'Find an indicator, e.g. 满意度')}
          onSearch={(text) => goWith({ search: text }, { replace: true })}
        />
      </div>
      <Answer loaded={families}>
        {(found) =>
          found.length === 0 ? (
            <p class="quiet">{say('没有这样的指标。', 'There is no such indicator.')}</p>
          ) : (
            <>
              <ScrollFrame label={say('同类指标', 'Indicators alike')}>
                <table class="rows">
                  <thead>
                    <tr>
                      <th scope="col">{say('指标', 'Indicator')}</th>
                      <th scope="col" class="number">
                        {say('目标数', 'Targets')}
                      </th>
                      <th scope="col" class="number">
                        {say('地区数', 'Regions')}
                      </th>
                      <th scope="col">{say('年度', 'Years')}</th>
                      <th scope="col">{say('单位', 'Units')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {(all ? found : found.slice(0, FEW)).map((family) => (
                      <tr>
                        <th scope="row" class="compare-name">
                          <a href={hrefOf(['compare', family.family])}>
                            <Marked text={family.name} search={search} />
                          </a>
                        </th>
                        <td class="number">{count(family.targets)}</td>
                        <td class="number">{count(family.counties)}</td>
                        <td>{span(family.first_year, family.last_year)}</td>
                        <td>{family.units.join(say('、', ', ')) || <span class="quiet">–</span>}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollFrame>
              {found.length > FEW && (
                <p>
                  <button type="button" class="more" onClick={() => setAll(!all)}>
                    {all ? say('收起', 'Fewer') : say(`全部 ${count(found.length)} 类`, `All ${count(found.length)}`)}
                  </button>
                </p>
              )}
            </>
          )
        }
      </Answer>
    </>
  );
}

function span(first: number | null, last: number | null) {
  if (first === null || last === null) return <span class="quiet">–</span>;
  return first === last ? first : `${first}–${last}`;
}
