/** The rows of a page of a table. Each value leads to where it was printed; the arrow keys go from value to value. */
import { useRef, useState } from 'preact/hooks';
import type { Cell, TableColumn, TableDescription, TablePage } from '../../pipeline/explorer/api.js';
import { type Catalogue, columnExplained, columnTitle, useCatalogue } from '../app/catalogue.js';
import { language, say } from '../app/language.js';
import { Marked } from '../app/Marked.js';
import { placeWords } from '../app/place.js';
import { SortHeader } from '../app/SortHeader.js';
import { SeverityTag, StateTag, StatusTag } from '../app/words.js';
import { repairName } from '../document/labels.js';
import { ColumnFilter } from './ColumnFilter.js';
import { hrefTo } from './cell-link.js';
import { isAmount } from './filter-words.js';
import { columnsShown } from './shown-columns.js';
import { show, type TableView } from './table-route.js';

interface DataTableProps {
  table: TableDescription;
  view: TableView;
  page: TablePage;
}

export function DataTable({ table, view, page }: DataTableProps) {
  const catalogue = useCatalogue();
  const [filtered, setFiltered] = useState<{ column: TableColumn; button: HTMLElement } | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  // Of the columns that the answer has: those asked for may be others already.
  const columns = columnsShown(table, view.columns, language()).filter(({ name }) => page.columns.includes(name));
  const at = new Map(page.columns.map((name, i) => [name, i]));
  return (
    <div class="frame table-frame">
      <table class="rows data">
        <thead>
          <tr>
            {columns.map((column) => (
              <SortHeader
                column={column.name}
                sort={view.sort}
                onSort={(sort) => show({ sort })}
                class={isAmount(column) ? 'number' : ''}
                title={columnExplained(column)}
                beside={
                  <button
                    type="button"
                    class="filter-button"
                    aria-haspopup="dialog"
                    aria-label={say(`筛选${column.title.zh}`, `Filter ${column.name}`)}
                    aria-pressed={view.filters.some((filter) => filter.column === column.name)}
                    onClick={(event) => setFiltered({ column, button: event.currentTarget })}
                  >
                    <FilterMark />
                  </button>
                }
              >
                {columnTitle(column)}
                {column.unit && <span class="quiet unit">{column.unit}</span>}
              </SortHeader>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={moveByArrow}>
          {page.rows.map((row, i) => {
            const key = page.keys[i];
            return (
              <tr>
                {columns.map((column, j) => {
                  const value = row[at.get(column.name)!] ?? null;
                  const isCorrected = key?.corrected.includes(column.name) ?? false;
                  const shown = (
                    <Value
                      {...{ table, column, value, catalogue, search: view.search }}
                      type={row[at.get('record_type') ?? -1]}
                      field={row[at.get('field') ?? -1]}
                    />
                  );
                  const href = hrefTo(table, column.name, key, (name) => row[at.get(name) ?? -1] ?? null);
                  return (
                    <td class={`${isAmount(column) ? 'number' : ''}${isCorrected ? ' corrected' : ''}`}>
                      {href ? (
                        <a href={href} tabIndex={i === 0 && j === 0 ? 0 : -1} title={textOf(value)}>
                          {shown}
                          {isCorrected && <span class="visually-hidden">{say('（人工更正）', ' (corrected)')}</span>}
                        </a>
                      ) : (
                        shown
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {filtered && (
        <ColumnFilter
          key={filtered.column.name}
          table={table.name}
          column={filtered.column}
          filters={view.filters}
          button={filtered.button}
          onClose={() => setFiltered(null)}
        />
      )}
    </div>
  );
}

interface ValueProps {
  table: TableDescription;
  column: TableColumn;
  value: Cell;
  catalogue: Catalogue;
  search: string;
  /** Of a row about a field: the type of its record, and the field. */
  type: Cell | undefined;
  field: Cell | undefined;
}

function Value({ table, column, value, catalogue, search, type, field }: ValueProps) {
  if (value === null || value === '') return <span class="quiet">–</span>;
  if (typeof value === 'boolean') return <>{value ? say('是', 'yes') : say('否', 'no')}</>;
  const text = String(value);
  if (column.name === 'status' && table.name === 'documents') return <StatusTag status={text} />;
  if (column.name === 'severity') return <SeverityTag severity={text} />;
  if (column.name === 'state' && table.name === 'corrections') return <StateTag state={text} />;
  if (column.codes) {
    const codes = text.split('|');
    const words = codes.map((code) => catalogue.code(table.name, column.name, code)).join(say('、', ', '));
    const explained = codes.map((code) => catalogue.explain(table.name, column.name, code) ?? code).join('\n');
    return (
      <span class="code" title={explained}>
        {words}
      </span>
    );
  }
  return (
    <span class="clamp">
      <Marked text={inWords(text, column.name, catalogue, textOr(type), textOr(field))} search={search} />
    </span>
  );
}

const textOr = (value: Cell | undefined) => (typeof value === 'string' ? value : '');

/** Places, repairs, and what a row about a field names: 第 2 页, 指标, 三级指标. */
function inWords(text: string, column: string, catalogue: Catalogue, type: string, field: string): string {
  if (/(^|_)place$/.test(column)) return placeWords(text);
  if (column === 'repairs') return text.split('|').map(repairName).join(say('、', ', '));
  if (column === 'record_type') return catalogue.record(text);
  if (type === '' || field === '') return text;
  if (column === 'field') return catalogue.field(type, text);
  return column === 'value' ? catalogue.value(type, field, text) : text;
}

function textOf(value: Cell): string | undefined {
  return typeof value === 'string' && value.length > 40 ? value : undefined;
}

/** One value is in the order of Tab; the arrows lead to the others. */
function moveByArrow(event: KeyboardEvent): void {
  const steps: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const step = steps[event.key];
  const link = event.target as HTMLAnchorElement;
  const cell = link.closest('td');
  const row = cell?.closest('tr');
  if (!step || !cell || !row) return;
  const rows = [...row.parentElement!.children] as HTMLTableRowElement[];
  const next = rows[rows.indexOf(row) + step[0]]?.cells[cell.cellIndex + step[1]]?.querySelector('a');
  if (!next) return;
  event.preventDefault();
  link.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function FilterMark() {
  return (
    <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
      <path d="M1 2h10L7 6.6V11L5 9.6v-3z" fill="currentColor" />
    </svg>
  );
}
