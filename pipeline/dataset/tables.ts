/** The tables of the dataset, derived from the record's schema: what a row is, its columns, its keys. */
import { recordJsonSchema } from '../../normalizers/record.js';
import { CHECK_COLUMNS } from '../checks/columns.js';
import { COMPARISON_COLUMNS } from '../compare/columns.js';
import { CORRECTIONS_COLUMNS } from '../corrections/table.js';
import { type Column, columnOf, type SchemaNode } from './columns.js';
import { PLACE_COLUMNS } from './places.js';
import { READINGS_COLUMNS } from './readings.js';
import { SOURCES_COLUMNS } from './sources.js';
import { STANDING_COLUMNS } from './standing.js';
import { DESCRIPTIONS, LEFT_OUT, RENAMED } from './table-descriptions.js';

export interface ForeignKey {
  fields: string[];
  table: string;
  references: string[];
}

export interface Table {
  name: string;
  title: string;
  /** What one row is. */
  row: { en: string; zh: string };
  /** The way through the record, for example `['projects', 'indicators']`; null for what is made from all of it. */
  path: string[] | null;
  /** What its records are called in `readings.record_type`; null where they have no evidence. */
  recordType: string | null;
  columns: Column[];
  /**
   * The columns that a row brings along. What it shares with its document is joined in DuckDB: a source URL a million
   * times is slow to hand over.
   */
  own: Column[];
  primaryKey: string[];
  foreignKeys: ForeignKey[];
}

/** All tables, in the order in which they are written. Throws where the schema has a field that it cannot place. */
export function describeTables(schema: SchemaNode = recordJsonSchema()): Table[] {
  const tables: Table[] = [];
  const status: Column[] = [];
  const visit = (node: SchemaNode, path: string[], ancestors: SchemaNode[]): void => {
    const own: Column[] = [];
    const level = ancestors.length;
    const later: (() => void)[] = [];
    for (const [field, property] of Object.entries(node.properties ?? {})) {
      const key = [...path, field].join('.');
      if (key in LEFT_OUT || field === 'evidence') continue;
      const child = property.type === 'array' ? property.items : property;
      if (field === 'at') own.push(...PLACE_COLUMNS.map((column) => ({ ...column, source: sourceOf(path, field) })));
      else if (child?.properties) later.push(() => visit(child, [...path, field], [...ancestors, node]));
      else
        own.push(columnOf(RENAMED[key] ?? field, property, sourceOf(path, field), { from: 'ancestor', level, field }));
    }
    // The record's own scalars (its status) belong to the document.
    if (path.length === 0) status.push(...own);
    else tables.push(tableOf(path, own, [...ancestors, node], schema, status));
    for (const go of later) go();
  };
  visit(schema, [], []);
  tables.push(READINGS, checksOf(schema), comparisonsOf(schema), SOURCES, CORRECTIONS);
  return tables;
}

function tableOf(path: string[], own: Column[], chain: SchemaNode[], root: SchemaNode, status: Column[]): Table {
  const description = DESCRIPTIONS[path.join('.')];
  if (!description) throw new Error(`${path.join('.')}: no table in pipeline/dataset/table-descriptions.ts`);
  const { name, title, row, recordType, parent } = description;
  if (chain.at(-1)?.properties?.evidence && !recordType)
    throw new Error(`${name}: evidence, but no record type for it`);
  const table = { name, title, row, path, recordType };
  if (name === 'documents') {
    const columns = unique(name, [...own, ...status, ...STANDING_COLUMNS]);
    return { ...table, columns, own: columns, primaryKey: ['document_id'], foreignKeys: [] };
  }
  const document = (field: string, as = field): Column => {
    const node = root.properties?.document?.properties?.[field] ?? {};
    return columnOf(as, node, sourceOf(['document'], field), { from: 'document', field });
  };
  const inherited = (field: string, as: string, level: number): Column =>
    columnOf(as, chain[level]?.properties?.[field] ?? {}, sourceOf(path.slice(0, level), field), {
      from: 'ancestor',
      level,
      field,
    });
  // The year of the nearest record that has one; never filled from further away where it is empty.
  const yearLevel = chain.findLastIndex((node) => node.properties?.fiscal_year);
  const hasOwnYear = yearLevel === chain.length - 1;
  const columns = [
    document('sha256', 'document_id'),
    ORDINAL,
    document('region_code'),
    document('region_name'),
    ...(hasOwnYear
      ? []
      : [yearLevel > 0 ? inherited('fiscal_year', 'fiscal_year', yearLevel) : document('fiscal_year')]),
    ...Object.entries(parent?.columns ?? {}).map(([as, field]) => inherited(field, as, chain.length - 2)),
    ...own,
    ...(yearLevel > 0 ? [{ ...document('fiscal_year', 'document_fiscal_year'), title: '文件年度' }] : []),
    document('source'),
  ];
  const foreignKeys: ForeignKey[] = [TO_DOCUMENTS];
  if (parent) {
    foreignKeys.push({ fields: ['document_id', parent.id], table: parent.table, references: ['document_id', 'id'] });
  }
  return { ...table, columns: unique(name, columns), own: carried(columns), primaryKey: KEY, foreignKeys };
}

