/** Chooses the view that the URL names, and gives it the frame and the catalogue. */
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { ComparePage } from '../compare/ComparePage.js';
import { DocumentsPage } from '../documents/DocumentsPage.js';
import { OverviewPage } from '../overview/OverviewPage.js';
import { CorrectionsPage } from '../review/CorrectionsPage.js';
import { ReviewPage } from '../review/ReviewPage.js';
import { TablePage } from '../tables/TablePage.js';
import { TablesPage } from '../tables/TablesPage.js';
import { Answer } from './Answer.js';
import { Catalogue, CatalogueContext } from './catalogue.js';
import { get } from './client.js';
import { Frame } from './Frame.js';
import { say, useLanguage } from './language.js';
import { useLoaded } from './loading.js';
import { type Route, useRoute } from './route.js';
import { useTitle } from './title.js';

export function App() {
  useLanguage();
  const route = useRoute();
  const tables = useLoaded('tables', (signal) => get('/api/tables', { signal }));
  const catalogue = useMemo(() => (tables.state === 'there' ? new Catalogue(tables.value) : null), [tables]);
  const main = useRef<HTMLElement>(null);
  const where = route.path.join('/');
  // A new view begins at its top, for those who see and for those who listen.
  useEffect(() => {
    scrollTo(0, 0);
    if (document.activeElement && document.activeElement !== document.body) main.current?.focus();
  }, [where]);
  const isDocument = route.path[0] === 'documents' && route.path.length === 2;
  return (
    <Frame path={route.path}>
      <main id="main" tabIndex={-1} ref={main} class={isDocument ? 'main main-whole' : 'main'}>
        <Answer loaded={tables}>
          {() => catalogue && <CatalogueContext.Provider value={catalogue}>{viewOf(route)}</CatalogueContext.Provider>}
        </Answer>
      </main>
    </Frame>
  );
}

function viewOf({ path, query }: Route): ComponentChildren {
  const [view, name, ...rest] = path;
  if (rest.length > 0) return <NotFound />;
  if (view === undefined) return <OverviewPage query={query} />;
  if (view === 'documents')
    return name ? <LazyDocument key={name} id={name} query={query} /> : <DocumentsPage query={query} />;
  if (view === 'tables') return name ? <TablePage key={name} name={name} query={query} /> : <TablesPage />;
  if (view === 'compare') return <ComparePage family={name ?? null} query={query} />;
  if (view === 'review' && name === undefined) return <ReviewPage query={query} />;
  if (view === 'review' && name === 'corrections') return <CorrectionsPage query={query} />;
  return <NotFound />;
}

/** pdf.js is as large as all the rest, and only this view wants it. */
function LazyDocument({ id, query }: { id: string; query: URLSearchParams }) {
  const page = useLoaded('document', () => import('../document/DocumentPage.js'));
  return <Answer loaded={page}>{({ DocumentPage }) => <DocumentPage id={id} query={query} />}</Answer>;
}

export function NotFound() {
  useTitle(say('没有这个页面', 'No such page'));
  return (
    <>
      <h1>{say('没有这个页面', 'No such page')}</h1>
      <p>
        {say('网址可能不完整。', 'The address may be incomplete. ')}
        <a href="/">{say('回到总览', 'Back to the overview')}</a>
      </p>
    </>
  );
}
