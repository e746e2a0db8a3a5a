/** The documents of a dataset: found by words and filters, with what there is to filter by. */
import { z } from 'zod';
import { conditionOf, numberOf, textOf } from '../compare/open.js';
import { quoteText, type Row } from '../dataset/duckdb.js';
import { RANKING } from '../search/find.js';
import { wordsOfSearch } from '../search/fold.js';
import type { DocumentRow, Documents } from './api.js';
import type { Opened } from './current.js';
import type { Dataset } from './dataset.js';
import { matchesOf } from './matches.js';
import { RequestProblem } from './problem.js';
import { rankedTable } from './ranking.js';
import { whole } from './tables.js';

const text = z.string().max(200);
/** A page that is asked for, and the most that is given. */
const PAGE = { usual: 50, most: 500 };
/** Words of a search; the rest of a longer one is refused, not left out. */
const MOST_WORDS = 10;
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

export async function findDocuments(
  { dataset, texts }: Pick<Opened, 'dataset' | 'texts'>,
  query: Query,
): Promise<Documents> {
  const table = await documentTable(dataset);
  const words = searchedWords(query.search ?? '');
  const found = words.length > 0 ? await rankedTable(dataset, words) : null;
  const from = found === null ? `${table} d` : `${table} d JOIN ${found} USING (position)`;
  const where = (but?: Facet) => `WHERE ${conditions(query, but).join(' AND ')}`;
  const [rows, counted, ...facets] = await Promise.all([
    dataset.rows(
      `SELECT * FROM ${from} ${where()}
       ORDER BY ${orderOf(query.sort, found !== null)} LIMIT ${query.limit} OFFSET ${query.offset}`,
    ),
    dataset.rows(`SELECT count(*) AS n FROM ${from} ${where()}`),
    ...FACETS.map((facet) => dataset.rows(facetSelect(facet, from, where(facet)))),
  ]);
  const matches = words.length === 0 ? [] : await Promise.all(rows.map((row) => matchesOf(dataset, texts, row, words)));
  return {
    total: Number(counted[0]?.n),
    rows: rows.map((row, i) => rowOf(row, matches[i] ?? [])),
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

/** The words of what was typed, as they are compared. */
export function searchedWords(search: string): string[] {
  const words = wordsOfSearch(search);
  if (words.length > MOST_WORDS) throw new RequestProblem(400, `a search has at most ${MOST_WORDS} words`);
  return words;
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

function conditions(query: Query, but?: Facet): string[] {
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
  return [...ofFacets, 'true'];
}

function facetSelect(facet: Facet, from: string, where: string): string {
  const each: Record<Facet, string> = {
    region: `SELECT coalesce(region_code, region_name) AS value, region_name AS label FROM ${from} ${where}`,
    year: `SELECT fiscal_year AS value, NULL AS label FROM ${from} ${where}`,
    kind: `SELECT unnest(string_split(kinds, '|')) AS value, NULL AS label FROM ${from} ${where} AND kinds <> ''`,
    form: `SELECT unnest(forms) AS value, NULL AS label FROM ${from} ${where}`,
    status: `SELECT status AS value, NULL AS label FROM ${from} ${where}`,
    severity: `SELECT unnest(severities) AS value, NULL AS label FROM ${from} ${where}`,
  };
  return `SELECT value, min(label) AS label, count(*) AS n FROM (${each[facet]}) WHERE value IS NOT NULL
    GROUP BY value ORDER BY ${facet === 'year' ? 'value DESC' : 'n DESC, value'} LIMIT ${MOST_CHOICES}`;
}

function orderOf(sort: string | undefined, isSearched: boolean): string {
  if (!sort) return isSearched ? RANKING : 'position';
  const column = sort.replace(/^-/, '');
  if (!SORTABLE.includes(column)) throw new RequestProblem(400, `documents are not sorted by '${column}'`);
  return `${column} ${sort.startsWith('-') ? 'DESC' : 'ASC'} NULLS LAST, position`;
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
    standing: textOf(row.standing ?? null) as DocumentRow['standing'],
    media_type: String(row.media_type),
    pages: numberOf(row.pages),
    source: String(row.source),
    projects: Number(row.projects),
    indicators: Number(row.indicators),
    evaluations: Number(row.evaluations),
    statistics: Number(row.statistics),
    errors: Number(row.errors),
    warnings: Number(row.warnings),
    hits: numberOf(row.hits ?? null),
    matches,
  };
}
