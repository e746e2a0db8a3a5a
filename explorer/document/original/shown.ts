/** What every viewer of an original is given, and what it tells. */
import type { Place } from '../../../pipeline/explorer/api.js';
import type { Layer, Mark, MarkIndex, Shown } from '../marks.js';

/** The places of what is chosen; all are lit, and the view goes to the one at `nth`. */
export interface Lit {
  at: Place[];
  nth: number;
  /** Another number whenever the reader asks to be led there. */
  asked: number;
}

export interface OriginalProps {
  id: string;
  index: MarkIndex;
  /** The layers that are switched on. */
  layers: ReadonlySet<Layer>;
  lit: Lit | null;
  /** 1 is what fits. */
  zoom: number;
  onChoose(mark: Mark): void;
  /** Where the pointer is over marks; null where it is over none. */
  onPoint(pointed: Pointed | null): void;
  /** Keys that are pressed where the application does not hear them. */
  onKey(event: KeyboardEvent): void;
  /** The page at the top of what is seen, for those that have pages. */
  onPage(page: number, pages: number): void;
}

export interface Pointed {
  mark: Mark;
  /** In CSS pixels of the window. */
  x: number;
  y: number;
}

export function switchedOn(shown: readonly Shown[], layers: ReadonlySet<Layer>): Shown[] {
  return shown.filter(({ mark }) => layers.has(mark.layer));
}

/** The layers of what lies there, for the style sheet. */
export function layersOf(shown: readonly Shown[]): string {
  return [...new Set(shown.map(({ mark }) => mark.layer))].join(' ');
}

/** Whether somebody is selecting text, who does not mean to choose a box. */
export function isSelecting(selection: Selection | null): boolean {
  return selection !== null && !selection.isCollapsed && selection.toString().trim() !== '';
}

/** What somebody does who wants to look elsewhere. */
const TURNING_AWAY = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Brings what is asked for within a part of the original into view, and keeps it there until somebody turns away: parts
 * above it are drawn only as they come near, and are seldom as high as they were thought. Returns how to stop.
 */
export function keepInView(part: HTMLElement): () => void {
  const scroller = part.closest<HTMLElement>('.scroller')!;
  const bring = () => {
    const box = part.querySelector('.lit-asked');
    if (box) bringIntoView(scroller, box.getBoundingClientRect());
  };
  const observer = new ResizeObserver(bring);
  const stop = () => {
    observer.disconnect();
    for (const event of TURNING_AWAY) removeEventListener(event, stop);
  };
  bring();
  observer.observe(scroller.firstElementChild!);
  for (const event of TURNING_AWAY) addEventListener(event, stop, { passive: true });
  return stop;
}

/** Scrolls as little as is needed to bring a part of an element into the view of its scroller, with some air around. */
function bringIntoView(scroller: HTMLElement, box: DOMRect): void {
  const view = scroller.getBoundingClientRect();
  const air = Math.min(80, view.height / 6);
  const isSeen = box.top >= view.top + 8 && box.bottom <= view.bottom - 8;
  if (!isSeen) {
    const wanted = box.height + 2 * air > view.height ? air : (view.height - box.height) / 2;
    scroller.scrollTop += box.top - view.top - wanted;
  }
  if (box.left < view.left || box.right > view.right) {
    scroller.scrollLeft += box.left - view.left - Math.max(16, (view.width - box.width) / 2);
  }
}
