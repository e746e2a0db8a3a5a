import { describe, expect, it } from 'vitest';
import { type Gray, inkOf, straighten, turnUpright } from '../../extractors/pdf/scan/bitmap.js';
import { isPercentSign, numberShape, operatorOf } from '../../extractors/pdf/scan/glyph-shapes.js';
import { type PixelBox, tighten } from '../../extractors/pdf/scan/lines.js';
import { fitTo, resolveNumber } from '../../extractors/pdf/scan/numbers.js';
import { setPunctuation } from '../../extractors/pdf/scan/punctuation.js';
import { findRulings } from '../../extractors/pdf/scan/rulings.js';
import { findSkew } from '../../extractors/pdf/scan/skew.js';

const SCALE = 300 / 72;

/** A picture with ink where `isInk` says. */
function paint(width: number, height: number, isInk: (x: number, y: number) => boolean): Gray {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = isInk(x, y) ? 0 : 255;
  return { width, height, data };
}

const inkIn = (picture: Gray) => ({ ...picture, data: picture.data.map((value) => (value === 0 ? 1 : 0)) });
const whole = ({ width, height }: Gray): PixelBox => [0, 0, width, height];
const near = (a: number, b: number, by: number) => Math.abs(a - b) <= by;

/** Strokes of 3 pixels from point to point. */
function strokes(width: number, height: number, ...lines: [number, number, number, number][]): Gray {
  return paint(width, height, (x, y) =>
    lines.some(([x0, y0, x1, y1]) => {
      const length = Math.hypot(x1 - x0, y1 - y0) || 1;
      const along = Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length ** 2));
      return Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)) <= 1.6;
    }),
  );
}

const SIGNS = {
  '≥': strokes(40, 48, [4, 4, 34, 16], [34, 16, 4, 28], [4, 40, 34, 40]),
  '⩾': strokes(40, 48, [4, 4, 34, 16], [34, 16, 4, 28], [34, 26, 4, 38]),
  '≤': strokes(40, 48, [34, 4, 4, 16], [4, 16, 34, 28], [4, 40, 34, 40]),
  'small ⩾': strokes(40, 48, [4, 8, 34, 20], [34, 20, 4, 32], [34, 22, 4, 34], [34, 24, 4, 36]),
  '>': strokes(40, 48, [4, 8, 34, 20], [34, 20, 4, 32]),
  '<': strokes(40, 48, [34, 8, 4, 20], [4, 20, 34, 32]),
  '=': strokes(40, 48, [4, 16, 34, 16], [4, 28, 34, 28]),
  '7': strokes(40, 48, [8, 6, 30, 6], [30, 6, 14, 42]),
  '2': strokes(40, 48, [8, 14, 18, 5], [18, 5, 30, 14], [30, 14, 8, 42], [8, 42, 32, 42]),
};

describe('signs by their shape', () => {
  it.each([
    ['≥', '≥'],
    ['⩾', '≥'],
    ['small ⩾', '≥'],
    ['≤', '≤'],
    ['>', '>'],
    ['<', '<'],
    ['=', '='],
    ['7', null],
    ['2', null],
  ] as const)('%s is %s', (sign, expected) => {
    const ink = inkIn(SIGNS[sign]);
    expect(operatorOf(ink, tighten(ink, whole(ink))!, 46)).toBe(expected);
  });

  it('knows the percent sign by its two rings', () => {
    const ring = (x: number, y: number, cx: number, cy: number) => near(Math.hypot(x - cx, y - cy), 7, 1.6);
    const percent = paint(44, 44, (x, y) => ring(x, y, 10, 11) || ring(x, y, 33, 32) || near(x + y, 43, 2));
    const eight = paint(44, 44, (x, y) => ring(x, y, 20, 12) || ring(x, y, 20, 28));
    // 田, as in 亩.
    const box = paint(44, 44, (x, y) => [2, 21, 40].some((at) => near(x, at, 1.6) || near(y, at, 1.6)));
    for (const [picture, expected] of [
      [percent, true],
      [eight, false],
      [box, false],
    ] as const) {
      const ink = inkIn(picture);
      expect(isPercentSign(ink, tighten(ink, whole(ink))!, 46)).toBe(expected);
    }
  });

  it('sees that a number has a point', () => {
    // Digits as bars of their height, a point between: ||.|| behind nothing else.
    const bars = [0, 24, 62, 86].map((x) => x + 4);
    const picture = paint(120, 46, (x, y) => {
      if (y >= 8 && y < 42 && bars.some((bar) => x >= bar && x < bar + 14)) return true;
      return x >= 50 && x < 56 && y >= 36 && y < 42;
    });
    expect(numberShape(inkIn(picture), whole(picture), 46)).toMatchObject({
      pattern: 'DDPDD',
      operator: null,
      rest: null,
    });
  });
});

