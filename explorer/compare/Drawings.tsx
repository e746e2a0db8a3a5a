/** The drawings of a family, at the width that there is; a click at a dot goes to the page where it was printed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Group, Target } from '../../pipeline/explorer/api.js';
import { say } from '../app/language.js';
import { go, hrefOf } from '../app/route.js';
import { ScrollFrame } from '../app/ScrollFrame.js';

interface DrawingsProps {
  name: string;
  unit: string;
  targets: Target[];
  groups: Group[];
}

/** The library is large, and only this view wants it. */
const plots = () => import('./plot.js');

export function Drawings({ name, unit, targets, groups }: DrawingsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (width === 0) return;
    let isOver = false;
    plots().then(({ drawCounties, drawYears }) => {
      if (isOver) return;
      const drawn = [drawYears, drawCounties].map((draw) => draw({ name, unit, targets, groups, width }));
      frame.current?.replaceChildren(...drawn.filter((each) => each !== null));
    });
    return () => {
      isOver = true;
    };
  }, [name, unit, targets, groups, width]);
  const open = (event: MouseEvent) => {
    const svg = (event.target as Element).closest('svg') as (SVGSVGElement & { value?: Target | null }) | null;
    const target = svg?.value;
    if (target) go(hrefOf(['documents', target.document_id], { record: target.indicator_id, field: 'raw_value' }));
  };
  return (
    <figure class="drawings">
      <ScrollFrame class="drawings-scroll" label={say('图', 'Drawings')}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table below has the same links for the keyboard */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
        <div ref={frame} class="drawings-frame" onClick={open} />
      </ScrollFrame>
      <figcaption class="small quiet">
        {say(
          '每点一个目标；竖线（横线）为中位数，底色为四分位之间；菱形为离群值（Tukey：超出四分位距 1.5 倍，至少 5 个值）。点击可看原文。',
          'A dot is a target; the line is the median, the shade lies between the quartiles; diamonds are outliers (Tukey: 1.5 interquartile ranges beyond, of at least 5 values). Click to see the page.',
        )}
      </figcaption>
    </figure>
  );
}
