/** `datapackage.json`: a Frictionless Data Package (2.0), so that software can check what it was given. */
import { SCHEMA_VERSION } from '../../normalizers/record.js';
import { COLUMN_TYPES, type Column } from './columns.js';
import { FOLDERS } from './files.js';
import type { Publication } from './publication.js';
import type { Table } from './tables.js';

export const NAME = 'gongkai';
export const TITLE = '县级预算绩效公开数据集 · Budget performance as published by Chinese counties';
export const DESCRIPTION = 'What every table and column means: codebook.md. gongkai.duckdb holds the same tables.';

export interface DatasetFile {
  /** Path below the dataset directory, by `/`. */
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** The descriptor of the files. It has no time of its making: the same records give the same bytes. */
export function dataPackage(
  version: string,
  tables: readonly Table[],
  files: readonly DatasetFile[],
  publication: Publication | null,
): object {
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: NAME,
    title: TITLE,
    description: DESCRIPTION,
    version,
    ...(publication && {
      homepage: publication.url,
      licenses: [{ path: publication.license }],
      contributors: [contributor(publication.creator)],
      created: `${publication.date}T00:00:00Z`,
    }),
    record_schema: SCHEMA_VERSION,
    resources: files.map((file) => resource(file, tables)),
  };
}

function contributor({ name, url }: Publication['creator']): object {
  return { title: name, ...(url ? { path: url } : {}), roles: ['creator'] };
}

function resource(file: DatasetFile, tables: readonly Table[]): object {
  const [folder, name = ''] = file.path.split('/');
  const table = tables.find((candidate) => name.startsWith(`${candidate.name}.`));
  const common = { path: file.path, bytes: file.bytes, hash: `sha256:${file.sha256}` };
  if (!table) return { name: file.path.replace('.', '-'), ...common, ...OTHER[file.path.split('.').at(-1) ?? ''] };
  const described = { title: table.title, description: `${table.row.zh} · One row: ${table.row.en}` };
  if (folder === FOLDERS.parquet) {
    return { name: `${table.name}-parquet`, ...common, ...described, format: 'parquet', mediatype: PARQUET };
  }
  const text = { format: 'csv', mediatype: 'text/csv', encoding: 'utf-8' };
  if (folder === FOLDERS.excel) {
    const warning = 'For spreadsheets: some texts are changed, see codebook.md';
    return { name: `${table.name}-excel`, ...common, title: table.title, description: warning, ...text };
  }
  return { name: table.name, type: 'table', ...common, ...described, ...text, schema: tableSchema(table) };
}

const OTHER: Record<string, object> = {
  md: { format: 'md', mediatype: 'text/markdown' },
  json: { format: 'json', mediatype: 'application/ld+json; profile="http://mlcommons.org/croissant/1.0"' },
};
const PARQUET = 'application/vnd.apache.parquet';

function tableSchema(table: Table): object {
  return {
    fields: table.columns.map((column) => field(column, table.primaryKey.includes(column.name))),
    missingValues: [''],
    primaryKey: table.primaryKey,
    foreignKeys: table.foreignKeys.map(({ fields, table: resource_, references }) => ({
      fields,
      reference: { resource: resource_, fields: references },
    })),
  };
}

function field(column: Column, required: boolean): object {
  const constraints = {
    ...(required ? { required } : {}),
    ...(column.codes && !column.joined ? { enum: column.codes } : {}),
  };
  return {
    name: column.name,
    type: COLUMN_TYPES[column.type].field,
    title: column.title,
    description: column.description,
    ...(column.unit ? { unit: column.unit } : {}),
    ...(Object.keys(constraints).length > 0 ? { constraints } : {}),
  };
}
