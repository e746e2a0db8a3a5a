/** `codebook.md`: what every table, column and code means, in both languages, from the same schema as the columns. */
import { CODES } from './codes.js';
import { COLUMN_TYPES, type Column } from './columns.js';
import { introduction, loading } from './guide.js';
import type { Table } from './tables.js';

/** The text of the codebook. */
export function codebook(version: string, tables: readonly Table[]): string {
  const parts = [
    introduction(version, tables),
    loading(tables),
    '## 数据表 · Tables',
    ...tables.map(tableText),
    codesText(),
  ];
  return `${parts.join('\n\n')}\n`;
}

function tableText(table: Table): string {
  const keys = [
    `主键 · Primary key: ${code(table.primaryKey)}.`,
    ...table.foreignKeys.map(
      (key) => `外键 · Foreign key: ${code(key.fields)} → \`${key.table}\` (${code(key.references)}).`,
    ),
  ];
  return [
    `### ${table.name} · ${table.title}`,
    `每行：${table.row.zh}。One row: ${table.row.en}.`,
    keys.join(' '),
    markdownTable(
      ['列 Column', '中文', '含义 Meaning', '单位 Unit', '类型 Type', '来源字段 Source field'],
      table.columns.map((column) => [
        `\`${column.name}\``,
        column.title,
        meaning(column),
        column.unit ?? '',
        COLUMN_TYPES[column.type].sql,
        `\`${column.source}\``,
      ]),
    ),
  ].join('\n\n');
}

function meaning(column: Column): string {
  if (!column.codes) return column.description;
  return `${column.description}. ${column.joined ? 'Codes joined by |, see' : 'See'} [${column.name}](#${anchor(column.name)})`;
}

function codesText(): string {
  const sections = Object.entries(CODES).map(([column, codes]) =>
    [
      `### ${heading(column)}`,
      markdownTable(
        ['代码 Code', '中文', 'English'],
        Object.entries(codes).map(([name, { zh, en }]) => [`\`${name}\``, zh, en]),
      ),
    ].join('\n\n'),
  );
  return ['## 代码 · Codes', ...sections].join('\n\n');
}

function heading(column: string): string {
  return `codes: ${column}`;
}

function anchor(column: string): string {
  return heading(column).replace(':', '').replaceAll(' ', '-');
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
