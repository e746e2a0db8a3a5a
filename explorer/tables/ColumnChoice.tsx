/** Which columns are shown. */
import type { TableDescription } from '../../pipeline/explorer/api.js';
import { columnTitle } from '../app/catalogue.js';
import { say } from '../app/language.js';
import { show } from './table-route.js';

export function ColumnChoice({ table, shown }: { table: TableDescription; shown: string[] }) {
  const choose = (name: string, wanted: boolean) => {
    const columns = table.columns
      .map((column) => column.name)
      .filter((each) => (each === name ? wanted : shown.includes(each)));
    // The last one stays: a table without columns shows nothing.
    if (columns.length > 0) show({ columns, offset: offsetNow() }, { replace: true });
  };
  return (
    <details class="column-choice">
      <summary class="button">
        {say('列', 'Columns')} {shown.length}/{table.columns.length}
      </summary>
      <fieldset>
        <legend class="visually-hidden">{say('显示哪些列', 'Which columns are shown')}</legend>
        <p>
          <button
            type="button"
            class="plain"
            onClick={() => show({ columns: table.columns.map(({ name }) => name) }, { replace: true })}
          >
            {say('全部', 'All')}
          </button>{' '}
          ·{' '}
          <button type="button" class="plain" onClick={() => show({ columns: null }, { replace: true })}>
            {say('默认', 'Default')}
          </button>
        </p>
        {table.columns.map((column) => (
          <label class="choice">
            <input
              type="checkbox"
              checked={shown.includes(column.name)}
              onChange={(event) => choose(column.name, event.currentTarget.checked)}
            />
            <span>
              {columnTitle(column)} <code class="quiet">{column.name}</code>
            </span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}

function offsetNow(): number {
  return Number(new URLSearchParams(location.search).get('offset') ?? 0);
}
