/** The targets of a family as a drawing: a panel a unit and year, a dot a target. Alone imports Observable Plot and linkedom. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { FamilyRows, Target } from './family-rows.js';
import { OUTLIER_RULE } from './spread.js';

const WIDTH = 900;
const ROW_HEIGHT = 22;
const MARGIN = { left: 150, top: 56, bottom: 44 };
/** Of colours that people who see red and green alike can tell apart. */
const COLOURS = { target: '#0072b2', outlier: '#d55e00', median: '#222', grid: '#ddd' };
/** Fonts that have both 汉字 and figures, the plainest first. */
export const FONTS = [
  ...['Noto Sans CJK SC', 'Source Han Sans SC', 'Source Han Sans CN', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC'],
  ...['WenQuanYi Zen Hei', 'WenQuanYi Micro Hei', 'Heiti SC', 'SimHei', 'AR PL UMing CN', 'AR PL UKai CN', 'SimSun'],
];
const FONT = [...FONTS.map((name) => `'${name}'`), 'sans-serif'].join(', ');

export interface Panel {
  unit: string;
  year: number | null;
  svg: string;
  width: number;
  height: number;
}

const UNKNOWN = '(no region)';
const NO_YEAR = '（未注明年度）';
/** Costs of a county and of a village are drawn on a logarithmic axis: over so many times the least all else is one dot. */
const WIDEST_LINEAR = 200;
/** In pixels: the rasteriser knows no em. */
const FONT_SIZE = 12;

/** One panel for each unit and year, in their order: counties below each other, the median as a line. */
export function drawPanels(title: string, { targets, groups }: FamilyRows, font = FONT): Panel[] {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const extents = extentsOf(targets);
  return groups.map(({ comparable_unit: unit, fiscal_year: year, median, count }) => {
    const members = targets.filter(
      (target) => target.comparable_value !== null && target.comparable_unit === unit && target.fiscal_year === year,
    );
    const counties = [...new Set(members.map(countyOf))];
    const [least, most] = extents.get(unit)!;
    const type = least > 0 && most > least * WIDEST_LINEAR ? ('log' as const) : ('linear' as const);
    const outliers = members.some(({ outlier }) => outlier !== null);
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
      style: { fontSize: `${FONT_SIZE}px`, background: 'white' },
      x: {
        type,
        domain: [least, most],
        label: `${unit} →`,
        nice: true,
        labelAnchor: 'right',
        // Of a logarithmic axis only the powers of ten have room for their names.
        tickFormat: (value: number) => (type === 'log' && Math.log10(value) % 1 !== 0 ? '' : inChinese(value)),
      },
      y: { label: null, domain: counties },
      marks: [
        Plot.gridX({ stroke: COLOURS.grid, strokeOpacity: 1 }),
        Plot.ruleX([median], { stroke: COLOURS.median, strokeWidth: 1.5 }),
        Plot.text([median], {
          x: (value: number) => value,
          frameAnchor: 'top',
          dy: -10,
          text: (value: number) => `中位数 ${inChinese(value)}`,
        }),
        dot(false),
        dot(true),
        Plot.text(outliers ? ['◆ 离群值'] : [], {
          frameAnchor: 'top-right',
          dy: -40,
          fill: COLOURS.outlier,
          textAnchor: 'end',
        }),
        Plot.text([`${title}  ${year ?? NO_YEAR}  n = ${count}`], {
          frameAnchor: 'top-left',
          dx: -MARGIN.left + 10,
          dy: -42,
          fontSize: 15,
          fontWeight: 'bold',
          textAnchor: 'start',
        }),
      ],
    });
    // Size first, where the rasteriser looks for it; the font as an attribute, for it knows no style.
    const svg = inPixels(String(drawn.outerHTML)).replace(/^<svg[^>]*>/, (tag) =>
      tag
        .replace(/ (?:width|height|xmlns|font-family)="[^"]*"/g, '')
        .replace(
          '<svg',
          `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="${font}"`,
        ),
    );
    return { unit, year, svg, width: WIDTH, height };
  });
}

/** The least and the most of each unit: all its years stand on one axis, so that further right is higher in each of them. */
function extentsOf(targets: readonly Target[]): Map<string, [number, number]> {
  const extents = new Map<string, [number, number]>();
  for (const { comparable_unit: unit, comparable_value: value } of targets) {
    if (unit === null || value === null) continue;
    const [least, most] = extents.get(unit) ?? [value, value];
    extents.set(unit, [Math.min(least, value), Math.max(most, value)]);
  }
  return extents;
}

/** 15628700 as 1562.87万. */
function inChinese(value: number): string {
  const [over, name] = Math.abs(value) >= 1e8 ? [1e8, '亿'] : Math.abs(value) >= 1e4 ? [1e4, '万'] : [1, ''];
  return `${Number((value / over).toPrecision(MOST_DIGITS))}${name}`;
}

const MOST_DIGITS = 9;

const inPixels = (svg: string) =>
  svg.replace(/ (d?y)="(-?[\d.]+)em"/g, (_, name, em) => ` ${name}="${(Number(em) * FONT_SIZE).toFixed(2)}"`);

const countyOf = ({ region_name: name, region_code: code }: Target): string => name ?? code ?? UNKNOWN;

/** All panels below each other, as one drawing; `font` for a renderer that takes no list of fonts. */
export function drawSvg(title: string, rows: FamilyRows, font?: string): string {
  const panels = drawPanels(title, rows, font);
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
