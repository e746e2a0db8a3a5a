/** The documents of a dataset: found by words and filters, with what there is to filter by. */
import { z } from 'zod';
import { conditionOf, numberOf, textOf } from '../compare/open.js';
import { quoteText, type Row } from '../dataset/duckdb.js';
import type { DocumentRow, Documents } from './api.js';
import type { Dataset } from './dataset.js';
import { RequestProblem } from './problem.js';
import { foldedPattern, holds, snippetPattern, wordsOf } from './search.js';
import { whole } from './tables.js';

const text = z.string().max(200);
/** A page that is asked for, and the most that is given. */
const PAGE = { usual: 50, most: 500 };
/** Words of a search; the rest of a longer one is refused, not left out. */
const MOST_WORDS = 10;
/** Places shown of a document that was found. */
const MOST_MATCHES = 3;
/** Choices given of a facet, the most frequent first. */
const MOST_CHOICES = 500;

export const documentsQuery = z.object({
  search: text.optional(),
  region: text.optional(),
  year: z.coerce.number().int().optional(),
  kind: text.optional(),
  form: text.optional(),
  status: text.optional(),
  severity: text.optional(),
  sort: text.optional(),
  offset: whole(2 ** 31 - 1).default(0),
  limit: whole(PAGE.most).default(PAGE.usual),
});
type Query = z.infer<typeof documentsQuery>;

const FACETS = ['region', 'year', 'kind', 'form', 'status', 'severity'] as const;
type Facet = (typeof FACETS)[number];

/** What is counted of a document, by table. */
const COUNTED = ['projects', 'indicators', 'evaluations', 'statistics'] as const;
const SORTABLE = [
  ...['title', 'region_code', 'region_name', 'fiscal_year', 'publisher', 'published_on', 'kinds', 'status'],
  ...['media_type', 'pages', 'source', ...COUNTED, 'errors', 'warnings', 'document_id'],
];

export async function findDocuments(dataset: Dataset, query: Query): Promise<Documents> {
  const table = await documentTable(dataset);
  const words = wordsOf(query.search ?? '');
  if (words.length > MOST_WORDS) throw new RequestProblem(400, `a search has at most ${MOST_WORDS} words`);
  const found = words.length > 0 ? await dataset.keep(hits(words)) : null;
  const where = (but?: Facet) => `WHERE ${conditions(query, found, but).join(' AND ')}`;
  const [rows, counted, ...facets] = await Promise.all([
    dataset.rows(
      `SELECT * FROM ${table} d ${where()} ORDER BY ${orderOf(query.sort)} LIMIT ${query.limit} OFFSET ${query.offset}`,
    ),
    dataset.rows(`SELECT count(*) AS n FROM ${table} d ${where()}`),
    ...FACETS.map((facet) => dataset.rows(facetSelect(facet, table, where(facet)))),
  ]);
  const matches = await findMatches(dataset, rows, words);
  return {
    total: Number(counted[0]?.n),
    rows: rows.map((row) => rowOf(row, matches.get(String(row.document_id)) ?? [])),
    facets: Object.fromEntries(
      FACETS.map((facet, i) => [
        facet,
        facets[i]!.map(({ value, label, n }) => ({
          value: String(value),
          label: textOf(label),
          documents: Number(n),
        })),
      ]),
    ) as Documents['facets'],
  };
}

/** One row a document with all that is asked of it. */
function documentTable(dataset: Dataset): Promise<string> {
  const counts = COUNTED.map(
    (table) =>
      `LEFT JOIN (SELECT document_id, count(*) AS ${table} FROM ${table} GROUP BY document_id) USING (document_id)`,
  );
  return dataset.keep(`
    SELECT d.*, ${COUNTED.map((table) => `coalesce(${table}, 0) AS ${table}`).join(', ')},
      coalesce(errors, 0) AS errors, coalesce(warnings, 0) AS warnings, forms, severities
    FROM ${dataset.positioned('documents')} d ${counts.join(' ')}
    LEFT JOIN (SELECT document_id, list(DISTINCT form) AS forms FROM projects GROUP BY document_id) USING (document_id)
    LEFT JOIN (SELECT document_id, count(*) FILTER (severity = 'error') AS errors,
        count(*) FILTER (severity = 'warning') AS warnings, list(DISTINCT severity) AS severities
      FROM findings GROUP BY document_id) USING (document_id)
    ORDER BY position`);
}

/** The documents in which each word occurs somewhere; all words in one go over what was read. */
function hits(words: readonly string[]): string {
  const occurs = (columns: readonly string[]) =>
    words.map((word) => `(${columns.map((column) => holds(column, word)).join(' OR ')})`);
  const select = (table: string, columns: readonly string[]) => {
    const found = occurs(columns);
    const named = found.map((condition, i) => `coalesce(${condition}, false) AS word${i}`);
    return `SELECT document_id, ${named.join(', ')} FROM ${table} WHERE ${found.join(' OR ')}`;
  };
  const parts = [
    select('documents', ['title', 'publisher', 'region_name', 'source', 'document_number', 'index_number']),
    select('readings', ['raw', 'value']),
    select('findings', ['message']),
  ];
  return `SELECT document_id FROM (${parts.join(' UNION ALL ')})
    GROUP BY document_id HAVING ${words.map((_, i) => `bool_or(word${i})`).join(' AND ')}`;
}

