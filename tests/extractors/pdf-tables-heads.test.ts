/** Heads of tables as American offices set them: close to each other, counted, with units below, broken by headings. */
import { describe, expect, it } from 'vitest';
import { findTables } from '../../extractors/pdf/tables.js';
import { across, block, down, line, page, rowsOf } from './pdf-pages.js';

/** Rows of numbers set right, at these right edges. */
const rows = (labels: readonly string[], rights: readonly number[], top: number) =>
  labels.flatMap((label, i) => [
    ...line(label, 50, top + 12 * i),
    ...rights.flatMap((right, k) => {
      const text = String(1234 + (i + 2) ** 3 * (k + 2) ** 2);
      return line(text, right - 5 * text.length, top + 12 * i);
    }),
  ]);

const STATES = ['Alabama', 'Arkansas', 'Georgia', 'Missouri', 'Tennessee', 'Texas'];

describe('the head of a table', () => {
  it('of two lines tells, below a title, that another table begins', () => {
    const report = [
      'Type                  N',
      'of check    Region  Obs   Mean',
      'Brakes      East    164   87.7',
      '            West    490   36.3',
      'Lights      East    525   28.0',
      '            South   662   28.7',
      '',
      '      The FREQ Procedure',
      '',
      '              Cumulative   Cumulative',
      'Region         Frequency      Percent',
      'East                 755        88.46',
      'West                1482        97.69',
      'South               2128       100.00',
    ];
    const ruled = [across(93, 50, 200), across(118, 50, 200), across(167, 50, 200), across(226, 50, 235)];
    const tables = findTables(page(block(report), ruled)).map(rowsOf);
    expect(tables.map(([head]) => head)).toEqual([
      ['Type of check', 'Region', 'N Obs', 'Mean'],
      ['Region', 'Cumulative Frequency', 'Cumulative Percent'],
    ]);
  });

  it('gives units below heads of groups the columns of these', () => {
    const heads = [
      ...line('Area harvested', 165, 100),
      ...line('Production', 315, 100),
      ...[180, 255, 330, 405].flatMap((right, k) => line(k % 2 ? '2008' : '2007', right - 20, 112)),
      ...line('State', 50, 112),
      ...line('1,000 acres', 172, 128),
      ...line('1,000 bales', 322, 128),
    ];
    const rules = [across(92, 50, 405), across(119, 50, 405), across(220, 50, 405)];
    const [table] = findTables(page([...heads, ...rows(STATES, [180, 255, 330, 405], 144)], rules));
    expect(rowsOf(table!).slice(0, 3)).toEqual([
      ['', 'Area harvested', '<', 'Production', '<'],
      ['State', '2007', '2008', '2007', '2008'],
      ['', '1,000 acres', '<', '1,000 bales', '<'],
    ]);
  });

  it('set so close that it looks like one phrase is cut where every part is set to its column', () => {
    const heads = [...line('Program', 50, 100), ...line('FY 2008', 165, 100), ...line('FY 2009', 207, 100)];
    const [table] = findTables(page([...heads, ...rows(STATES, [200, 242], 114)], [across(107, 50, 242)]));
    expect(rowsOf(table!)[0]).toEqual(['Program', 'FY 2008', 'FY 2009']);
  });

  it('shares the columns of one rule by the gaps in it, one between each two heads', () => {
    const heads = [
      ...line('Sex', 230, 100),
      ...line('Total', 125, 100),
      ...[130, 180, 230, 280, 330].flatMap((right, k) => line(k % 2 ? 'Rate' : 'N', right - (k % 2 ? 20 : 5), 116)),
    ];
    const columns = [130, 180, 230, 280, 330];
    const rules = [across(92, 50, 330), across(111, 105, 182), across(111, 184, 332), across(127, 50, 330)];
    const [table] = findTables(page([...heads, ...rows(STATES, columns, 132)], [...rules, across(200, 50, 330)]));
    expect(rowsOf(table!)[0]).toEqual(['', 'Total', '<', 'Sex', '<', '<']);
  });

  it('stands over several that repeat, however many lines they have', () => {
    const columns = [160, 210, 260, 310, 360, 410];
    const heads = [
      ...line('Urban', 185, 90),
      ...line('Rural', 335, 90),
      ...[190, 340].flatMap((x) => line('Lane-', x, 101)),
      ...columns.flatMap((right, k) => {
        const text = ['Miles', 'miles', 'Deaths'][k % 3]!;
        return line(text, right - 5 * text.length + 2, 112);
      }),
    ];
    const [table] = findTables(page([...heads, ...rows(STATES, columns, 130)], [across(125, 50, 410)]));
    expect(rowsOf(table!).slice(0, 2)).toEqual([
      ['', 'Urban', '<', '<', 'Rural', '<', '<'],
      ['', 'Miles', 'Lane- miles', 'Deaths', 'Miles', 'Lane- miles', 'Deaths'],
    ]);
  });

  it('tells of a column with a value in one row only', () => {
    const heads = [
      ...line('Killed', 150, 100),
      ...line('Injured', 210, 100),
      ...line('Property', 275, 100),
      ...line('Crops', 345, 100),
    ];
    const value = line('10K', 355, 132 + 36);
    const [table] = findTables(
      page([...heads, ...rows(STATES, [170, 235, 310], 132), ...value], [across(115, 50, 370), across(210, 50, 370)]),
    );
    expect(rowsOf(table!)[0]).toEqual(['', 'Killed', 'Injured', 'Property', 'Crops']);
  });
});

describe('vertical lines that stop for a heading over all columns', () => {
  it('are those of one table', () => {
    const texts = [
      ...['Offense', '2004', '2005'].flatMap((text, k) => line(text, 50 + 100 * k, 107)),
      ...line('Cities', 170, 121),
      ...rows(['Robbery', 'Burglary', 'Arson'], [240, 340], 135),
      ...line('Counties', 165, 171),
      ...rows(['Robbery', 'Burglary', 'Arson'], [240, 340], 185),
    ];
    const rules = [across(100, 45, 345), across(114, 45, 345), across(217, 45, 345)];
    const parts = [
      [100, 114],
      [128, 164],
      [178, 217],
    ] as const;
    const sides = [145, 245, 345].flatMap((x) => parts.map(([from, to]) => down(x, from, to)));
    const tables = findTables(page(texts, [...rules, ...sides]));
    expect(tables.map(rowsOf)).toHaveLength(1);
    expect(rowsOf(tables[0]!).map((row) => row.find((text) => text !== ''))).toEqual([
      'Offense',
      'Cities',
      'Robbery',
      'Burglary',
      'Arson',
      'Counties',
      'Robbery',
      'Burglary',
      'Arson',
    ]);
  });
});