describe('numbers', () => {
  it('fit their shape, or take a dropped point from it', () => {
    expect(fitTo('1,680.92', 'DPDDDPDD')).toEqual({ text: '1,680.92', repair: null });
    expect(fitTo('l0O%', 'DDD%')).toEqual({ text: '100%', repair: null });
    expect(fitTo('67', 'DPD')).toEqual({ text: '6.7', repair: 'ocr-point: 67' });
    expect(fitTo('1.520.00', 'DPDDDPDD')).toEqual({ text: '1,520.00', repair: 'ocr-point: 1.520.00' });
    expect(fitTo('168092', 'DPDDDPDD')).toBeNull();
    expect(fitTo('1009%', 'DDD%')).toBeNull();
  });

  const shape = {
    operator: '≤' as const,
    unknownFirst: false,
    box: [0, 0, 1, 1] as PixelBox,
    pattern: 'DDDDPDD',
    rest: [300, 0, 392, 46] as PixelBox,
  };
  const line = (text: string) => ({ text, raw: text, confidence: 0.1, repairs: [] });

  it('are sure where all readings agree, and keep what was read', () => {
    const both = { text: '1585.52', confidence: 0.9 };
    const read = resolveNumber(shape, line('乏1585.52万元'), [both, both], { room: 2, unit: '万元' })!;
    expect(read).toMatchObject({ text: '≤1585.52万元', raw: '乏1585.52万元', repairs: ['ocr-number: 乏1585.52万元'] });
    expect(read.confidence).toBeGreaterThan(0.9);
  });

  it('are doubtful where each reading says something else', () => {
    const opinions = [
      { text: '1585.52', confidence: 0.9 },
      { text: '1535.52', confidence: 0.9 },
    ] as const;
    expect(resolveNumber(shape, line('乏1565.52万元'), opinions, { room: 2, unit: '万元' })!.confidence).toBeLessThan(
      0.8,
    );
  });
});

it('takes the Chinese model at its word where the Latin one sees digits in letters', () => {
  const seen = { text: '76', confidence: 0.9 };
  const shape = { operator: null, unknownFirst: false, box: [0, 0, 1, 1] as PixelBox, pattern: 'DD', rest: null };
  const reading = { text: '指标值', raw: '指标值', confidence: 0.9, repairs: [] };
  expect(resolveNumber(shape, reading, [seen, seen], { room: 2, unit: '标值' })).toBeNull();
  // A lone 1, amid other numbers: nobody is right, and that is told.
  const lone = { ...reading, text: '工', raw: '工' };
  const two = { text: '41', confidence: 0.9 };
  const doubtful = resolveNumber({ ...shape, pattern: 'D' }, lone, [two, two], { room: 0, unit: null });
  expect(doubtful).toMatchObject({ text: '工', confidence: 0.7 });
});

describe('pictures', () => {
  const grid = paint(1200, 900, (x, y) => {
    const horizontal = [100, 300, 500].some((at) => near(y, at, 1)) && x >= 100 && x <= 1000;
    return horizontal || ([100, 400, 1000].some((at) => near(x, at, 1)) && y >= 100 && y <= 500);
  });

  it('show their rulings, and short strokes are none', () => {
    const withText = paint(
      1200,
      900,
      (x, y) => grid.data[y * 1200 + x] === 0 || (near(y, 200, 2) && x >= 150 && x <= 200),
    );
    const rulings = findRulings(inkOf(withText, SCALE), SCALE);
    expect(rulings).toHaveLength(6);
    expect(rulings[0]!.box.map(Math.round)).toEqual([24, 24, 240, 24]);
  });

  it('keep the walls of a row that a page break cut', () => {
    const cut = paint(1200, 900, (x, y) => {
      if (near(y, 200, 1) && x >= 100 && x <= 1000) return true;
      return [100, 400, 700, 1000].some((at) => near(x, at, 1)) && y >= 60 && y <= 200;
    });
    expect(findRulings(inkOf(cut, SCALE), SCALE).filter(({ box }) => box[0] === box[2])).toHaveLength(4);
  });

  it('have letters whose strokes end at the rulings, which are no walls', () => {
    // 目, as high as its row: two upright strokes, and four that branch off.
    const withText = paint(1200, 900, (x, y) => {
      if (grid.data[y * 1200 + x] === 0 || (near(y, 160, 1) && x >= 100 && x <= 1000)) return true;
      const upright = (near(x, 150, 1) || near(x, 180, 1)) && y >= 104 && y <= 156;
      return upright || ([108, 122, 136, 150].some((at) => near(y, at, 1)) && x >= 150 && x <= 180);
    });
    const walls = findRulings(inkOf(withText, SCALE), SCALE).filter(({ box }) => box[0] === box[2]);
    expect(walls.map(({ box }) => Math.round(box[0]))).toEqual([24, 96, 240]);
  });

  it('are straightened', () => {
    const askew = straighten(grid, -1.5);
    const skew = findSkew(inkOf(askew, SCALE));
    expect(skew).toBeCloseTo(1.5, 0);
    expect(findSkew(inkOf(straighten(askew, skew), SCALE))).toBeCloseTo(0, 1);
  });

  it('are turned upright', () => {
    const picture = paint(3, 2, (x, y) => x === 0 && y === 0);
    expect(turnUpright(picture, 90)).toEqual(paint(2, 3, (x, y) => x === 0 && y === 2));
    expect(turnUpright(turnUpright(picture, 90), 270)).toEqual(picture);
    expect(turnUpright(picture, 180)).toEqual(paint(3, 2, (x, y) => x === 2 && y === 1));
  });
});

it('sets punctuation as the line is set, but not within numbers', () => {
  expect(setPunctuation('主要绩效有:100%,其中(1:2.5)', 'full')).toBe('主要绩效有：100%，其中（1:2.5）');
  expect(setPunctuation('项目总成本（县级）：', 'half')).toBe('项目总成本(县级):');
});
