/** Larger, smaller, fit; and which page is seen. */
import { say } from '../app/language.js';

/** Each step makes it larger by so much. */
const STEP = 1.25;
const LEAST = 0.4;
const MOST = 5;

export function zoomed(zoom: number, how: 'larger' | 'smaller' | 'fit'): number {
  if (how === 'fit') return 1;
  const next = how === 'larger' ? zoom * STEP : zoom / STEP;
  // Steps there and back meet at 1 again.
  return Math.min(MOST, Math.max(LEAST, Math.round(next * 1000) / 1000));
}

interface ZoomBarProps {
  zoom: number;
  onZoom(zoom: number): void;
  page: { page: number; pages: number } | null;
}

export function ZoomBar({ zoom, onZoom, page }: ZoomBarProps) {
  return (
    <span class="zoom">
      <button
        type="button"
        onClick={() => onZoom(zoomed(zoom, 'smaller'))}
        aria-label={say('缩小（-）', 'Smaller (-)')}
      >
        −
      </button>
      <button type="button" onClick={() => onZoom(1)} title={say('适合宽度（0）', 'Fit the width (0)')}>
        {Math.round(zoom * 100)}%
      </button>
      <button type="button" onClick={() => onZoom(zoomed(zoom, 'larger'))} aria-label={say('放大（+）', 'Larger (+)')}>
        +
      </button>
      {page && (
        <span class="page-number" title={say('页', 'Page')}>
          {page.page} / {page.pages}
        </span>
      )}
    </span>
  );
}