function conditions(query: Query, found: string | null, but?: Facet): string[] {
  const { region, year, kind, form, status, severity } = query;
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? null : `${column} = ${quoteText(value)}`;
  const listed = (list: string, value: string | undefined) =>
    value === undefined ? null : `coalesce(list_contains(${list}, ${quoteText(value)}), false)`;
  const byFacet: Record<Facet, string | null> = {
    region: region === undefined ? null : conditionOf({ region }, 'd'),
    year: year === undefined ? null : `fiscal_year = ${year}`,
    kind: listed(`string_split(kinds, '|')`, kind),
    form: listed('forms', form),
    status: equal('status', status),
    severity: listed('severities', severity),
  };
  const ofFacets = FACETS.flatMap((facet) => (facet === but ? [] : (byFacet[facet] ?? [])));
  return [...ofFacets, found === null ? 'true' : `document_id IN (SELECT document_id FROM ${found})`];
}

function facetSelect(facet: Facet, table: string, where: string): string {
  const each: Record<Facet, string> = {
    region: `SELECT coalesce(region_code, region_name) AS value, region_name AS label FROM ${table} d ${where}`,
    year: `SELECT fiscal_year AS value, NULL AS label FROM ${table} d ${where}`,
    kind: `SELECT unnest(string_split(kinds, '|')) AS value, NULL AS label FROM ${table} d ${where} AND kinds <> ''`,
    form: `SELECT unnest(forms) AS value, NULL AS label FROM ${table} d ${where}`,
    status: `SELECT status AS value, NULL AS label FROM ${table} d ${where}`,
    severity: `SELECT unnest(severities) AS value, NULL AS label FROM ${table} d ${where}`,
  };
  return `SELECT value, min(label) AS label, count(*) AS n FROM (${each[facet]}) WHERE value IS NOT NULL
    GROUP BY value ORDER BY ${facet === 'year' ? 'value DESC' : 'n DESC, value'} LIMIT ${MOST_CHOICES}`;
}

function orderOf(sort: string | undefined): string {
  if (!sort) return 'position';
  const column = sort.replace(/^-/, '');
  if (!SORTABLE.includes(column)) throw new RequestProblem(400, `documents are not sorted by '${column}'`);
  return `${column} ${sort.startsWith('-') ? 'DESC' : 'ASC'} NULLS LAST, position`;
}

/** Where the words stand in the documents of a page; the record before the findings. */
async function findMatches(
  dataset: Dataset,
  rows: readonly Row[],
  words: readonly string[],
): Promise<Map<string, DocumentRow['matches']>> {
  const matches = new Map<string, DocumentRow['matches']>();
  if (rows.length === 0 || words.length === 0) return matches;
  const ids = rows.map(({ document_id }) => quoteText(String(document_id))).join(', ');
  const parts = words.flatMap((word, rank) => {
    const [pattern, around] = [quoteText(foldedPattern(word)), quoteText(snippetPattern(word))];
    const select = (table: string, type: string, id: string, field: string, text: string) => `
      SELECT document_id, ${type} AS type, ${id} AS id, ${field} AS field, ${rank} AS rank, ordinal,
        regexp_extract(${text}, ${around}) AS text
      FROM ${table} WHERE document_id IN (${ids}) AND ${holds(text, word)}`;
    return [
      select(
        'readings',
        'record_type',
        'record_id',
        'field',
        `(CASE WHEN regexp_matches(raw, ${pattern}) THEN raw ELSE value END)`,
      ),
      select('(SELECT *, 0 AS ordinal FROM documents)', `'document'`, 'document_id', `'title'`, 'title'),
      select('findings', `'finding'`, `coalesce(record_id, '')`, 'code', 'message'),
    ];
  });
  // Of each word the first place, then further ones.
  const found = await dataset.rows(`
    SELECT document_id, type, id, field, text FROM (
      SELECT *, row_number() OVER (PARTITION BY document_id, rank ORDER BY type = 'finding', ordinal) AS nth
      FROM (SELECT DISTINCT ON (document_id, type, id, field, rank) * FROM (${parts.join(' UNION ALL ')})))
    QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY nth, rank) <= ${MOST_MATCHES}
    ORDER BY document_id, nth, rank`);
  for (const { document_id, type, id, field, text: shown } of found) {
    const key = String(document_id);
    const match = { recordType: String(type), recordId: String(id), field: String(field), text: String(shown) };
    matches.set(key, [...(matches.get(key) ?? []), match]);
  }
  return matches;
}

function rowOf(row: Row, matches: DocumentRow['matches']): DocumentRow {
  return {
    document_id: String(row.document_id),
    title: textOf(row.title),
    region_code: textOf(row.region_code),
    region_name: textOf(row.region_name),
    fiscal_year: numberOf(row.fiscal_year),
    publisher: textOf(row.publisher),
    published_on: textOf(row.published_on),
    kinds: (textOf(row.kinds) ?? '').split('|').filter((kind) => kind !== ''),
    status: String(row.status),
    media_type: String(row.media_type),
    pages: numberOf(row.pages),
    source: String(row.source),
    projects: Number(row.projects),
    indicators: Number(row.indicators),
    evaluations: Number(row.evaluations),
    statistics: Number(row.statistics),
    errors: Number(row.errors),
    warnings: Number(row.warnings),
    matches,
  };
}
