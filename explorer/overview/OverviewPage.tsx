/** What the dataset holds, what is missing, what is doubtful, and what the last night brought. Every number leads to what it counts. */
import type { Overview } from '../../pipeline/explorer/api.js';
import { Answer } from '../app/Answer.js';
import { useCatalogue } from '../app/catalogue.js';
import { get } from '../app/client.js';
import { say, sayOf } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { count, moment } from '../app/numbers.js';
import { hrefOf } from '../app/route.js';
import { useTitle } from '../app/title.js';
import { SeverityTag, StateTag, StatusTag } from '../app/words.js';
import { is, tableHref } from '../tables/table-route.js';
import { Bars } from './Bars.js';
import { Checks } from './Checks.js';
import { Coverage } from './Coverage.js';
import { Night, NightInShort } from './Night.js';
import './overview.css';

const SEVERITIES = ['error', 'warning', 'info'];

/** Tables of the first line, in this order; all others stand under 数据表. */
const FIRST = ['documents', 'projects', 'indicators', 'listings', 'evaluations', 'statistics', 'findings'];

export function OverviewPage({ query }: { query: URLSearchParams }) {
  useTitle('');
  const overview = useLoaded('overview', (signal) => get('/api/overview', { signal }));
  return <Answer loaded={overview}>{(value) => <View overview={value} query={query} />}</Answer>;
}

function View({ overview, query }: { overview: Overview; query: URLSearchParams }) {
  const { counts, data, built, version } = overview;
  return (
    <>
      <div class="view-head">
        <h1>{say('总览', 'Overview')}</h1>
        <p class="quiet">
          {data} · {say(`${moment(built)} 生成`, `built ${moment(built)}`)} · {version}
        </p>
      </div>
      <Counts counts={counts} />
      {overview.night && <NightInShort night={overview.night} />}
      {(counts.documents ?? 0) === 0 ? <Empty /> : <Filled overview={overview} query={query} />}
    </>
  );
}

function Counts({ counts }: { counts: Overview['counts'] }) {
  const catalogue = useCatalogue();
  return (
    <ul class="counts">
      {FIRST.filter((name) => name in counts).map((name) => (
        <li>
          <a href={name === 'documents' ? '/documents' : tableHref(name)}>
            <b>{count(counts[name]!)}</b>
            <span>{sayOf(catalogue.table(name)?.title ?? { zh: name, en: name })}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Empty() {
  return (
    <div class="notice">
      <p>{say('数据集里还没有文件。', 'There is no document in this dataset yet.')}</p>
      <p class="quiet">
        {say('抓取网站：', 'Crawl a site: ')}
        <code>gongkai crawl https://…</code>
        {say('；处理本地文件：', '; read files: ')}
        <code>gongkai run 材料/</code>
      </p>
    </div>
  );
}

function Filled({ overview, query }: { overview: Overview; query: URLSearchParams }) {
  const { statuses, kinds, forms, findings, checks, corrections, night, coverage } = overview;
  const catalogue = useCatalogue();
  const title = (zh: string, en: string) => <h2>{say(zh, en)}</h2>;
  return (
    <>
      <Coverage coverage={coverage} query={query} />
      <div class="columns overview-columns">
        <section class="section">
          {title('文件读取情况', 'Documents by state')}
          <Bars
            rows={statuses.map(({ status, documents }) => ({
              label: <StatusTag status={status} />,
              n: documents,
              href: hrefOf(['documents'], { status }),
            }))}
          />
        </section>
        <section class="section">
          {title('文件内容', 'Documents by content')}
          <Bars
            rows={kinds.map(({ kind, documents }) => ({
              label: catalogue.code('documents', 'kinds', kind),
              n: documents,
              href: hrefOf(['documents'], { kind }),
            }))}
          />
        </section>
        <section class="section">
          {title('绩效表', 'Forms')}
          <Bars
            rows={forms.map(({ form, projects }) => ({
              label: catalogue.code('projects', 'form', form),
              n: projects,
              href: tableHref('projects', [is('form', form)]),
            }))}
          />
        </section>
        <section class="section">
          <h2>
            {say('人工更正', 'Corrections')}
            <a class="small" href="/review">
              {say('去复核', 'Review')}
            </a>
          </h2>
          <Bars
            rows={corrections.map(({ state, rows }) => ({
              label: <StateTag state={state} />,
              n: rows,
              href: tableHref('corrections', [is('state', state)]),
            }))}
            none={say('还没有人更正或确认过数值。', 'Nobody has corrected or accepted a value yet.')}
          />
        </section>
      </div>
      <section class="section">
        {title('问题', 'Findings')}
        <Bars
          isWide
          rows={findings.map(({ severity, code, rows }) => ({
            label: (
              <>
                <SeverityTag severity={severity} />{' '}
                <span title={catalogue.explain('findings', 'code', code)}>
                  {catalogue.code('findings', 'code', code)}
                </span>
              </>
            ),
            n: rows,
            rank: SEVERITIES.indexOf(severity),
            href: tableHref('findings', [is('severity', severity), is('code', code)]),
          }))}
          none={say('没有发现问题。', 'Nothing was found.')}
        />
      </section>
      <Checks checks={checks} />
      <Night night={night} />
    </>
  );
}
