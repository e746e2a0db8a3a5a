/** From the record's schema to columns: one rule for every field, so that a new field of record.ts is a column too. */
import { type AppendType, SQL_TYPES } from './duckdb.js';

/** The types of columns: in SQL, on their way in, in the Table Schema. */
export const COLUMN_TYPES = {
  text: { sql: SQL_TYPES.text, staged: 'text', field: 'string' },
  integer: { sql: SQL_TYPES.integer, staged: 'integer', field: 'integer' },
  boolean: { sql: SQL_TYPES.boolean, staged: 'boolean', field: 'boolean' },
  decimal: { sql: SQL_TYPES.decimal, staged: 'decimal', field: 'number' },
  // Points; thousandths of them on the way in, for there are millions and integers are cheap to hand over.
  coordinate: { sql: 'DECIMAL(12,3)', staged: 'integer', field: 'number' },
} as const satisfies Record<string, { sql: string; staged: AppendType; field: string }>;
export type ColumnType = keyof typeof COLUMN_TYPES;

/** What of JSON Schema the record's schema uses. */
export interface SchemaNode {
  type?: string | string[];
  anyOf?: SchemaNode[];
  enum?: unknown[];
  items?: SchemaNode;
  properties?: Record<string, SchemaNode>;
  title?: string;
  description?: string;
  unit?: string;
}

export type PlacePart = 'place' | 'page' | 'x0' | 'top' | 'x1' | 'bottom' | 'line' | 'column' | 'length';

/** Where a column's value comes from, seen from the row's object: its ancestors are [record, …, object]. */
export type Reading =
  | { from: 'ancestor'; level: number; field: string }
  | { from: 'document'; field: string }
  | { from: 'ordinal' }
  | { from: 'place'; part: PlacePart }
  | { from: 'evidence' };

export interface Column {
  name: string;
  type: ColumnType;
  /** Chinese label. */
  title: string;
  /** English meaning. */
  description: string;
  unit: string | null;
  /** The closed vocabulary, where there is one. */
  codes: string[] | null;
  /** Several codes in one text, joined by `|`. */
  joined: boolean;
  /** The field of the record, for example `projects[].budget_total_wan`. */
  source: string;
  reading: Reading;
}

/** A text column that no field of the schema stands behind; `more` says what is different. */
export function computedColumn(name: string, title: string, description: string, more: Partial<Column> = {}): Column {
  return {
    ...{ name, type: 'text', title, description, unit: null, codes: null, joined: false, source: '(computed)' },
    reading: { from: 'evidence' },
    ...more,
  };
}

/** What the schema says of a field that becomes one column. Throws where it is not one: then someone must decide. */
export function columnOf(name: string, node: SchemaNode, source: string, reading: Reading): Column {
  if (!node.title || !node.description) throw new Error(`${source}: a field of the record needs title and description`);
  const value = withoutNull(node);
  const element = value.type === 'array' ? value.items : undefined;
  const codes = codesOf(element ?? value);
  // A list of free text could hold the separator; only codes may be joined.
  if (element && !codes) throw new Error(`${source}: only a list of codes becomes a column`);
  if (codes?.some((code) => code.includes('|'))) throw new Error(`${source}: a code with the separator |`);
  return {
    name,
    type: columnType(element ?? value, source),
    title: node.title,
    description: node.description,
    unit: node.unit ?? null,
    codes,
    joined: element !== undefined,
    source,
    reading,
  };
}

function withoutNull(node: SchemaNode): SchemaNode {
  if (Array.isArray(node.type)) {
    const types = node.type.filter((type) => type !== 'null');
    return types.length === 1 && types[0] ? { ...node, type: types[0] } : node;
  }
  const choices = node.anyOf?.filter((choice) => choice.type !== 'null');
  return choices?.length === 1 && choices[0] ? choices[0] : node;
}

function codesOf(node: SchemaNode): string[] | null {
  return node.type === 'string' && node.enum ? node.enum.map(String) : null;
}

function columnType(node: SchemaNode, source: string): ColumnType {
  switch (node.type) {
    case 'string':
      return 'text';
    case 'integer':
      return 'integer';
    case 'number':
      return 'decimal';
    case 'boolean':
      return 'boolean';
    default:
      throw new Error(
        `${source}: cannot be mapped to a column; say in pipeline/dataset/table-descriptions.ts what it becomes`,
      );
  }
}
