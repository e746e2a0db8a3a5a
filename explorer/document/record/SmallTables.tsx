/** Lists of projects and statistics: one row each. */

import type { GongkaiRecord } from '../../../pipeline/explorer/api.js';
import { useCatalogue } from '../../app/catalogue.js';
import { say } from '../../app/language.js';
import { useOpened } from '../context.js';
import { Scrolling } from '../Scrolling.js';
import { InParts } from './InParts.js';
import { Value } from './Value.js';

const LISTING_FIELDS = ['department', 'project_name', 'amount_wan', 'remark'] as const;
const STATISTIC_FIELDS = ['label', 'value', 'unit', 'fiscal_year', 'quote'] as const;

export function ListingTable({ rows }: { rows: GongkaiRecord['listings'] }) {
  return <PartTable table="listings" label={say('项目清单', 'List of projects')} rows={rows} fields={LISTING_FIELDS} />;
}

export function StatisticTable({ rows }: { rows: GongkaiRecord['statistics'] }) {
  return <PartTable table="statistics" label={say('统计数据', 'Statistics')} rows={rows} fields={STATISTIC_FIELDS} />;
}

interface Row {
  id: string;
  seq: number;
}

function PartTable<R extends Row>({
  table,
  label,
  rows,
  fields,
}: {
  table: string;
  label: string;
  rows: R[];
  fields: readonly (keyof R & string)[];
}) {
  const catalogue = useCatalogue();
  const { parts, choice } = useOpened();
  const chosen = choice?.kind === 'value' || choice?.kind === 'record' ? choice.record : null;
  const shown = fields.filter((field) => rows.some((row) => row[field] !== null));
  return (
    <Scrolling class="frame" label={label}>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{catalogue.title(table, 'seq')}</th>
            {shown.map((field) => (
              <th key={field} scope="col">
                {catalogue.title(table, field)}
              </th>
            ))}
          </tr>
        </thead>
        <InParts items={rows} wanted={rows.findIndex(({ id }) => id === chosen)} columns={shown.length + 1}>
          {(row) => (
            <tr key={row.id} class={row.id === chosen ? 'is-chosen' : undefined}>
              <td class="number">{row.seq}</td>
              {shown.map((field) => (
                <td key={field}>{row[field] !== null && <Value part={parts.of(row)} field={field} bare />}</td>
              ))}
            </tr>
          )}
        </InParts>
      </table>
    </Scrolling>
  );
}
