/** All documents: searched in their whole text, filtered by facets with counts, sorted, in pages. */
import type { Documents, DocumentsQuery } from '../../pipeline/explorer/api.js';
import { Answer } from '../app/Answer.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { Pager } from '../app/Pager.js';
import { goWith } from '../app/route.js';
import { SearchField } from '../app/SearchField.js';
import { useTitle } from '../app/title.js';
import { DocumentRows } from './DocumentRows.js';
import { FACETS, Facets } from './Facets.js';
import './documents.css';

const PAGE = 50;

export function DocumentsPage({ query }: { query: URLSearchParams }) {
  useTitle(say('文件', 'Documents'));
  const asked = askedBy(query);
  const documents = useLoaded(JSON.stringify(asked), (signal) => get('/api/documents', { query: asked, signal }));
  const search = asked.search ?? '';
  return (
    <>
      <div class="view-head">
        <h1>{say('文件', 'Documents')}</h1>
      </div>
      <div class="tools">
        <SearchField
          value={search}
          label={say(
            '搜索标题和全文；多个词须同时出现，短语加引号',
            'Search titles and full texts: all words, phrases in quotation marks',
          )}
          onSearch={(text) => goWith({ search: text, offset: undefined }, { replace: true })}
        />
      </div>
      <Answer loaded={documents}>
        {(value) => <View documents={value} query={query} search={search} offset={asked.offset ?? 0} />}
      </Answer>
    </>
  );
}

interface ViewProps {
  documents: Documents;
  query: URLSearchParams;
  search: string;
  offset: number;
}

function View({ documents, query, search, offset }: ViewProps) {
  const { total, rows, facets } = documents;
  const isNarrowed = search !== '' || FACETS.some(({ name }) => query.has(name));
  return (
    <div class="documents">
      <Facets facets={facets} query={query} />
      <div class="documents-list">
        {rows.length === 0 ? (
          <div class="notice">
            <p>
              {isNarrowed
                ? say('没有符合条件的文件。', 'No document fits.')
                : say('数据集里还没有文件。', 'There is no document in this dataset yet.')}
            </p>
            {isNarrowed && <a href="/documents">{say('清除全部条件', 'Clear all conditions')}</a>}
          </div>
        ) : (
          <>
            {search !== '' && <Order sort={query.get('sort') ?? ''} />}
            <DocumentRows rows={rows} search={search} sort={query.get('sort') ?? ''} />
            <Pager total={total} offset={offset} limit={PAGE} what={say('份文件', 'documents')} />
          </>
        )}
      </div>
    </div>
  );
}

/** What comes first, and the way back to it. */
function Order({ sort }: { sort: string }) {
  if (sort === '') {
    return (
      <p class="small quiet">
        {say(
          '按相关度排列：先看标题里有几个词，再看正文里各词出现的次数。',
          'By relevance: first how many words stand in the title, then how often each stands in the text.',
        )}
      </p>
    );
  }
  return (
    <p class="small">
      <button type="button" class="plain link" onClick={() => goWith({ sort: undefined, offset: undefined })}>
        {say('按相关度排列', 'Order by relevance')}
      </button>
    </p>
  );
}

function askedBy(query: URLSearchParams): DocumentsQuery {
  const text = (name: string) => query.get(name) || undefined;
  const number = (name: string) => {
    const n = Number.parseInt(query.get(name) ?? '', 10);
    return Number.isNaN(n) || n < 0 ? undefined : n;
  };
  const fields = {
    search: text('search'),
    region: text('region'),
    year: number('year'),
    kind: text('kind'),
    form: text('form'),
    status: text('status'),
    severity: text('severity'),
    sort: text('sort'),
    offset: number('offset'),
  };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { ...(given as DocumentsQuery), limit: PAGE };
}
