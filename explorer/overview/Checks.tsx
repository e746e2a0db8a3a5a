/** How often each audit check holds, fails, or has nothing to compare. */

import type { CheckSummary } from '../../pipeline/explorer/api.js';
import { say, sayOf } from '../app/language.js';
import { count, share } from '../app/numbers.js';
import { ScrollFrame } from '../app/ScrollFrame.js';
import { SeverityTag } from '../app/words.js';
import { is, tableHref } from '../tables/table-route.js';

export function Checks({ checks }: { checks: CheckSummary[] }) {
  const [used, unused] = [checks.filter(applies), checks.filter((check) => !applies(check))];
  return (
    <section class="section">
      <h2>
        {say('核查', 'Checks')}
        <a class="small" href={tableHref('checks', [is('verdict', 'fail')])}>
          {say('全部不符', 'All failures')}
        </a>
      </h2>
      {used.length === 0 && <p class="quiet">{say('没有可核查的内容。', 'There is nothing to check.')}</p>}
      {used.length > 0 && (
        <ScrollFrame label={say('核查', 'Checks')}>
          <table class="rows checks">
            <thead>
              <tr>
                <th scope="col">{say('核查', 'Check')}</th>
                <th scope="col" class="number">
                  {say('不符', 'Fail')}
                </th>
                <th scope="col" class="number">
                  {say('相符', 'Pass')}
                </th>
                <th scope="col" class="number">
                  {say('相符率', 'Share')}
                </th>
                <th scope="col" class="number">
                  {say('不适用', 'Not applicable')}
                </th>
              </tr>
            </thead>
            <tbody>{used.map(line)}</tbody>
          </table>
        </ScrollFrame>
      )}
      {unused.length > 0 && (
        <details class="unused">
          <summary>{say(`${unused.length} 项没有可比内容`, `${unused.length} checks have nothing to compare`)}</summary>
          <ul>
            {unused.map(({ rule, title }) => (
              <li>
                {rule} {sayOf(title)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const applies = ({ pass, fail }: CheckSummary) => pass + fail > 0;

function line({ rule, title, severity, pass, fail, notApplicable }: CheckSummary) {
  const cell = (verdict: string, n: number) => (
    <td class="number">
      {n === 0 ? (
        <span class="quiet">0</span>
      ) : (
        <a href={tableHref('checks', [is('rule', rule), is('verdict', verdict)])}>{count(n)}</a>
      )}
    </td>
  );
  return (
    <tr>
      <th scope="row">
        <span class="quiet">{rule}</span> {sayOf(title)} {fail > 0 && <SeverityTag severity={severity} />}
      </th>
      {cell('fail', fail)}
      {cell('pass', pass)}
      <td class="number checks-share">
        <span class="bars-track" aria-hidden="true">
          <span style={{ width: `${(pass / (pass + fail)) * 100}%` }} />
        </span>
        <span class="checks-percent">{share(pass, pass + fail)}</span>
      </td>
      {cell('not-applicable', notApplicable)}
    </tr>
  );
}
