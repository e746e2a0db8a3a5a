/** Bars of charts: filled boxes of one thickness that begin on one line and end where their values do. */
import type { Box, Fill } from './page.js';
import { boxAround, type Line, type Phrase } from './words.js';

/** Points, unless said otherwise. */
export const BAR_SETTINGS = {
  /** Bars of one chart: so many, of so many lengths, also as a share of them. Cells of a column are all of one width. */
  fewest: 3,
  lengths: 3,
  lengthShare: 0.6,
  /** Thinner ones are rules. */
  thinnest: 3,
  /** Edges and thicknesses that differ by less are the same. */
  same: 1,
  /** Share of bars with words in them; in cells with a background, words are usual. */
  worded: 0.34,
  /** Ems between a bar and its label. */
  labelReach: 4,
  /** Ems between upright bars and the labels below them, of which there are so many at least. */
  labelBelow: 1.5,
  fewestLabels: 3,
  /** Ems: the patch of a colour in a legend is no wider, and stands no further before its name. */
  widestPatch: 4,
  patchReach: 1,
  /** Share by which distances between these labels differ at most. */
  uneven: 0.1,
  /** More areas on a page are a picture. */
  mostFills: 4_000,
} as const;

const WHITE = 0xffffff;

/** Boxes around the charts of bars on a page, with their labels on the left. `lines` are those of the page. */
export function findBarCharts(fills: readonly Fill[], lines: readonly Line[]): Box[] {
  if (fills.length > BAR_SETTINGS.mostFills) return [];
  const boxes = fills.filter(({ color }) => color !== WHITE);
  const phrases = lines.flatMap((line) => line.phrases);
  const upright = chartsAlong(
    boxes.map((fill) => ({ ...fill, box: transposed(fill.box) })),
    phrases,
    true,
  ).map(transposed);
  return [
    ...chartsAlong(boxes, phrases, false).map((box) => withLabels(box, phrases)),
    ...united(upright).map((box) => withLegend(withLabelsBelow(box, lines), lines, boxes)),
  ];
}

/** The bars of several series stand between each other, and are one chart. */
function united(charts: readonly Box[]): Box[] {
  const found: Box[] = [];
  for (const box of [...charts].sort((a, b) => a[0] - b[0])) {
    const near = found.find((other) => box[0] < other[2] && box[1] < other[3] && box[3] > other[1]);
    if (near) Object.assign(near, boxAround([{ box: near }, { box }]));
    else found.push([...box]);
  }
  return found;
}

const transposed = ([x0, top, x1, bottom]: Box): Box => [top, x0, bottom, x1];

/** Charts whose bars run along the first axis of the boxes; `upright` where these are transposed. */
function chartsAlong(fills: readonly Fill[], phrases: readonly Phrase[], upright: boolean): Box[] {
  const same = (a: number, b: number) => Math.abs(a - b) < BAR_SETTINGS.same;
  const charts: Box[] = [];
  const groups = new Map<string, Box[]>();
  for (const { box, color } of fills) {
    const thickness = Math.round(box[3] - box[1]);
    if (thickness < BAR_SETTINGS.thinnest) continue;
    const key = `${thickness} ${color}`;
    groups.set(key, [...(groups.get(key) ?? []), box]);
  }
  const boxes = fills.map(({ box }) => box);
  for (const group of groups.values()) {
    // Where values may be negative, bars end on the line instead of beginning there.
    for (const base of new Set(group.flatMap(([x0, , x1]) => [Math.round(x0), Math.round(x1)]))) {
      const bars = group.filter(([x0, , x1]) => same(x0, base) || same(x1, base));
      const lengths = new Set(bars.map(([x0, , x1]) => Math.round((x1 - x0) / BAR_SETTINGS.same))).size;
      if (bars.length < BAR_SETTINGS.fewest || overlap(bars)) continue;
      if (lengths < BAR_SETTINGS.lengths || lengths < BAR_SETTINGS.lengthShare * bars.length) continue;
      const worded = bars.filter((bar) => holdsWords(upright ? transposed(bar) : bar, phrases)).length;
      if (worded > BAR_SETTINGS.worded * bars.length) continue;
      // Stacked bars go on where the first part ends.
      const all = boxes.filter((box) => bars.some((bar) => same(bar[1], box[1]) && same(bar[3], box[3])));
      charts.push([
        Math.min(...all.map(([x0]) => x0)),
        Math.min(...all.map(([, top]) => top)),
        Math.max(...all.map(([, , x1]) => x1)),
        Math.max(...all.map(([, , , bottom]) => bottom)),
      ]);
    }
  }
  return charts;
}

/** Two of them stand at one place: no bars, but something painted twice. */
function overlap(bars: readonly Box[]): boolean {
  const sorted = [...bars].sort((a, b) => a[1] - b[1]);
  return sorted.some((bar, i) => i > 0 && bar[1] < sorted[i - 1]![3] - BAR_SETTINGS.same);
}

const holdsWords = ([x0, top, x1, bottom]: Box, phrases: readonly Phrase[]): boolean =>
  phrases.some(({ box, text }) => {
    const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    return x > x0 && x < x1 && y > top && y < bottom && /\p{L}{2}/u.test(text);
  });

/** With the names of horizontal bars, which stand left of them. */
function withLabels([x0, top, x1, bottom]: Box, phrases: readonly Phrase[]): Box {
  const labels = phrases.filter(({ box, size }) => {
    const middle = (box[1] + box[3]) / 2;
    return middle > top && middle < bottom && box[2] <= x0 && x0 - box[2] < BAR_SETTINGS.labelReach * size;
  });
  return [Math.min(x0, ...labels.map(({ box }) => box[0])), top, x1, bottom];
}

/** With the names of upright bars, or of groups of these: the line right below them, at even distances. */
function withLabelsBelow(box: Box, lines: readonly Line[]): Box {
  const [x0, top, x1, bottom] = box;
  const under = lines.find((line) => (line.box[1] + line.box[3]) / 2 > bottom && line.box[0] < x1 && line.box[2] > x0);
  if (!under || under.box[1] - bottom > BAR_SETTINGS.labelBelow * under.size) return box;
  const middles = under.phrases.map((phrase) => (phrase.box[0] + phrase.box[2]) / 2).filter((x) => x > x0 && x < x1);
  const distances = middles.slice(1).map((x, i) => x - middles[i]!);
  const even = Math.max(...distances) - Math.min(...distances) < BAR_SETTINGS.uneven * Math.max(...distances);
  return middles.length >= BAR_SETTINGS.fewestLabels && even ? [x0, top, x1, under.box[3]] : box;
}

/** With the names of its series below: in one line, each behind a patch of a colour. */
function withLegend([x0, top, x1, bottom]: Box, lines: readonly Line[], fills: readonly Fill[]): Box {
  const under = lines.find((line) => line.box[1] > bottom - 1 && line.box[0] < x1 && line.box[2] > x0);
  const isMarked = ({ box, size }: Phrase) =>
    fills.some(
      ({ box: [left, patchTop, right, patchBottom] }) =>
        right <= box[0] + 1 &&
        box[0] - right < BAR_SETTINGS.patchReach * size &&
        right - left < BAR_SETTINGS.widestPatch * size &&
        patchTop < (box[1] + box[3]) / 2 &&
        patchBottom > (box[1] + box[3]) / 2,
    );
  const isLegend =
    under && under.box[1] - bottom < BAR_SETTINGS.labelReach * under.size && under.phrases.every(isMarked);
  return isLegend ? [Math.min(x0, under.box[0]), top, Math.max(x1, under.box[2]), under.box[3]] : [x0, top, x1, bottom];
}
