/** Rulings to edges: what a person sees as one line, however many strokes and thin boxes it was painted with. */
import type { Page, Ruling } from './page.js';

/** All in points. */
export const EDGE_SETTINGS = {
  /** Rulings that lie closer side by side are one line painted twice, or drawn slightly off. */
  snap: 1.2,
  /** A gap in a line: cells drawn one by one leave up to a line width, dashes a little more. */
  gap: 3,
  /** Gaps in several vertical lines at one height, with no rule below: the heading of the rows below. */
  headingGap: 20,
  headingLines: 3,
  /** A gap that is seen: pieces drawn to meet miss each other by less. */
  seenGap: 0.75,
  /** Shorter lines separate nothing: ticks, check marks, glyphs drawn as paths. */
  shortest: 5,
  /** A line thicker than this is a bar: a picture of something, not a rule. */
  thickest: 6,
  /** More rulings on a page are a drawing. */
  mostRulings: 20_000,
  mostEdges: 4_000,
} as const;

/** A straight line at `at` (x of a vertical one, y of a horizontal one) from `from` to `to`, in points. */
export interface Edge {
  at: number;
  from: number;
  to: number;
  /** Where it was drawn in pieces that do not quite meet: the middles of the gaps, from the start. */
  gaps?: number[];
}

export interface Edges {
  horizontal: Edge[];
  vertical: Edge[];
  /** The page holds more lines than any table: none were read. */
  tooMany: boolean;
}

/** All edges of a page, sorted by position, then by start. */
export function findEdges(page: Pick<Page, 'rulings'>): Edges {
  const none = { horizontal: [], vertical: [], tooMany: true };
  if (page.rulings.length > EDGE_SETTINGS.mostRulings) return none;
  const rulings = page.rulings.filter((ruling) => ruling.width <= EDGE_SETTINGS.thickest);
  const horizontal = joinEdges(
    rulings.filter(isHorizontal).map(({ box }) => ({ at: box[1], from: box[0], to: box[2] })),
  );
  const vertical = joinEdges(
    rulings.filter((one) => !isHorizontal(one)).map(({ box }) => ({ at: box[0], from: box[1], to: box[3] })),
  );
  if (horizontal.length + vertical.length > EDGE_SETTINGS.mostEdges) return none;
  return { horizontal, vertical: acrossHeadings(vertical, horizontal), tooMany: false };
}

/** Vertical lines that stop for the heading of a group (`Males`, over all columns) and go on below it are one. */
function acrossHeadings(vertical: readonly Edge[], horizontal: readonly Edge[]): Edge[] {
  const { snap, gap, headingGap, headingLines } = EDGE_SETTINGS;
  const breaks = vertical.slice(1).flatMap((edge, i) => {
    const above = vertical[i]!;
    const isBreak = edge.at === above.at && edge.from > above.to && edge.from - above.to < headingGap;
    return isBreak ? [{ edge, from: above.to, to: edge.from }] : [];
  });
  const isOpen = ({ edge, from, to }: (typeof breaks)[number]): boolean =>
    !horizontal.some(
      (rule) => rule.at > from + gap && rule.at < to + gap && rule.from < edge.at + gap && rule.to > edge.at - gap,
    ) &&
    breaks.filter((other) => Math.abs(other.from - from) < snap && Math.abs(other.to - to) < snap).length >=
      headingLines;
  const open = new Set(breaks.filter(isOpen).map(({ edge }) => edge));
  if (open.size === 0) return [...vertical];
  const joined: Edge[] = [];
  for (const edge of vertical) {
    if (open.has(edge)) joined.at(-1)!.to = edge.to;
    else joined.push({ ...edge });
  }
  return joined;
}

const isHorizontal = ({ box }: Ruling): boolean => box[2] - box[0] >= box[3] - box[1];

/** Edges that lie on one line and overlap, or nearly meet, become one. */
export function joinEdges(edges: readonly Edge[]): Edge[] {
  const sorted = [...edges].sort((a, b) => a.at - b.at);
  const joined: Edge[] = [];
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    // Measured from the first, so that many lines close together do not chain into one.
    while (end < sorted.length && sorted[end]!.at - sorted[i]!.at <= EDGE_SETTINGS.snap) end++;
    const group = sorted.slice(i, end).sort((a, b) => a.from - b.from);
    const at = group.reduce((sum, edge) => sum + edge.at, 0) / group.length;
    let open: Edge | null = null;
    for (const edge of group) {
      const gap: number = edge.from - (open?.to ?? -Infinity);
      if (open && gap <= EDGE_SETTINGS.gap) {
        if (gap > EDGE_SETTINGS.seenGap) open.gaps = [...(open.gaps ?? []), edge.from - gap / 2];
        open.to = Math.max(open.to, edge.to);
      } else {
        open = { at, from: edge.from, to: edge.to };
        joined.push(open);
      }
    }
    i = end;
  }
  return joined.filter((edge) => edge.to - edge.from >= EDGE_SETTINGS.shortest);
}
