/** The table `sources`: every place where a document was published, and how one came there. No times: they differ by crawl. */
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { DocumentPlace } from '../archive/provenance.js';
import { type Column, computedColumn } from './columns.js';
import type { Value } from './duckdb.js';
import { scaleNumber } from './numbers.js';

const column = (name: string, title: string, description: string, type: Column['type'] = 'text'): Column =>
  computedColumn(name, title, description, { type, source: '(fetch log)' });

/** Columns of `sources` after the document and the ordinal. */
export const SOURCES_COLUMNS: Column[] = [
  column('source', '来源', 'URL, or path of a local file; `…/a.zip!/b.pdf` for what was in an archive'),
  column('site', '网站', 'The site that was crawled; empty for local files'),
  column('parent_url', '上级页面', 'The page whose link led there'),
  column('parent_title', '上级页面标题', 'Title of that page when the document was first met'),
  column('link_text', '链接文字', 'Text of the link'),
  column('link_score', '链接得分', 'What the link promised by the words of the field, 0 to 100', 'decimal'),
  column('archive_id', '压缩包哈希', 'SHA-256 of the ZIP or RAR file that it was in'),
];

/** The table as one that is computed (a `Derived` of load.ts): `placesOf` tells where a document was published. */
export function sourcesTable(placesOf: (sha256: string) => readonly DocumentPlace[]) {
  return {
    table: 'sources',
    rowsOf: ({ document }: GongkaiRecord): Value[][] => placesOf(document.sha256).map(rowOf),
  };
}

function rowOf({ source, site, parent, parentTitle, linkText, score, archive }: DocumentPlace): Value[] {
  const scaled = score === undefined ? null : scaleNumber(score).value;
  // A start page has nothing before it.
  return [source, site ?? null, parent || null, parentTitle ?? null, linkText ?? null, scaled, archive ?? null];
}
