/** Where the value of a cell was printed: which record of which document, and which of its fields. */
import type { Cell, TableDescription, TablePage } from '../../pipeline/explorer/api.js';
import { hrefOf } from '../app/route.js';

/** What a row brings along from its document. */
const OF_DOCUMENT = new Set(['region_code', 'region_name', 'source', 'document_fiscal_year']);

/** What a row brings along from the record above it, whose id stands in another column; by the name there. */
const ABOVE: Record<string, { id: string; fields: Record<string, string> }> = {
  tasks: { id: 'project_id', fields: { project_name: 'name', department: 'department', fiscal_year: 'fiscal_year' } },
  indicators: {
    id: 'project_id',
    fields: { project_name: 'name', department: 'department', fiscal_year: 'fiscal_year', form: 'form' },
  },
  evaluation_dimensions: { id: 'evaluation_id', fields: { project_name: 'project_name', fiscal_year: 'fiscal_year' } },
  facts: { id: 'evaluation_id', fields: { project_name: 'project_name', fiscal_year: 'fiscal_year' } },
};

/** Columns that `hrefTo` needs, shown or not. */
export function columnsForLinks({ name, columns }: TableDescription): string[] {
  const needed = name === 'findings' ? 'ordinal' : ABOVE[name]?.id;
  return columns.filter((column) => column.name === needed).map((column) => column.name);
}

/** Null where the row is about no document. */
export function hrefTo(
  table: TableDescription,
  column: string,
  key: TablePage['keys'][number] | undefined,
  cell: (column: string) => Cell,
): string | null {
  if (!key?.document) return null;
  const where = ['documents', key.document];
  if (table.name === 'findings') return hrefOf(where, { finding: Number(cell('ordinal')) });
  if (!key.record) return hrefOf(where);
  // What is no record of its own (a check, a reading) leads to the record that it is about.
  if (table.recordType === null && !ABOVE[table.name]) return hrefOf(where, { record: key.record });
  if (table.name !== 'documents' && OF_DOCUMENT.has(column))
    return hrefOf(where, { record: key.document, field: column });
  const above = ABOVE[table.name];
  const field = above?.fields[column];
  const id = above && cell(above.id);
  if (field && typeof id === 'string') return hrefOf(where, { record: id, field });
  return hrefOf(where, { record: key.record, field: column });
}
