/** One table of the dataset, however long: sorted, filtered, searched, with the columns that are wanted, and each row a way to its page. */
import { useEffect, useRef } from 'preact/hooks';
import type { TablePage as Page, TableDescription } from '../../pipeline/explorer/api.js';
import { Answer } from '../app/Answer.js';
import { useCatalogue } from '../app/catalogue.js';
import { addressOf, get } from '../app/client.js';
import { language, say, sayOf } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { count } from '../app/numbers.js';
import { Pager } from '../app/Pager.js';
import { SearchField } from '../app/SearchField.js';
import { useTitle } from '../app/title.js';
import { ColumnChoice } from './ColumnChoice.js';
import { columnsForLinks } from './cell-link.js';
import { DataTable } from './DataTable.js';
import { filterWords } from './filter-words.js';
import { columnsShown } from './shown-columns.js';
import { queryOf, show, type TableView, tableHref, viewFrom } from './table-route.js';
import './tables.css';

/** Rows of a page. */
const PAGE = 100;

export function TablePage({ name, query }: { name: string; query: URLSearchParams }) {
  const catalogue = useCatalogue();
  const table = catalogue.table(name);
  useTitle(table ? sayOf(table.title) : name);
  return (
    <>
      <TableTabs chosen={name} />
      {table ? (
        <View table={table} view={viewFrom(query)} />
      ) : (
        <h1>{say(`没有名为 ${name} 的表`, `There is no table ${name}`)}</h1>
      )}
    </>
  );
}

/** The way to the other tables. */
function TableTabs({ chosen }: { chosen: string }) {
  const { tables } = useCatalogue();
  const nav = useRef<HTMLElement>(null);
  // The chosen one is seen, however narrow the window is.
  useEffect(() => {
    const tab = nav.current!.querySelector<HTMLElement>('[aria-current]');
    if (tab) nav.current!.scrollLeft = tab.offsetLeft - (nav.current!.clientWidth - tab.offsetWidth) / 2;
  }, [chosen]);
  return (
    <nav ref={nav} class="table-tabs" aria-label={say('数据表', 'Tables')}>
      {tables.map((table) => (
        <a href={tableHref(table.name)} aria-current={table.name === chosen ? 'page' : undefined}>
          {sayOf(table.title)}
        </a>
      ))}
    </nav>
  );
}

function View({ table, view }: { table: TableDescription; view: TableView }) {
  const { name } = table;
  const columns = columnsShown(table, view.columns, language());
  const chosen = columns.map((column) => column.name);
  const asked = [...new Set([...chosen, ...columnsForLinks(table)])];
  const query = { ...queryOf({ ...view, columns: asked }), limit: PAGE };
  const rows = useLoaded(JSON.stringify([name, query]), (signal) =>
    get('/api/tables/:table', { parts: { table: name }, query: withoutUndefined(query), signal }),
  );
  const download = (format: string) => {
    const { offset: _, ...all } = queryOf({ ...view, columns: chosen });
    return addressOf('/api/tables/:table/download', { table: name }, { ...all, format });
  };
  return (
    <>
      <div class="view-head">
        <h1>{sayOf(table.title)}</h1>
        <p class="quiet small">
          <code>{name}</code> · {say(`每行：${table.row.zh}`, `Each row: ${table.row.en}`)}
        </p>
      </div>
      <div class="tools">
        <SearchField
          value={view.search}
          label={say(`在${table.title.zh}中搜索`, `Search ${table.title.en}`)}
          onSearch={(search) => show({ search }, { replace: true })}
        />
        <ColumnChoice table={table} shown={chosen} />
        <span class="end downloads">
          {say('下载所示：', 'Download what is shown:')}
          <a href={download('csv')} download={`${name}.csv`}>
            CSV
          </a>
          <a href={download('xlsx')} download={`${name}.xlsx`}>
            XLSX
          </a>
        </span>
      </div>
      <ActiveFilters table={table} view={view} />
      <Answer loaded={rows}>{(page) => <Rows table={table} view={view} page={page} />}</Answer>
    </>
  );
}

function Rows({ table, view, page }: { table: TableDescription; view: TableView; page: Page }) {
  const isNarrowed = view.search !== '' || view.filters.length > 0;
  return (
    <>
      <DataTable table={table} view={view} page={page} />
      {page.total === 0 && (
        <div class="notice">
          <p>
            {isNarrowed ? say('没有符合条件的行。', 'No row fits.') : say('这张表是空的。', 'This table is empty.')}
          </p>
          {isNarrowed && <a href={tableHref(table.name)}>{say('清除全部条件', 'Clear all conditions')}</a>}
        </div>
      )}
      {page.total > 0 && <Pager total={page.total} offset={view.offset} limit={PAGE} what={say('行', 'rows')} />}
      <p class="visually-hidden" role="status">
        {say(`${count(page.total)} 行`, `${count(page.total)} rows`)}
      </p>
    </>
  );
}

function ActiveFilters({ table, view }: { table: TableDescription; view: TableView }) {
  const catalogue = useCatalogue();
  if (view.filters.length === 0) return null;
  return (
    <ul class="filters" aria-label={say('筛选条件', 'Filters')}>
      {view.filters.map((filter, i) => {
        const { column } = filter;
        const words = filterWords(filter, catalogue.title(table.name, column), (value) =>
          catalogue.code(table.name, column, value),
        );
        return (
          <li>
            <button
              type="button"
              title={say('去掉这个条件', 'Take this filter away')}
              onClick={() => show({ filters: view.filters.filter((_, j) => j !== i) })}
            >
              {words} <span aria-hidden="true">×</span>
            </button>
          </li>
        );
      })}
      <li>
        <button type="button" class="plain" onClick={() => show({ filters: [] })}>
          {say('全部清除', 'Clear all')}
        </button>
      </li>
    </ul>
  );
}

function withoutUndefined<T extends object>(thing: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined)) as never;
}
