/** Which columns of a table are shown before somebody chooses. */
import type { TableColumn, TableDescription } from '../../pipeline/explorer/api.js';
import type { Language } from '../app/language.js';

/** Keys, counters and coordinates: a row is opened instead of looked up by them. */
const FOR_MACHINES = /^(id|seq|ordinal|.+_id|x0|top|x1|bottom|line|column|length|page|document_fiscal_year|.+_source)$/;

/** What is English, beside what says the same to a Chinese reader: kinds and facts of findings, labels of figures. */
const ENGLISH: Record<string, string> = { findings: 'message', statistics: 'metric', facts: 'metric' };

/** Where a table is about them, they are what one wants to see. */
const ABOUT_SOURCES = new Set(['documents', 'sources', 'corrections']);

/** Ends the name of a column that says in Chinese what another says in English. */
const IN_CHINESE = '_zh';

export function columnsByDefault({ name, columns }: TableDescription, language: Language): TableColumn[] {
  const names = new Set(columns.map((column) => column.name));
  const shown = columns.filter((column) => {
    if (column.name === ENGLISH[name]) return language === 'en';
    if (column.name.endsWith(IN_CHINESE)) return language === 'zh';
    if (names.has(`${column.name}${IN_CHINESE}`)) return language === 'en';
    if (column.name === 'source') return ABOUT_SOURCES.has(name);
    if (column.name === 'region_code') return !columns.some((other) => other.name === 'region_name');
    return !FOR_MACHINES.test(column.name);
  });
  return shown.length > 0 ? shown : columns;
}

/** The chosen columns in their order in the table; those by default, where nothing that exists is chosen. */
export function columnsShown(
  table: TableDescription,
  chosen: readonly string[] | null,
  language: Language,
): TableColumn[] {
  const known = table.columns.filter(({ name }) => chosen?.includes(name));
  return known.length > 0 ? known : columnsByDefault(table, language);
}
