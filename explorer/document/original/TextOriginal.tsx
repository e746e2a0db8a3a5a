/** A text: its lines with their numbers, drawn in parts, with marks at line, column and length. */

import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Answer } from '../../app/Answer.js';
import { get } from '../../app/client.js';
import { say } from '../../app/language.js';
import { useLoaded } from '../../app/loading.js';
import { type Mark, meant, type Shown } from '../marks.js';
import { Scrolling } from '../Scrolling.js';
import { type Piece, piecesOf } from './line-pieces.js';
import { useNear } from './near.js';
import { isSelecting, keepInView, type Lit, layersOf, type OriginalProps, switchedOn } from './shown.js';

/** Lines that are drawn together. */
const PART = 120;
/** A line is about this high before it is drawn, in em. */
const LINE_HEIGHT = 1.75;

export function TextOriginal(props: OriginalProps) {
  const text = useLoaded(props.id, (signal) => get('/api/documents/:id/text', { parts: { id: props.id }, signal }));
  return <Answer loaded={text}>{({ lines }) => <Lines {...props} lines={lines} />}</Answer>;
}

function Lines(props: OriginalProps & { lines: string[] }) {
  const { lines, zoom, lit } = props;
  const parts = useMemo(
    () => Array.from({ length: Math.ceil(lines.length / PART) }, (_, i) => lines.slice(i * PART, (i + 1) * PART)),
    [lines],
  );
  const place = lit?.at[lit.nth];
  const askedLine = place && 'line' in place ? place.line : null;
  return (
    <Scrolling class="scroller" label={say('原件', 'Original')}>
      <div class="text-lines" style={{ zoom: String(zoom) }}>
        {parts.map((part, i) => {
          const first = i * PART + 1;
          const isAsked = askedLine !== null && askedLine >= first && askedLine < first + PART;
          return <Part key={first} {...props} lines={part} first={first} isAsked={isAsked} />;
        })}
      </div>
    </Scrolling>
  );
}

function Part(props: OriginalProps & { lines: string[]; first: number; isAsked: boolean }) {
  const { lines, first, isAsked, lit } = props;
  const element = useRef<HTMLDivElement>(null);
  const isNear = useNear(element);
  const isDrawn = isNear || isAsked;
  useEffect(() => (isAsked ? keepInView(element.current!) : undefined), [lit, isAsked]);
  return (
    <div ref={element} class="text-part" style={isDrawn ? {} : { minHeight: `${lines.length * LINE_HEIGHT}em` }}>
      {isDrawn && lines.map((line, i) => <Line key={first + i} {...props} text={line} number={first + i} />)}
    </div>
  );
}

function Line({
  text,
  number,
  index,
  layers,
  lit,
  onChoose,
  onPoint,
}: OriginalProps & { text: string; number: number }) {
  const shown = switchedOn(index.onLine(number), layers);
  const pieces = piecesOf(text, number, shown, lit);
  return (
    <div class="text-line" data-line={number}>
      <span class="text-number" aria-hidden="true">
        {number}
      </span>
      <span class="text-content">
        {pieces.map((piece) =>
          piece.shown.length === 0 && piece.nth === null ? (
            piece.text
          ) : (
            // Each mark has its value in the record beside, where the keyboard reaches it.
            // biome-ignore lint/a11y/useKeyWithClickEvents: see above
            // biome-ignore lint/a11y/noStaticElementInteractions: see above
            <span
              key={piece.from}
              class={classOf(piece, lit)}
              data-layers={layersOf(piece.shown)}
              onClick={() => {
                const mark = markOf(piece.shown);
                if (mark && !isSelecting(getSelection())) onChoose(mark);
              }}
              onPointerMove={(event) => {
                const mark = markOf(piece.shown);
                onPoint(mark ? { mark, x: event.clientX, y: event.clientY } : null);
              }}
              onPointerLeave={() => onPoint(null)}
            >
              {piece.text}
            </span>
          ),
        )}
      </span>
    </div>
  );
}

const markOf = (shown: readonly Shown[]): Mark | undefined => meant(shown)?.mark;

function classOf({ shown, nth }: Piece, lit: Lit | null): string {
  const top = ['text-mark', ...shown.map(({ mark }) => `layer-${mark.layer}`)];
  if (nth !== null) top.push('lit');
  if (nth !== null && nth === lit?.nth) top.push('lit-asked');
  return [...new Set(top)].join(' ');
}
