/** All tables of the dataset, and what a row of each is. */
import { useCatalogue } from '../app/catalogue.js';
import { say, sayOf } from '../app/language.js';
import { count } from '../app/numbers.js';
import { useTitle } from '../app/title.js';
import { tableHref } from './table-route.js';
import './tables.css';

export function TablesPage() {
  useTitle(say('数据表', 'Tables'));
  const { tables } = useCatalogue();
  return (
    <>
      <div class="view-head">
        <h1>{say('数据表', 'Tables')}</h1>
      </div>
      <ul class="tables">
        {tables.map((table) => (
          <li>
            <a href={tableHref(table.name)}>
              <b>{sayOf(table.title)}</b>
              <code>{table.name}</code>
              <span class="number">{say(`${count(table.rows)} 行`, `${count(table.rows)} rows`)}</span>
            </a>
            <p class="quiet small">{say(`每行：${table.row.zh}`, `Each row: ${table.row.en}`)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
