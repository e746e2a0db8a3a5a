/** A line of text, cut where marks begin and end. */
import type { Shown } from '../marks.js';
import type { Lit } from './shown.js';

/** A piece of a line that bears the same marks throughout. */
export interface Piece {
  /** Position in the line, from 0. */
  from: number;
  text: string;
  shown: Shown[];
  /** Which of the chosen places it belongs to. */
  nth: number | null;
}

/** The line, cut wherever a mark begins or ends. */
export function piecesOf(text: string, line: number, shown: readonly Shown[], lit: Lit | null): Piece[] {
  const spans = shown.flatMap((each) => {
    const place = each.mark.at[each.nth]!;
    return 'line' in place ? [{ from: place.column - 1, to: place.column - 1 + place.length, each }] : [];
  });
  const litSpans = (lit?.at ?? []).flatMap((place, nth) =>
    'line' in place && place.line === line
      ? [{ from: place.column - 1, to: place.column - 1 + place.length, nth }]
      : [],
  );
  const cuts = new Set([0, text.length]);
  for (const { from, to } of [...spans, ...litSpans]) {
    if (from < text.length) cuts.add(Math.max(0, from));
    if (to < text.length) cuts.add(to);
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(0, -1).map((from, i) => {
    const covers = (span: { from: number; to: number }) => span.from <= from && span.to > from;
    return {
      from,
      text: text.slice(from, ordered[i + 1]),
      shown: spans.filter(covers).map(({ each }) => each),
      nth: litSpans.find(covers)?.nth ?? null,
    };
  });
}
