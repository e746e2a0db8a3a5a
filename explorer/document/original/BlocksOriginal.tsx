/** What was extracted of a Word file or a workbook, drawn as paragraphs and tables, each with the place it has in the file. */

import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Document, Place } from '../../../pipeline/explorer/api.js';
import { Answer } from '../../app/Answer.js';
import { get } from '../../app/client.js';
import { say } from '../../app/language.js';
import { useLoaded } from '../../app/loading.js';
import { Marked } from '../../app/Marked.js';
import { useOpened } from '../context.js';
import { wholePlace } from '../labels.js';
import { type MarkIndex, meant, type Shown } from '../marks.js';
import { Scrolling } from '../Scrolling.js';
import {
  type Block,
  type Cell,
  coveredColumns,
  type Piece,
  piecesOf,
  placeKey,
  placesIn,
  positions,
  standIn,
  type Table,
} from './block-pieces.js';
import { Elsewhere } from './Elsewhere.js';
import { useNear } from './near.js';
import { isSelecting, keepInView, type Lit, layersOf, type OriginalProps, switchedOn } from './shown.js';

export function BlocksOriginal(props: OriginalProps) {
  const blocks = useLoaded(props.id, (signal) => get('/api/documents/:id/blocks', { parts: { id: props.id }, signal }));
  return <Answer loaded={blocks}>{(document) => <Pieces {...props} document={document} />}</Answer>;
}

function Pieces(props: OriginalProps & { document: Document }) {
  const { document, zoom, lit } = props;
  const pieces = useMemo(() => (document.blocks.length > 0 ? piecesOf(document.blocks) : []), [document]);
  const drawn = useMemo(() => pieces.flatMap(placesIn), [pieces]);
  const shownLit = useMemo<Lit | null>(
    () => lit && { ...lit, at: lit.at.map((place) => standIn(drawn, place) ?? place) },
    [lit, drawn],
  );
  const place = shownLit?.at[shownLit.nth];
  const key = place ? placeKey(place) : null;
  const asked = useMemo(
    () => (key === null ? -1 : pieces.findIndex((piece) => placesIn(piece).some((each) => placeKey(each) === key))),
    [pieces, key],
  );
  return (
    <>
      {place && asked < 0 && <Elsewhere path={wholePlace(place)} />}
      <Scrolling class="scroller" label={say('原件', 'Original')}>
        <div class="blocks" style={{ zoom: String(zoom) }}>
          {pieces.map((piece, i) => (
            <PieceView key={i} {...props} lit={shownLit} piece={piece} isAsked={i === asked} />
          ))}
          {pieces.length === 0 && <p class="quiet">{say('没有提取出文字。', 'No text was extracted.')}</p>}
        </div>
      </Scrolling>
    </>
  );
}

function PieceView(props: OriginalProps & { piece: Piece; isAsked: boolean }) {
  const { piece, isAsked, lit } = props;
  const element = useRef<HTMLDivElement>(null);
  const isNear = useNear(element);
  const isDrawn = isNear || isAsked;
  useEffect(() => (isAsked ? keepInView(element.current!) : undefined), [lit, isAsked]);
  const count = piece.kind === 'rows' ? piece.rows.length : piece.blocks.length;
  return (
    <div ref={element} class="blocks-part" style={isDrawn ? {} : { minHeight: `${count * 2}em` }}>
      {isDrawn &&
        (piece.kind === 'rows' ? <Rows {...props} {...piece} /> : <Paragraphs {...props} blocks={piece.blocks} />)}
    </div>
  );
}

function Paragraphs({ blocks, ...props }: OriginalProps & { blocks: Extract<Block, { kind: 'paragraph' }>[] }) {
  const { search } = useOpened();
  return (
    <>
      {blocks.map((block, i) => (
        <p key={i} {...marked(block.at, props)}>
          <Marked text={block.raw || block.text} search={search} />
        </p>
      ))}
    </>
  );
}

function Rows({ table, rows, from, ...props }: OriginalProps & { table: Table; rows: Cell[][]; from: number }) {
  const { search } = useOpened();
  const covered = useMemo(() => coveredColumns(rows), [rows]);
  return (
    <table data-method={table.method}>
      <tbody>
        {rows.map((cells, i) => (
          <tr key={from + i}>
            {positions(cells, table.columns, covered[i]!).map((cell, column) =>
              cell === 'covered' ? null : cell === null ? (
                <td key={column} />
              ) : (
                <td key={column} rowSpan={cell.rowSpan} colSpan={cell.columnSpan} {...marked(cell.at, props)}>
                  <Marked text={seenIn(table, cell)} search={search} />
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a reader of the file sees there: a workbook stores 0.4 and shows 40%. */
function seenIn(table: Table, { text, raw }: Cell): string {
  return table.method.startsWith('xlsx') ? text : raw || text;
}

/** What an element that stands at these places needs, to show its marks and to be chosen. */
function marked(at: readonly Place[], props: OriginalProps) {
  const { index, layers, lit, onChoose, onPoint } = props;
  const shown = switchedOn(marksAt(at, index), layers);
  const keys = new Set(at.map(placeKey));
  const nth = lit ? lit.at.findIndex((place) => keys.has(placeKey(place))) : -1;
  const isAsked = lit !== null && lit.at[lit.nth] !== undefined && keys.has(placeKey(lit.at[lit.nth]!));
  const classes = [...new Set(shown.map(({ mark }) => `layer-${mark.layer}`))];
  if (nth >= 0) classes.push('lit');
  if (isAsked) classes.push('lit-asked');
  const mark = meant(shown)?.mark;
  return {
    class: classes.join(' ') || undefined,
    'data-layers': layersOf(shown) || undefined,
    title: at.map(wholePlace).join('\n') || undefined,
    onClick: mark && (() => void (isSelecting(getSelection()) || onChoose(mark))),
    onPointerMove: mark && ((event: PointerEvent) => onPoint({ mark, x: event.clientX, y: event.clientY })),
    onPointerLeave: mark && (() => onPoint(null)),
  };
}

function marksAt(at: readonly Place[], index: MarkIndex): Shown[] {
  return at.flatMap((place): readonly Shown[] => {
    if ('path' in place) return index.at(place.path);
    const key = placeKey(place);
    const near = 'page' in place ? index.onPage(place.page) : index.onLine(place.line);
    return near.filter(({ mark, nth }) => placeKey(mark.at[nth]!) === key);
  });
}
