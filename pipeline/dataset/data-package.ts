/** `datapackage.json`: a Frictionless Data Package (2.0), so that software can check what it was given. */
import { SCHEMA_VERSION } from '../../normalizers/record.js';
import { COLUMN_TYPES, type Column } from './columns.js';
import { FOLDERS } from './files.js';
import type { Table } from './tables.js';

export interface DatasetFile {
  /** Path below the dataset directory, by `/`. */
  path: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** The descriptor of the files. It has no time of its making: the same records give the same bytes. */
export function dataPackage(version: string, tables: readonly Table[], files: readonly DatasetFile[]): object {
  return {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: 'gongkai',
    title: '县级预算绩效公开数据集 · Budget performance as published by Chinese counties',
    description: 'What every table and column means: codebook.md. gongkai.duckdb holds the same tables.',
    version,
    record_schema: SCHEMA_VERSION,
    resources: files.map((file) => resource(file, tables)),
  };
}

function resource(file: DatasetFile, tables: readonly Table[]): object {
  const [folder, name = ''] = file.path.split('/');
  const table = tables.find((candidate) => name.startsWith(`${candidate.name}.`));
  const common = { path: file.path, bytes: file.bytes, hash: `sha256:${file.sha256}` };
  if (!table) return { name: file.path.replace('.', '-'), ...common, format: 'md', mediatype: 'text/markdown' };
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
