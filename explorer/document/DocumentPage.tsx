/** A document: the original on the left, what was read of it on the right, and each value's way from one to the other. */
import { useState } from 'preact/hooks';
import { Failure } from '../app/Answer.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { lastOf, useLoaded } from '../app/loading.js';
import { DocumentView } from './DocumentView.js';
import './document.css';
import './original.css';

export function DocumentPage({ id, query }: { id: string; query: URLSearchParams }) {
  const [edition, setEdition] = useState(0);
  const loaded = useLoaded(`${id} ${edition}`, (signal) => get('/api/documents/:id', { parts: { id }, signal }));
  if (loaded.state === 'failed') {
    return (
      <div class="document-failure">
        <h1>{say('文件', 'Document')}</h1>
        <Failure error={loaded.error} retry={loaded.retry} />
      </div>
    );
  }
  const view = lastOf(loaded);
  if (!view) {
    return (
      <p class="document-failure waiting" role="status">
        {say('读取中…', 'Loading…')}
      </p>
    );
  }
  return <DocumentView view={view} query={query} onCorrected={() => setEdition((n) => n + 1)} />;
}
