/** One family: how its targets spread over counties and years, which lie apart, and where each was printed. */

import type { FamilyView as Answered, Group, Target } from '../../pipeline/explorer/api.js';
import { Answer } from '../app/Answer.js';
import { useCatalogue } from '../app/catalogue.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { count, decimal } from '../app/numbers.js';
import { placeWords } from '../app/place.js';
import { goWith, hrefOf } from '../app/route.js';
import { ScrollFrame } from '../app/ScrollFrame.js';
import { Drawings } from './Drawings.js';
import { SelectionFields, selectionFrom } from './selection.js';

export function FamilyView({ family, query }: { family: string; query: URLSearchParams }) {
  const selection = selectionFrom(query);
  const loaded = useLoaded(JSON.stringify([family, selection]), (signal) =>
    get('/api/families/:family', { parts: { family }, query: selection, signal }),
  );
  return (
    <>
      <div class="tools">
        <SelectionFields query={query} />
      </div>
      <Answer loaded={loaded}>{(value) => <View family={value} wanted={query.get('unit')} />}</Answer>
    </>
  );
}

function View({ family, wanted }: { family: Answered; wanted: string | null }) {
  const { name, targets, groups } = family;
  const units = [...new Set(groups.map((group) => group.comparable_unit))].sort(
    (a, b) => sizeOf(groups, b) - sizeOf(groups, a),
  );
  const unit = units.find((each) => each === wanted) ?? units[0];
  const ofUnit = targets.filter((target) => target.comparable_value !== null && target.comparable_unit === unit);
  const apart = targets.filter((target) => target.comparable_value === null);
  return (
    <>
      <div class="view-head">
        <h2 class="compare-title">{name}</h2>
        <p class="quiet">
          {say(
            `${count(targets.length)} 个目标，其中 ${count(targets.length - apart.length)} 个可比`,
            `${count(targets.length)} targets, ${count(targets.length - apart.length)} of them comparable`,
          )}
        </p>
        {units.length > 1 && (
          <label class="choice">
            {say('单位', 'Unit')}
            <select value={unit} onChange={(event) => goWith({ unit: event.currentTarget.value })}>
              {units.map((each) => (
                <option value={each}>
                  {each} ({count(sizeOf(groups, each))})
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {unit === undefined ? (
        <p class="quiet">{say('没有可比的数值。', 'There is no comparable value.')}</p>
      ) : (
        <>
          <Drawings
            name={name}
            unit={unit}
            targets={ofUnit}
            groups={groups.filter((group) => group.comparable_unit === unit)}
          />
          <Spread unit={unit} groups={groups.filter((group) => group.comparable_unit === unit)} />
        </>
      )}
      <Targets title={say('目标', 'Targets')} targets={ofUnit} />
      <Targets title={say('不可比的目标', 'Targets that cannot be compared')} targets={apart} />
    </>
  );
}

const sizeOf = (groups: readonly Group[], unit: string) =>
  groups.reduce((sum, group) => sum + (group.comparable_unit === unit ? group.count : 0), 0);

function Spread({ unit, groups }: { unit: string; groups: Group[] }) {
  const heads: [string, (group: Group) => number][] = [
    [say('目标数', 'Targets'), (group) => group.count],
    [say('地区数', 'Regions'), (group) => group.counties],
    [say('最小', 'Least'), (group) => group.min],
    [say('下四分位', 'Lower quartile'), (group) => group.q1],
    [say('中位数', 'Median'), (group) => group.median],
    [say('上四分位', 'Upper quartile'), (group) => group.q3],
    [say('最大', 'Most'), (group) => group.max],
  ];
  return (
    <ScrollFrame class="compare-spread" label={say('分布', 'Spread')}>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">
              {say('年度', 'Year')} <span class="quiet unit">{unit}</span>
            </th>
            {heads.map(([head]) => (
              <th scope="col" class="number">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr>
              <th scope="row">{group.fiscal_year ?? say('不明', 'unknown')}</th>
              {heads.map(([, of]) => (
                <td class="number">{decimal(of(group))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  );
}

function Targets({ title, targets }: { title: string; targets: Target[] }) {
  const catalogue = useCatalogue();
  if (targets.length === 0) return null;
  return (
    <section class="section">
      <h2>
        {title} <span class="quiet small">{count(targets.length)}</span>
      </h2>
      <ScrollFrame class="compare-targets" label={title}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{say('地区', 'Region')}</th>
              <th scope="col">{say('年度', 'Year')}</th>
              <th scope="col">{say('项目', 'Project')}</th>
              <th scope="col">{say('指标', 'Indicator')}</th>
              <th scope="col">{say('原文', 'As printed')}</th>
              <th scope="col" class="number">
                {say('可比值', 'Comparable')}
              </th>
              <th scope="col" class="number">
                {say('完成值', 'Reached')}
              </th>
              <th scope="col">{say('位置', 'Place')}</th>
            </tr>
          </thead>
          <tbody>
            {targets.map((target) => (
              <tr>
                <td>{target.region_name ?? target.region_code ?? say('不明', 'unknown')}</td>
                <td>{target.fiscal_year ?? '–'}</td>
                <td class="compare-text">{target.project_name ?? target.department ?? '–'}</td>
                <td class="compare-text">{target.name ?? '–'}</td>
                <td>
                  <a href={targetHref(target)}>{target.raw_value ?? '–'}</a>
                </td>
                <td class="number">
                  {target.comparable_value === null ? (
                    <span class="quiet">
                      {catalogue.code('comparisons', 'comparable_reason', target.comparable_reason ?? '')}
                    </span>
                  ) : (
                    <>
                      {target.outlier && (
                        <span class="tag tag-warning">
                          {target.outlier === 'low' ? say('偏低', 'low') : say('偏高', 'high')}
                        </span>
                      )}{' '}
                      {decimal(target.comparable_value)}
                      {target.comparable_value_high !== null && `–${decimal(target.comparable_value_high)}`}
                    </>
                  )}
                </td>
                <td class="number">
                  {target.comparable_actual === null ? <span class="quiet">–</span> : decimal(target.comparable_actual)}
                </td>
                <td class="small quiet">{target.place === null ? '–' : placeWords(target.place)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </section>
  );
}

export function targetHref({ document_id: id, indicator_id: record }: Target): string {
  return hrefOf(['documents', id], { record, field: 'raw_value' });
}
