/** The line between the original and the record, which can be moved by pointer and by keyboard. */
import { useState } from 'preact/hooks';
import { say } from '../app/language.js';

const KEY = 'gongkai-split';
const LEAST = 25;
const MOST = 75;
const AT_FIRST = 54;

/** Share of the width that the original has, in percent; kept in this browser. */
export function useSplit(): [split: number, setSplit: (split: number) => void] {
  const [split, setSplit] = useState(() => limited(Number(localStorage.getItem(KEY)) || AT_FIRST));
  return [
    split,
    (wanted) => {
      setSplit(limited(wanted));
      localStorage.setItem(KEY, String(limited(wanted)));
    },
  ];
}

export function Splitter({ split, onSplit }: { split: number; onSplit(split: number): void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved
    <div
      class="splitter"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={say('调整原件宽度', 'Width of the original')}
      aria-valuenow={Math.round(split)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const { left, width } = event.currentTarget.parentElement!.getBoundingClientRect();
        onSplit((100 * (event.clientX - left)) / width);
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onSplit(split - 2);
        else if (event.key === 'ArrowRight') onSplit(split + 2);
      }}
    />
  );
}

function limited(split: number): number {
  return Math.min(MOST, Math.max(LEAST, split));
}
