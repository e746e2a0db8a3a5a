/**
 * A web page, made harmless by the server, in a frame without scripts. What was read is marked by attributes on its own
 * elements, found by the `data-path` that the server put there.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { addressOf } from '../../app/client.js';
import { say } from '../../app/language.js';
import { meant, type Shown } from '../marks.js';
import { Elsewhere } from './Elsewhere.js';
import frameStyle from './html-original.css?inline';
import { isSelecting, type Lit, layersOf, type OriginalProps, switchedOn } from './shown.js';

const LAYERS = 'data-gongkai-layers';
const LIT = 'data-gongkai-lit';

interface Frame {
  document: Document;
  byPath: Map<string, HTMLElement>;
}

export function HtmlOriginal(props: OriginalProps) {
  const { id, index, layers, lit, zoom } = props;
  const element = useRef<HTMLIFrameElement>(null);
  const [frame, setFrame] = useState<Frame | null>(null);
  const latest = useRef(props);
  latest.current = props;

  const onLoad = () => {
    const document = element.current?.contentDocument;
    if (!document) return;
    const style = document.createElement('style');
    style.textContent = frameStyle;
    document.head.append(style);
    const byPath = new Map<string, HTMLElement>();
    for (const each of document.querySelectorAll<HTMLElement>('[data-path]')) byPath.set(each.dataset.path!, each);
    listenIn(document, element.current!, latest);
    setFrame({ document, byPath });
  };

  useEffect(() => {
    if (!frame) return;
    for (const each of frame.document.querySelectorAll(`[${LAYERS}]`)) each.removeAttribute(LAYERS);
    for (const [path, shown] of index.paths) {
      const on = switchedOn(shown, layers);
      if (on.length > 0) frame.byPath.get(path)?.setAttribute(LAYERS, layersOf(on));
    }
  }, [frame, index, layers]);

  useEffect(() => {
    if (frame) light(frame, lit);
  }, [frame, lit]);

  useEffect(() => {
    if (frame) frame.document.documentElement.style.zoom = String(zoom);
  }, [frame, zoom]);

  const place = lit?.at[lit.nth];
  const path = place && 'path' in place ? place.path : null;
  return (
    <>
      {frame && path !== null && !frame.byPath.has(path) && <Elsewhere path={path} />}
      <iframe
        ref={element}
        class="original-frame"
        title={say('原网页（脚本已停用）', 'The original page (without its scripts)')}
        src={addressOf('/api/documents/:id/page', { id }, {})}
        sandbox="allow-same-origin"
        onLoad={onLoad}
      />
    </>
  );
}

function light({ document, byPath }: Frame, lit: Lit | null): void {
  for (const each of document.querySelectorAll(`[${LIT}]`)) each.removeAttribute(LIT);
  lit?.at.forEach((place, nth) => {
    const element = 'path' in place ? byPath.get(place.path) : undefined;
    if (!element) return;
    element.setAttribute(LIT, lit.at.length > 1 ? `${nth + 1}/${lit.at.length}` : '');
    if (nth !== lit.nth) return;
    const { top, bottom } = element.getBoundingClientRect();
    const height = document.documentElement.clientHeight;
    if (top < 8 || bottom > height - 8) element.scrollIntoView({ block: bottom - top > height ? 'start' : 'center' });
  });
}

/** The frame has no scripts; these listeners are of the application around it. */
function listenIn(inner: Document, frame: HTMLIFrameElement, latest: { current: OriginalProps }): void {
  const markAt = (event: Event) => {
    const { index, layers } = latest.current;
    // An instanceof of this window is false for elements of the frame.
    let element = (event.target as Element | null)?.closest?.<HTMLElement>(`[${LAYERS}]`);
    for (; element; element = element.parentElement?.closest<HTMLElement>(`[${LAYERS}]`)) {
      const shown: Shown[] = switchedOn(index.at(element.dataset.path ?? ''), layers);
      if (shown.length > 0) return meant(shown)?.mark;
    }
    return undefined;
  };
  inner.addEventListener('click', (event) => {
    // Links of the page lead nowhere in here.
    event.preventDefault();
    const mark = markAt(event);
    if (mark && !isSelecting(inner.getSelection())) latest.current.onChoose(mark);
  });
  inner.addEventListener('pointermove', (event) => {
    const mark = event.buttons === 0 ? markAt(event) : undefined;
    const { left, top } = frame.getBoundingClientRect();
    latest.current.onPoint(mark ? { mark, x: left + event.clientX, y: top + event.clientY } : null);
  });
  inner.addEventListener('pointerleave', () => latest.current.onPoint(null));
  inner.addEventListener('keydown', (event) => latest.current.onKey(event));
}
