/** One page of a PDF: its picture, its text to select, and the boxes over it. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../../app/language.js';
import { type Layer, type Mark, meant, type Shown } from '../marks.js';
import { memo } from './memo.js';
import { useNear } from './near.js';
import { layText, type PageSize, type Painting, type Pdf, paintPage } from './pdfjs.js';
import { isSelecting, keepInView, type Lit, type Pointed, switchedOn } from './shown.js';

export interface PdfSheetProps {
  pdf: Pdf;
  number: number;
  size: PageSize;
  /** Whether the size is that of this page, and not yet a guess. */
  isKnown: boolean;
  /** CSS pixels a point. */
  scale: number;
  shown: readonly Shown[];
  layers: ReadonlySet<Layer>;
  lit: Lit | null;
  /** Whether the view is to go to a box of this page. */
  isAsked: boolean;
  onChoose(mark: Mark): void;
  onPoint(pointed: Pointed | null): void;
}

export const PdfSheet = memo(
  function PdfSheet(props: PdfSheetProps) {
    const { number, size, scale, shown, layers, lit, isAsked, onChoose, onPoint } = props;
    const sheet = useRef<HTMLDivElement>(null);
    const isNear = useNear(sheet);
    const on = switchedOn(shown, layers);
    const hit = (event: MouseEvent) => marksUnder(event, on, sheet.current!, size);
    const litBoxes = boxesOn(lit, number);
    useEffect(() => (isAsked && props.isKnown ? keepInView(sheet.current!) : undefined), [lit, isAsked, props.isKnown]);
    return (
      // Each box has its value in the record beside, where the keyboard reaches it.
      // biome-ignore lint/a11y/useKeyWithClickEvents: see above
      // biome-ignore lint/a11y/noStaticElementInteractions: see above
      <div
        ref={sheet}
        class="sheet"
        data-page={number}
        style={{ width: `${size.width * scale}px`, height: `${size.height * scale}px` }}
        onClick={(event) => {
          const mark = hit(event);
          if (mark && !isSelecting(getSelection())) onChoose(mark);
        }}
        onPointerMove={(event) => {
          const mark = event.buttons === 0 ? hit(event) : undefined;
          sheet.current!.classList.toggle('is-pointed', mark !== undefined);
          onPoint(mark ? { mark, x: event.clientX, y: event.clientY } : null);
        }}
        onPointerLeave={() => onPoint(null)}
      >
        {isNear && <Painted {...props} />}
        <span class="sheet-number">{number}</span>
        {isNear && (
          <div class="boxes" aria-hidden="true">
            {on.map(({ mark, nth }) => {
              const place = mark.at[nth]!;
              return 'page' in place ? (
                <div
                  key={`${mark.index}/${nth}`}
                  class={classOf(mark, place.box, size)}
                  style={within(place.box, size)}
                />
              ) : null;
            })}
          </div>
        )}
        {litBoxes.length > 0 && (
          <div class="boxes" aria-hidden="true">
            {litBoxes.map(({ box, nth }) => (
              <div key={nth} class={nth === lit!.nth ? 'lit lit-asked' : 'lit'} style={within(box, size)} />
            ))}
          </div>
        )}
        {litBoxes.length > 0 && lit!.at.length > 1 && (
          <div class="boxes is-opaque" aria-hidden="true">
            {litBoxes.map(({ box, nth }) => (
              <div key={nth} class="lit-corner" style={within(box, size)}>
                <span class="lit-number">{`${nth + 1}/${lit!.at.length}`}</span>
              </div>
            ))}
          </div>
        )}
      </div>
    );
  },
  (before, after) => {
    const isLit = (props: PdfSheetProps) => props.isAsked || boxesOn(props.lit, props.number).length > 0;
    return (
      before.pdf === after.pdf &&
      before.scale === after.scale &&
      before.size.width === after.size.width &&
      before.size.height === after.size.height &&
      before.isKnown === after.isKnown &&
      before.shown === after.shown &&
      before.layers === after.layers &&
      (before.lit === after.lit || (!isLit(before) && !isLit(after)))
    );
  },
);

/** The picture and the text: painted again when the scale changes, the old one stretched until then. */
function Painted({ pdf, number, scale }: PdfSheetProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    const paintings: Painting[] = [];
    const paint = async () => {
      const page = await pdf.getPage(number);
      if (left) return;
      const fresh = document.createElement('canvas');
      const picture = paintPage(page, fresh, scale);
      paintings.push(picture);
      await picture.done;
      if (left) return;
      const target = canvas.current!;
      target.width = fresh.width;
      target.height = fresh.height;
      target.getContext('2d')!.drawImage(fresh, 0, 0);
      text.current!.replaceChildren();
      text.current!.style.setProperty('--total-scale-factor', String(scale));
      const words = layText(page, text.current!, scale);
      paintings.push(words);
      await words.done;
      if (!left) text.current!.dataset.ready = 'true';
    };
    paint().catch((error: Error) => left || setFailure(error.message));
    return () => {
      left = true;
      for (const each of paintings) each.cancel();
    };
  }, [pdf, number, scale]);
  return (
    <>
      <canvas ref={canvas} class="sheet-picture" role="img" aria-label={say(`第 ${number} 页`, `Page ${number}`)} />
      <div ref={text} class="sheet-text" />
      {failure !== null && (
        <p class="sheet-failure">
          {say('这一页无法显示', 'This page cannot be shown')}: {failure}
        </p>
      )}
    </>
  );
}

type Box = [x0: number, top: number, x1: number, bottom: number];

function boxesOn(lit: Lit | null, page: number): { box: Box; nth: number }[] {
  return (lit?.at ?? []).flatMap((place, nth) =>
    'page' in place && place.page === page ? [{ box: place.box, nth }] : [],
  );
}

/** What is found of a whole page is drawn around it, and not over all that stands there. */
const WIDE = 0.5;

function classOf({ layer }: Mark, [x0, top, x1, bottom]: Box, { width, height }: PageSize): string {
  const isWide = (x1 - x0) * (bottom - top) > WIDE * width * height;
  return `box layer-${layer}${isWide ? ' is-wide' : ''}`;
}

/** A box in shares of its page, so that it stays right at every zoom. */
function within([x0, top, x1, bottom]: Box, { width, height }: PageSize) {
  const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return {
    left: share(x0, width),
    top: share(top, height),
    width: share(x1 - x0, width),
    height: share(bottom - top, height),
  };
}

/** How far beside a box a click still means it, in points: a finger is wide, and lines of text are thin. */
const TOLERANCE = 1.5;

function marksUnder(event: MouseEvent, shown: readonly Shown[], sheet: HTMLElement, size: PageSize): Mark | undefined {
  const at = sheet.getBoundingClientRect();
  const x = ((event.clientX - at.left) / at.width) * size.width;
  const y = ((event.clientY - at.top) / at.height) * size.height;
  const under = shown.filter(({ mark, nth }) => {
    const place = mark.at[nth]!;
    if (!('page' in place)) return false;
    const [x0, top, x1, bottom] = place.box;
    return x >= x0 - TOLERANCE && x <= x1 + TOLERANCE && y >= top - TOLERANCE && y <= bottom + TOLERANCE;
  });
  return meant(under)?.mark;
}
