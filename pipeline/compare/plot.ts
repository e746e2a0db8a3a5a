/** The targets of a family as a drawing: a panel a unit and year, a dot a target. Alone imports Observable Plot and linkedom. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { FamilyRows, Target } from './family-rows.js';
import { OUTLIER_RULE } from './spread.js';

const WIDTH = 900;
const ROW_HEIGHT = 22;
const MARGIN = { left: 150, top: 56, bottom: 44 };
/** Of colours that people who see red and green alike can tell apart. */
const COLOURS = { target: '#0072b2', outlier: '#d55e00', median: '#222' };
const FONT =
  "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Zen Hei', sans-serif";

export interface Panel {
  unit: string;
  year: number | null;
  svg: string;
  width: number;
  height: number;
}

const UNKNOWN = '(no region)';

/** One panel for each unit and year, in their order: counties below each other, the median as a line. */
export function drawPanels(title: string, { targets, groups }: FamilyRows): Panel[] {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return groups.map(({ comparable_unit: unit, fiscal_year: year, median, count }) => {
    const members = targets.filter(
      (target) => target.comparable_value !== null && target.comparable_unit === unit && target.fiscal_year === year,
    );
    const counties = [...new Set(members.map(countyOf))];
    const height = MARGIN.top + MARGIN.bottom + ROW_HEIGHT * (counties.length + 1);
    const dot = (outlier: boolean) =>
      Plot.dot(
        members.filter((target) => (target.outlier !== null) === outlier),
        {
          x: (target: Target) => target.comparable_value,
          y: countyOf,
          stroke: outlier ? COLOURS.outlier : COLOURS.target,
          fill: outlier ? COLOURS.outlier : COLOURS.target,
          fillOpacity: 0.35,
          symbol: outlier ? 'diamond' : 'circle',
          r: 4.5,
          title: (target: Target) =>
            [target.name, target.raw_value, target.project_name, target.source, target.place]
              .filter((part) => part !== null)
              .join('\n'),
        },
      );
    const drawn = Plot.plot({
      document,
      width: WIDTH,
      height,
      marginLeft: MARGIN.left,
      marginTop: MARGIN.top,
      marginBottom: MARGIN.bottom,
      marginRight: 30,
      style: { fontFamily: FONT, fontSize: '12px', background: 'white' },
      x: { label: `${unit} →`, grid: true, nice: true, labelAnchor: 'right' },
      y: { label: null, domain: counties },
      marks: [
        Plot.ruleX([median], { stroke: COLOURS.median, strokeWidth: 1.5 }),
        Plot.text([median], {
          x: (value: number) => value,
          frameAnchor: 'top',
          dy: -10,
          text: (value: number) => `中位数 ${value}`,
        }),
        dot(false),
        dot(true),
        Plot.text([`${title}  ${year ?? ''}  n = ${count}`], {
          frameAnchor: 'top-left',
          dx: -MARGIN.left + 10,
          dy: -42,
          fontSize: 15,
          fontWeight: 'bold',
          textAnchor: 'start',
        }),
      ],
    });
    // The attributes in the order that the rasteriser looks for.
    const svg = String(drawn.outerHTML).replace(/^<svg[^>]*>/, (tag) =>
      tag
        .replace(/ (?:width|height|xmlns)="[^"]*"/g, '')
        .replace('<svg', `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}"`),
    );
    return { unit, year, svg, width: WIDTH, height };
  });
}

const countyOf = ({ region_name: name, region_code: code }: Target): string => name ?? code ?? UNKNOWN;

/** All panels below each other, as one drawing. */
export function drawSvg(title: string, rows: FamilyRows): string {
  const panels = drawPanels(title, rows);
  let top = 0;
  const placed = panels.map(({ svg, height }) => {
    const part = svg.replace('<svg', `<svg y="${top}"`);
    top += height;
    return part;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}"><rect width="100%" height="100%" fill="white"/>${placed.join('')}</svg>\n`;
}

/** A page with the panels and, below, where each value was printed. */
export function drawHtml(title: string, rows: FamilyRows): string {
  const head = ['地区', '年度', '项目', '指标', '指标值', '可比值', '单位', '离群', '来源', '位置'];
  const cells = rows.targets.map((target) => [
    countyOf(target),
    target.fiscal_year,
    target.project_name,
    target.name,
    target.raw_value,
    target.comparable_value ?? target.comparable_reason,
    target.comparable_unit,
    target.outlier,
    target.source,
    target.place,
  ]);
  const row = (tag: string, values: readonly unknown[]) =>
    `<tr>${values.map((value) => `<${tag}>${escaped(String(value ?? ''))}</${tag}>`).join('')}</tr>`;
  return `<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body{font:14px ${FONT};margin:2em}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:2px 6px;text-align:left}svg{display:block}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(OUTLIER_RULE)}</p>
${drawPanels(title, rows)
  .map(({ svg }) => svg)
  .join('\n')}
<table><thead>${row('th', head)}</thead><tbody>
${cells.map((values) => row('td', values)).join('\n')}
</tbody></table></body></html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
