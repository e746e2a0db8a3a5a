/** The document as a whole: what it says of itself, where it was found, and its bytes. */
import { addressOf } from '../../app/client.js';
import { say } from '../../app/language.js';
import { useOpened } from '../context.js';
import { FieldList } from './FieldList.js';

const FIELDS = [
  'title',
  'region_name',
  'region_code',
  'publisher',
  'fiscal_year',
  'document_number',
  'index_number',
  'written_on',
  'published_on',
  'kinds',
  'media_type',
  'pages',
];

export function DocumentFacts() {
  const { view, parts } = useOpened();
  const { document } = view.record;
  return (
    <>
      <FieldList part={parts.of(document)} fields={FIELDS} />
      <h3 class="facts-head">{say('来源', 'Where it was found')}</h3>
      <ul class="plain-list">
        {view.sources.map(({ source, firstSeen, lastSeen, gone }) => (
          <li key={source} class="item">
            <SourceLink source={source} />
            <p class="quiet small">
              {firstSeen && <>{say(`首次见到 ${day(firstSeen)}`, `first seen ${day(firstSeen)}`)} · </>}
              {lastSeen && say(`最近见到 ${day(lastSeen)}`, `last seen ${day(lastSeen)}`)}
              {gone && <span class="tag tag-warning">{say(`${day(gone)} 起已撤下`, `gone since ${day(gone)}`)}</span>}
              {!firstSeen && !lastSeen && !gone && say('没有抓取记录', 'no log of its fetching')}
            </p>
          </li>
        ))}
      </ul>
      <h3 class="facts-head">{say('原件', 'The original')}</h3>
      <p>
        <DownloadLink id={document.sha256} />
      </p>
      <p class="small quiet">
        SHA-256 <code class="hash">{document.sha256}</code>
      </p>
    </>
  );
}

/** A source may be a path on somebody's disk: only an address of the web is a link. */
export function SourceLink({ source }: { source: string }) {
  return /^https?:\/\//i.test(source) ? (
    <a class="source" href={source} target="_blank" rel="noreferrer noopener">
      {source}
    </a>
  ) : (
    <span class="source">{source}</span>
  );
}

export function DownloadLink({ id }: { id: string }) {
  return (
    <a href={addressOf('/api/documents/:id/original', { id }, {})} download="">
      {say('下载原件', 'Download the original')}
    </a>
  );
}

function day(time: string): string {
  return time.slice(0, 10);
}
