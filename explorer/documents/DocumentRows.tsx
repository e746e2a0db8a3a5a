/** Documents as a table; on a phone each is a card. */
import type { DocumentRow } from '../../pipeline/explorer/api.js';
import { useCatalogue } from '../app/catalogue.js';
import { say } from '../app/language.js';
import { Marked } from '../app/Marked.js';
import { count } from '../app/numbers.js';
import { goWith, hrefOf } from '../app/route.js';
import { SortHeader } from '../app/SortHeader.js';
import { nameOf } from '../app/source.js';
import { StandingTag, StatusTag } from '../app/words.js';

const NUMBERS = [
  { name: 'pages', zh: '页', en: 'Pages' },
  { name: 'projects', zh: '项目', en: 'Projects' },
  { name: 'indicators', zh: '指标', en: 'Indicators' },
  { name: 'evaluations', zh: '评价', en: 'Evaluations' },
  { name: 'statistics', zh: '统计', en: 'Statistics' },
] as const;

interface DocumentRowsProps {
  rows: DocumentRow[];
  search: string;
  sort: string;
}

export function DocumentRows({ rows, search, sort }: DocumentRowsProps) {
  const head = (column: string, title: string, name = '') => (
    <SortHeader
      column={column}
      sort={sort}
      onSort={(wanted) => goWith({ sort: wanted, offset: undefined })}
      class={name}
    >
      {title}
    </SortHeader>
  );
  return (
    <div class="frame documents-frame">
      <table class="rows cards">
        <thead>
          <tr>
            {head('title', say('标题', 'Title'))}
            {head('region_code', say('地区', 'Region'))}
            {head('fiscal_year', say('年度', 'Year'))}
            {head('status', say('状态', 'State'))}
            {NUMBERS.map(({ name, zh, en }) => head(name, say(zh, en), 'number'))}
            {head('errors', say('错误', 'Errors'), 'number')}
            {head('warnings', say('警告', 'Warnings'), 'number')}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.document_id} row={row} search={search} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, search }: { row: DocumentRow; search: string }) {
  const catalogue = useCatalogue();
  const { document_id: id, title, source, kinds, publisher, published_on: published } = row;
  const name = title ?? nameOf(source);
  const besides = [kinds.map((kind) => catalogue.code('documents', 'kinds', kind)).join('、'), publisher, published];
  return (
    <tr>
      <th scope="row" class="documents-title">
        <a href={hrefOf(['documents', id], row.hits ? { search } : {})}>
          <Marked text={name} search={search} />
        </a>
        <p class="small quiet">
          <Marked text={besides.filter(Boolean).join(' · ')} search={search} />
        </p>
        <p class="small quiet documents-source">
          <Marked text={source} search={search} />
        </p>
        <Matches row={row} search={search} />
      </th>
      <td class="documents-region">
        {row.region_name ?? <span class="quiet">{say('不明', 'unknown')}</span>}{' '}
        {row.region_code && <span class="small quiet">{row.region_code}</span>}
      </td>
      <td>{row.fiscal_year ?? <span class="quiet">–</span>}</td>
      <td>
        <StatusTag status={row.status} /> <StandingTag standing={row.standing} />
      </td>
      {NUMBERS.map(({ name: field, zh, en }) => (
        <td class="number" data-label={say(zh, en)}>
          {row[field] ? count(row[field]) : <span class="quiet">{row[field] ?? '–'}</span>}
        </td>
      ))}
      <td class="number" data-label={say('错误', 'Errors')}>
        {row.errors > 0 ? <span class="documents-errors">{count(row.errors)}</span> : <span class="quiet">0</span>}
      </td>
      <td class="number" data-label={say('警告', 'Warnings')}>
        {row.warnings > 0 ? (
          <span class="documents-warnings">{count(row.warnings)}</span>
        ) : (
          <span class="quiet">0</span>
        )}
      </td>
    </tr>
  );
}

function Matches({ row, search }: { row: DocumentRow; search: string }) {
  const catalogue = useCatalogue();
  if (row.matches.length === 0) return null;
  const id = row.document_id;
  return (
    <ul class="documents-matches small">
      {row.matches.map((match) =>
        'hit' in match ? (
          <li>
            <a href={hrefOf(['documents', id], { search, hit: match.hit })}>
              {match.page === null
                ? say(`第 ${match.hit} 处`, `hit ${match.hit}`)
                : say(`第 ${match.page} 页`, `page ${match.page}`)}
            </a>{' '}
            <Marked text={match.text} search={search} />
          </li>
        ) : (
          <li>
            <a href={hrefOf(['documents', id], { search, record: match.recordId, field: match.field })}>
              {catalogue.record(match.recordType)} · {catalogue.field(match.recordType, match.field)}
            </a>{' '}
            <Marked text={match.text} search={search} />
          </li>
        ),
      )}
      {row.hits !== null && row.hits > row.matches.length && (
        <li class="quiet">{say(`共 ${count(row.hits)} 处`, `${count(row.hits)} hits`)}</li>
      )}
    </ul>
  );
}
