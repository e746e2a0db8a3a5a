/** What a column is filtered by: values to choose from, a part of a text, from–to, empty or not. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Filter, TableColumn } from '../../pipeline/explorer/api.js';
import { Answer } from '../app/Answer.js';
import { columnTitle, useCatalogue } from '../app/catalogue.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { count } from '../app/numbers.js';
import { isNumeric, withFilter } from './filter-words.js';
import { show } from './table-route.js';

/** Values to choose from. */
const MOST_VALUES = 60;
/** Milliseconds without a letter before it is filtered. */
const REST = 300;

interface ColumnFilterProps {
  table: string;
  column: TableColumn;
  filters: Filter[];
  /** What it opens at. */
  button: HTMLElement;
  onClose: () => void;
}

export function ColumnFilter({ table, column, filters, button, onClose }: ColumnFilterProps) {
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = panel.current!;
    element.showPopover();
    place(element, button.getBoundingClientRect());
    element.querySelector<HTMLInputElement>('input')?.focus();
  }, []);
  const set = (filter: Filter) => show({ filters: withFilter(filters, filter) });
  const of = (is: Filter['is']) => filters.find((filter) => filter.column === column.name && filter.is === is);
  const title = columnTitle(column);
  return (
    <div
      ref={panel}
      popover="auto"
      class="column-filter"
      role="dialog"
      aria-label={say(`筛选${title}`, `Filter ${title}`)}
      onToggle={(event) => {
        if (event.newState !== 'closed') return;
        onClose();
        button.focus();
      }}
    >
      <p class="column-filter-head">
        <b>{title}</b> {column.unit && <span class="quiet">{column.unit}</span>}
        <button type="button" class="plain" onClick={() => panel.current?.hidePopover()}>
          {say('关闭', 'Close')}
        </button>
      </p>
      {isNumeric(column) ? (
        <div class="column-filter-range">
          <Bound
            label={say('从', 'From')}
            filter={of('at-least')}
            onChange={(values) => set({ column: column.name, is: 'at-least', values })}
          />
          <Bound
            label={say('到', 'To')}
            filter={of('at-most')}
            onChange={(values) => set({ column: column.name, is: 'at-most', values })}
          />
        </div>
      ) : (
        column.type === 'text' &&
        !column.codes && (
          <TextField
            label={say('包含', 'Contains')}
            value={of('contains')?.values?.[0] ?? ''}
            onChange={(text) => set({ column: column.name, is: 'contains', values: text ? [text] : [] })}
          />
        )
      )}
      <div class="column-filter-empty">
        {(['empty', 'filled'] as const).map((kind) => (
          <label class="choice">
            <input
              type="checkbox"
              checked={of(kind) !== undefined}
              onChange={(event) =>
                event.currentTarget.checked
                  ? set({ column: column.name, is: kind })
                  : show({ filters: filters.filter((filter) => filter !== of(kind)) })
              }
            />
            {kind === 'empty' ? say('为空', 'Empty') : say('不为空', 'Not empty')}
          </label>
        ))}
      </div>
      <Values
        table={table}
        column={column}
        filters={filters}
        chosen={of('is')?.values ?? []}
        onChange={(values) => set({ column: column.name, is: 'is', values })}
      />
    </div>
  );
}

interface ValuesProps {
  table: string;
  column: TableColumn;
  filters: Filter[];
  chosen: string[];
  onChange: (values: string[]) => void;
}

function Values({ table, column, filters, chosen, onChange }: ValuesProps) {
  const catalogue = useCatalogue();
  const [search, setSearch] = useState('');
  const others = filters.filter((filter) => filter.column !== column.name);
  const query = {
    column: column.name,
    limit: MOST_VALUES,
    ...(search ? { search } : {}),
    ...(others.length > 0 ? { filters: JSON.stringify(others) } : {}),
  };
  const values = useLoaded(JSON.stringify([table, query]), (signal) =>
    get('/api/tables/:table/values', { parts: { table }, query, signal }),
  );
  return (
    <fieldset class="column-filter-values">
      <legend>{say('取值', 'Values')}</legend>
      {!column.codes && <TextField label={say('查找取值', 'Find a value')} value="" onChange={setSearch} />}
      <Answer loaded={values}>
        {({ values: found }) => {
          const there = new Set(found.map(({ value }) => value));
          const rows = [
            ...chosen.filter((value) => !there.has(value)).map((value) => ({ value, rows: null })),
            ...found.filter((each): each is { value: string; rows: number } => each.value !== null),
          ];
          return (
            <ul>
              {rows.map(({ value, rows: n }) => (
                <li>
                  <label class="choice">
                    <input
                      type="checkbox"
                      checked={chosen.includes(value)}
                      onChange={(event) =>
                        onChange(
                          event.currentTarget.checked ? [...chosen, value] : chosen.filter((each) => each !== value),
                        )
                      }
                    />
                    <span>{catalogue.code(table, column.name, value)}</span>
                  </label>
                  <span class="number quiet">{n === null ? '' : count(n)}</span>
                </li>
              ))}
              {rows.length === 0 && <li class="quiet">{say('没有', 'None')}</li>}
              {found.length >= MOST_VALUES && (
                <li class="quiet small">
                  {say('只列出最常见的；其余请查找', 'Only the most frequent; find the others')}
                </li>
              )}
            </ul>
          );
        }}
      </Answer>
    </fieldset>
  );
}

interface BoundProps {
  label: string;
  filter: Filter | undefined;
  onChange: (values: string[]) => void;
}

function Bound({ label, filter, onChange }: BoundProps) {
  return (
    <TextField
      label={label}
      value={filter?.values?.[0] ?? ''}
      inputMode="decimal"
      onChange={(text) => {
        if (text === '' || /^-?\d+(\.\d+)?$/.test(text)) onChange(text ? [text] : []);
      }}
    />
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  inputMode?: 'decimal';
  onChange: (text: string) => void;
}

/** A text that counts once the hand rests, or at Enter. */
function TextField({ label, value, inputMode, onChange }: TextFieldProps) {
  const [text, setText] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => latest.current(text.trim()), REST);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label class="column-filter-text">
      <span>{label}</span>
      <input
        value={text}
        inputMode={inputMode}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') latest.current(event.currentTarget.value.trim());
        }}
      />
    </label>
  );
}

/** Below its button, within the window; where the window is narrow, the style sheet has it along the bottom. */
function place(panel: HTMLElement, { left, bottom }: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = panel;
  const margin = 8;
  panel.style.setProperty('--left', `${Math.max(margin, Math.min(left, innerWidth - width - margin))}px`);
  panel.style.setProperty('--top', `${Math.max(margin, Math.min(bottom + 4, innerHeight - height - margin))}px`);
}
