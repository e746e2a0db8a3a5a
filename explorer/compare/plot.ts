/** Targets of a family as drawings. Alone imports Observable Plot. */
import * as Plot from '@observablehq/plot';
import type { Group, Target } from '../../pipeline/explorer/api.js';
import { language, say } from '../app/language.js';
import { placeWords } from '../app/place.js';

export interface Drawing {
  name: string;
  unit: string;
  targets: Target[];
  groups: Group[];
  /** Pixels that there are. */
  width: number;
}

const ROW_HEIGHT = 20;
/** Pixels for the name of a county. */
const NAMES = 128;
/** Least width of a year in the drawing by county; narrower windows scroll. */
const LEAST_YEAR = 150;
/** Least radius of a dot; where equal values have no room beside each other at that, they lie over each other. */
const LEAST_DOT = 1.5;

/** All targets by year, side by side where they are equal; null where there is one year only. */
export function drawYears({ name, unit, targets, groups, width }: Drawing): Element | null {
  if (groups.length < 2) return null;
  const whole = Math.max(width, 56 + LEAST_YEAR * groups.length);
  const room = ((whole - 56) / groups.length) * 0.9;
  // As large as lets the equal values of a year lie beside each other.
  const r = Math.min(4, room / (2 * mostAlike(targets)) - 1);
  const isCrowded = r < LEAST_DOT;
  const dot = (outlier: boolean) => {
    const channels = { ...dotOptions(outlier, Math.max(LEAST_DOT, r)), fx: yearOf, y: comparable };
    const members = targets.filter((target) => (target.outlier !== null) === outlier);
    return Plot.dot(members, isCrowded ? channels : Plot.dodgeX('middle', channels));
  };
  return finish(
    Plot.plot({
      ...frame(say(`${name}：各年度的目标（${unit}）`, `${name}: targets by year (${unit})`)),
      width: whole,
      height: 300,
      marginLeft: 56,
      fx: { label: null, axis: 'bottom', domain: groups.map(yearOf), padding: 0.08 },
      y: { label: unit, nice: true, grid: true, labelArrow: 'up', tickFormat: short, insetTop: 6, insetBottom: 8 },
      marks: [
        Plot.rect(groups, { fx: yearOf, y1: 'q1', y2: 'q3', fill: 'var(--accent)', fillOpacity: 0.08 }),
        Plot.ruleY(groups, { fx: yearOf, y: 'median', stroke: 'var(--ink)', strokeWidth: 1.5 }),
        dot(false),
        dot(true),
        Plot.text(groups, {
          fx: yearOf,
          y: 'median',
          text: ({ median }: Group) => say(`中位数 ${short(median)}`, `median ${short(median)}`),
          frameAnchor: 'right',
          textAnchor: 'end',
          dy: -7,
          fill: 'var(--ink)',
          ...HALO,
        }),
      ],
    }),
  );
}

/** Counties below each other, years beside each other. */
export function drawCounties({ name, unit, targets, groups, width }: Drawing): Element {
  const counties = [...new Set(targets.map(countyOf))];
  const dot = (outlier: boolean) => {
    const members = targets.filter((target) => (target.outlier !== null) === outlier);
    return Plot.dot(members, { ...dotOptions(outlier), fx: yearOf, x: comparable, y: countyOf });
  };
  return finish(
    Plot.plot({
      ...frame(say(`${name}：各地区的目标（${unit}）`, `${name}: targets by region (${unit})`)),
      width: Math.max(width, NAMES + 20 + LEAST_YEAR * groups.length),
      height: 70 + ROW_HEIGHT * (counties.length + 1),
      marginLeft: NAMES,
      marginTop: 34,
      marginBottom: 36,
      fx: { label: null, axis: 'top', domain: groups.map(yearOf), padding: 0.08 },
      x: {
        label: unit,
        nice: true,
        grid: true,
        ticks: 3,
        tickFormat: short,
        labelAnchor: 'right',
        insetLeft: 10,
        insetRight: 16,
      },
      y: { label: null, domain: counties },
      marks: [
        Plot.rect(groups, { fx: yearOf, x1: 'q1', x2: 'q3', fill: 'var(--accent)', fillOpacity: 0.08 }),
        Plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
        Plot.ruleX(groups, { fx: yearOf, x: 'median', stroke: 'var(--ink)', strokeWidth: 1.5 }),
        dot(false),
        dot(true),
      ],
    }),
  );
}

const HALO = { stroke: 'var(--paper)', strokeWidth: 4 };
const comparable = (target: Target) => target.comparable_value;
const yearOf = ({ fiscal_year: year }: { fiscal_year: number | null }) =>
  year === null ? say('不明', 'unknown') : String(year);
const countyOf = ({ region_name: name, region_code: code }: Target) => name ?? code ?? say('地区不明', 'no region');

/** 2000万, 20M: large numbers have no room at an axis. */
function short(n: number): string {
  const format = { notation: 'compact', maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(language() === 'en' ? 'en' : 'zh-CN', format).format(n);
}

/** How many targets of a year have the same value, at most. */
function mostAlike(targets: readonly Target[]): number {
  const alike = new Map<string, number>();
  for (const target of targets) {
    const key = `${yearOf(target)} ${comparable(target)}`;
    alike.set(key, (alike.get(key) ?? 0) + 1);
  }
  return Math.max(1, ...alike.values());
}

const dotOptions = (outlier: boolean, r = 4): Plot.DotOptions => ({
  symbol: outlier ? 'diamond' : 'circle',
  r: outlier ? r + 1 : r,
  stroke: outlier ? 'var(--warning)' : 'var(--accent)',
  fill: outlier ? 'var(--warning)' : 'var(--accent)',
  fillOpacity: 0.35,
  title: describe,
  tip: { fill: 'var(--paper)', stroke: 'var(--strong-line)', lineWidth: 22, lineHeight: 1.35, fontSize: 13 },
});

function frame(label: string): Plot.PlotOptions {
  return {
    className: 'drawing',
    ariaLabel: `${label}${say('。数值见下表。', '. The values stand in the table below.')}`,
    style: { fontFamily: 'inherit', fontSize: '12px', background: 'transparent', overflow: 'visible' },
  };
}

/** What the nearest dot is. */
function describe({
  region_name: region,
  fiscal_year: year,
  project_name: project,
  name,
  raw_value: raw,
  place,
}: Target) {
  const indicator = [name, raw].filter(Boolean).join(language() === 'en' ? ': ' : '：');
  const where = place === null ? null : placeWords(place);
  return [[region, year].filter((part) => part !== null).join(' '), project, indicator, where]
    .filter(Boolean)
    .join('\n');
}

/** Plot brings its style along as an element, which the content security policy forbids: ours stands in compare.css. */
function finish(drawn: Element): Element {
  for (const style of [...drawn.querySelectorAll('style')]) style.remove();
  // The drawing is one picture with one label; names of its layers tell nobody anything.
  for (const layer of [...drawn.querySelectorAll('[aria-label]')]) layer.removeAttribute('aria-label');
  drawn.setAttribute('role', 'img');
  return drawn;
}