function carried(columns: Column[]): Column[] {
  return columns.filter(({ reading }) => reading.from !== 'document' && reading.from !== 'ordinal');
}

function sourceOf(path: string[], field: string): string {
  return [...path.map((step) => (step === 'document' ? step : `${step}[]`)), field].join('.');
}

function unique(table: string, columns: Column[]): Column[] {
  const names = columns.map((column) => column.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new Error(`${table}: two columns are called ${twice}`);
  return columns;
}

const KEY = ['document_id', 'ordinal'];

const ORDINAL: Column = {
  name: 'ordinal',
  type: 'integer',
  title: '行序',
  description: 'Position of the row among those of its document in this table, from 1; with document_id the key',
  unit: null,
  codes: null,
  joined: false,
  source: '(order in the record)',
  reading: { from: 'ordinal' },
};

const TO_DOCUMENTS: ForeignKey = { fields: ['document_id'], table: 'documents', references: ['document_id'] };

const DOCUMENT_ID: Column = {
  ...ORDINAL,
  name: 'document_id',
  type: 'text',
  title: '文件哈希',
  description: 'SHA-256 of the bytes',
  source: 'document.sha256',
  reading: { from: 'document', field: 'sha256' },
};

const READINGS: Table = {
  name: 'readings',
  title: '读数出处',
  row: {
    en: 'one field of one record: the text that it was read from, and where that is printed',
    zh: '一条记录的一个字段：读自哪段原文、位于何处',
  },
  path: null,
  recordType: null,
  columns: [DOCUMENT_ID, ORDINAL, ...READINGS_COLUMNS],
  own: READINGS_COLUMNS,
  primaryKey: KEY,
  foreignKeys: [TO_DOCUMENTS],
};

const SOURCES: Table = {
  name: 'sources',
  title: '文件来源',
  row: {
    en: 'one place where a document was published, and the link that led there; the first is the one it is named after',
    zh: '文件的一个公开位置及指向它的链接；第一个即文件的来源',
  },
  path: null,
  recordType: null,
  columns: [DOCUMENT_ID, ORDINAL, ...SOURCES_COLUMNS],
  own: SOURCES_COLUMNS,
  primaryKey: KEY,
  foreignKeys: [TO_DOCUMENTS],
};

/** One correction may meet several documents, or none: its rows are numbered over all of them. */
const CORRECTIONS: Table = {
  name: 'corrections',
  title: '人工更正',
  row: {
    en: 'one correction by a person in one document that has the record, or what keeps it from being applied',
    zh: '一条人工更正在一份文件中的结果，或未生效的原因',
  },
  path: null,
  recordType: null,
  columns: [{ ...ORDINAL, description: 'Position of the row in this table, from 1' }, ...CORRECTIONS_COLUMNS],
  own: CORRECTIONS_COLUMNS,
  primaryKey: ['ordinal'],
  foreignKeys: [TO_DOCUMENTS],
};

/** What makes the indicators of counties comparable (pipeline/compare); a row for each row of `indicators`. */
function comparisonsOf(root: SchemaNode): Table {
  const columns = [DOCUMENT_ID, ORDINAL, ...regionOf(root), ...COMPARISON_COLUMNS];
  return {
    name: 'comparisons',
    title: '指标可比',
    row: {
      en: 'one row of `indicators`, under the same ordinal: its family, its value in a unit that can be compared, its direction',
      zh: '`indicators` 表的一行（行序相同）：指标家族、可比值和方向',
    },
    path: null,
    recordType: null,
    columns,
    own: COMPARISON_COLUMNS,
    primaryKey: KEY,
    foreignKeys: [TO_DOCUMENTS, { fields: KEY, table: 'indicators', references: KEY }],
  };
}

function regionOf(root: SchemaNode): Column[] {
  return ['region_code', 'region_name'].map((field) =>
    columnOf(field, root.properties?.document?.properties?.[field] ?? {}, sourceOf(['document'], field), {
      from: 'document',
      field,
    }),
  );
}

/** What the audit checks come to (pipeline/checks); with region and year, because that is how people ask. */
function checksOf(root: SchemaNode): Table {
  const document = (field: string, as = field): Column =>
    columnOf(as, root.properties?.document?.properties?.[field] ?? {}, sourceOf(['document'], field), {
      from: 'document',
      field,
    });
  const columns = [
    document('sha256', 'document_id'),
    ORDINAL,
    document('region_code'),
    document('region_name'),
    document('fiscal_year'),
    ...CHECK_COLUMNS,
    document('source'),
  ];
  return {
    name: 'checks',
    title: '核查结果',
    row: {
      en: 'one failure of an audit check, or how many subjects of a document passed it or are none of its business',
      zh: '一项核查的一处不符；或一份文件中相符（不适用）的对象数',
    },
    path: null,
    recordType: null,
    columns,
    own: CHECK_COLUMNS,
    primaryKey: KEY,
    foreignKeys: [TO_DOCUMENTS],
  };
}
