/** What the last night brought, site by site. */

import type { Overview } from '../../pipeline/explorer/api.js';
import { say } from '../app/language.js';
import { count, moment } from '../app/numbers.js';
import { ScrollFrame } from '../app/ScrollFrame.js';
import { is, tableHref } from '../tables/table-route.js';

type Report = NonNullable<Overview['night']>;
type Site = Report['sites'][number];

const KINDS = [
  { kind: 'new', zh: '新增', en: 'New' },
  { kind: 'changed', zh: '改动', en: 'Changed' },
  { kind: 'gone', zh: '撤下', en: 'Gone' },
  { kind: 'blocked', zh: '被拦截', en: 'Blocked' },
  { kind: 'failed', zh: '失败', en: 'Failed' },
] as const;
type Kind = (typeof KINDS)[number]['kind'];

export function Night({ night }: { night: Report | null }) {
  return (
    <section class="section" id="night">
      <h2>
        {say('上次夜间抓取', 'The last night')}
        {night && (
          <span class="small quiet">
            {night.night}，{moment(night.began)} – {moment(night.ended)}
          </span>
        )}
      </h2>
      {night ? (
        <NightView night={night} />
      ) : (
        <p class="quiet">
          {say('还没有夜间抓取。', 'There was no night yet. ')}
          <code>gongkai nightly</code>
        </p>
      )}
    </section>
  );
}

/** The same in one line, for the top of the page. */
export function NightInShort({ night }: { night: Report }) {
  const counted = KINDS.map((each) => ({
    ...each,
    n: night.sites.reduce((sum, site) => sum + site[each.kind].length + (site.unnamed[each.kind] ?? 0), 0),
  }));
  return (
    <p class="night-short">
      <a href="#night">{say(`夜间抓取 ${night.night}`, `Night of ${night.night}`)}</a>
      {counted.map(({ kind, zh, en, n }) => (
        <span class={n > 0 && (kind === 'blocked' || kind === 'failed') ? 'night-trouble' : n > 0 ? '' : 'quiet'}>
          {say(zh, en)} {count(n)}
        </span>
      ))}
      {!night.published && <span class="night-trouble">{say('未发布新数据集', 'dataset not built anew')}</span>}
    </p>
  );
}

function NightView({ night }: { night: Report }) {
  return (
    <>
      {!night.published && (
        <div class="notice notice-error">
          <p>
            {say('没有发布新数据集，保留上一个完好的：', 'The dataset was not built anew; the last good one stays:')}
          </p>
          <ul>
            {night.held.map((why) => (
              <li>{why}</li>
            ))}
          </ul>
        </div>
      )}
      <ScrollFrame label={say('上次夜间抓取', 'The last night')}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{say('网站', 'Site')}</th>
              <th scope="col">{say('结果', 'End')}</th>
              <th scope="col" class="number">
                {say('现有文件', 'Documents')}
              </th>
              {KINDS.map(({ zh, en }) => (
                <th scope="col">{say(zh, en)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {night.sites.map((site) => (
              <tr>
                <th scope="row">{site.site}</th>
                <td>{endWord(site.end)}</td>
                <td class="number">
                  {count(site.documents)}
                  {site.expected !== null && site.documents < site.expected && (
                    <span class="night-trouble"> {say(`应有 ${site.expected}`, `expected ${site.expected}`)}</span>
                  )}
                </td>
                {KINDS.map(({ kind }) => (
                  <td>
                    <Events site={site} kind={kind} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </>
  );
}

function Events({ site, kind }: { site: Site; kind: Kind }) {
  const events = site[kind];
  const unnamed = site.unnamed[kind] ?? 0;
  if (events.length === 0 && unnamed === 0) return <span class="quiet">0</span>;
  const isHeld = kind === 'new' || kind === 'changed';
  return (
    <details>
      <summary>{count(events.length + unnamed)}</summary>
      <ul class="night-events">
        {events.map(({ url, why }) => (
          <li>
            {isHeld ? <a href={tableHref('sources', [is('source', url)])}>{url}</a> : <span>{url}</span>}
            {why && <span class="quiet"> {why}</span>}
          </li>
        ))}
        {unnamed > 0 && <li class="quiet">{say(`另有 ${count(unnamed)} 个`, `and ${count(unnamed)} more`)}</li>}
      </ul>
    </details>
  );
}

function endWord(end: string): string {
  if (end === 'finished') return say('完成', 'finished');
  if (end === 'blocked') return say('被拦截', 'blocked');
  if (end === 'unfinished') return say('未完成', 'unfinished');
  return end;
}
