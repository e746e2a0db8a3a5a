/** Counties × years: what each published, and the gaps. */

import { useState } from 'preact/hooks';
import type { Coverage as Cell } from '../../pipeline/explorer/api.js';
import { say } from '../app/language.js';
import { count } from '../app/numbers.js';
import { goWith, hrefOf } from '../app/route.js';
import { ScrollFrame } from '../app/ScrollFrame.js';
import { is, isEmpty, tableHref } from '../tables/table-route.js';
import { type County, countiesOf, yearsOf } from './coverage-matrix.js';

const MEASURES = [
  { name: 'documents', zh: '文件', en: 'Documents' },
  { name: 'projects', zh: '项目', en: 'Projects' },
  { name: 'indicators', zh: '指标', en: 'Indicators' },
  { name: 'evaluations', zh: '评价', en: 'Evaluations' },
] as const;
type Measure = (typeof MEASURES)[number]['name'];

/** Counties that are shown before somebody asks for more: the country has some 2,800. */
const FEW = 40;

export function Coverage({ coverage, query }: { coverage: Cell[]; query: URLSearchParams }) {
  const measure = MEASURES.find(({ name }) => name === query.get('measure')) ?? MEASURES[0];
  const wanted = query.get('county') ?? '';
  const [all, setAll] = useState(false);
  const years = yearsOf(coverage);
  const counties = countiesOf(coverage);
  const found = counties.filter(({ code, name }) => `${name ?? ''} ${code ?? ''}`.includes(wanted.trim()));
  const most = Math.max(1, ...coverage.map((cell) => cell[measure.name]));
  const gaps = counties.reduce(
    (sum, { byYear }) => sum + years.filter((year) => year !== null && !byYear.has(year)).length,
    0,
  );
  return (
    <section class="section">
      <h2>
        {say('公开情况', 'What is published')}
        <span class="small quiet">
          {say(
            `${count(counties.length)} 个地区，${years.length} 个年度，${count(gaps)} 处空缺`,
            `${count(counties.length)} regions, ${years.length} years, ${count(gaps)} gaps`,
          )}
        </span>
      </h2>
      <div class="tools">
        {counties.length > 10 && (
          <input
            type="search"
            class="search"
            value={wanted}
            placeholder={say('按地区名称或代码筛选', 'Region by name or code')}
            aria-label={say('按地区名称或代码筛选', 'Region by name or code')}
            onInput={(event) => goWith({ county: event.currentTarget.value }, { replace: true })}
          />
        )}
        <fieldset class="switch">
          <legend class="visually-hidden">{say('数什么', 'What is counted')}</legend>
          {MEASURES.map(({ name, zh, en }) => (
            <label>
              <input
                type="radio"
                name="measure"
                checked={name === measure.name}
                onChange={() => goWith({ measure: name === 'documents' ? undefined : name }, { replace: true })}
              />
              <span>{say(zh, en)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <ScrollFrame class="coverage-frame" label={say('公开情况', 'What is published')}>
        <table class="coverage">
          <caption class="visually-hidden">
            {say(`各地区各年度的${measure.zh}数`, `${measure.en} by region and year`)}
          </caption>
          <thead>
            <tr>
              <th scope="col">{say('地区', 'Region')}</th>
              {years.map((year) => (
                <th scope="col">{year ?? say('年度不明', 'No year')}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? found : found.slice(0, FEW)).map((county) => (
              <tr>
                <th scope="row">
                  <a href={documentsOf(county)}>{county.name ?? county.code ?? say('地区不明', 'No region')}</a>
                  {county.code && <span class="quiet small"> {county.code}</span>}
                </th>
                {years.map((year) => (
                  <Box county={county} year={year} measure={measure.name} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      {found.length === 0 && <p class="quiet">{say('没有这样的地区。', 'There is no such region.')}</p>}
      <p class="small quiet legend">
        <span class="coverage-key coverage-gap" aria-hidden="true" /> {say('没有找到公开文件', 'nothing found')}
        <span class="coverage-key coverage-doubt" aria-hidden="true" />{' '}
        {say('有错误或警告（数字后的 ! 为错误）', 'has errors or warnings (! after the number: errors)')}
      </p>
      {found.length > FEW && (
        <button type="button" class="no-print" onClick={() => setAll(!all)}>
          {all ? say('收起', 'Fewer') : say(`全部 ${count(found.length)} 个地区`, `All ${count(found.length)} regions`)}
        </button>
      )}
    </section>
  );
}

interface BoxProps {
  county: County;
  year: number | null;
  measure: Measure;
  most: number;
}

function Box({ county, year, measure, most }: BoxProps) {
  const cell = county.byYear.get(year);
  if (!cell) {
    return (
      <td class={year === null ? '' : 'coverage-gap'}>
        <span class="visually-hidden">{say('无', 'none')}</span>
      </td>
    );
  }
  const { documents, projects, indicators, evaluations, errors, warnings } = cell;
  const explained = say(
    `${documents} 份文件，${projects} 个项目，${indicators} 条指标，${evaluations} 项评价；${errors} 个错误，${warnings} 个警告`,
    `${documents} documents, ${projects} projects, ${indicators} indicators, ${evaluations} evaluations; ${errors} errors, ${warnings} warnings`,
  );
  // Records of a year can stand in a document of another one.
  if (cell[measure] === 0) {
    return (
      <td class="quiet" title={explained}>
        0
      </td>
    );
  }
  // The root spreads small numbers: one project is to be told from none.
  const strength = Math.sqrt(cell[measure] / most);
  return (
    <td class={errors + warnings > 0 ? 'coverage-doubt' : ''}>
      <a
        href={cellHref(county, year, measure)}
        title={explained}
        style={{ '--strength': `${Math.round(strength * 34)}%` }}
      >
        {count(cell[measure])}
        {errors > 0 && <b aria-hidden="true">!</b>}
        <span class="visually-hidden">{explained}</span>
      </a>
    </td>
  );
}

function documentsOf({ code, name }: County): string {
  if (code) return hrefOf(['documents'], { region: code });
  return tableHref('documents', name ? [is('region_name', name)] : [isEmpty('region_name')]);
}

/** Documents have a view of their own, which filters by code and year; all else is a table. */
function cellHref({ code, name }: County, year: number | null, measure: Measure): string {
  if (measure === 'documents' && code && year !== null) return hrefOf(['documents'], { region: code, year });
  const ofYear = year === null ? isEmpty('fiscal_year') : is('fiscal_year', year);
  const ofRegion = code ? is('region_code', code) : name ? is('region_name', name) : isEmpty('region_name');
  return tableHref(measure, [ofRegion, ofYear]);
}
