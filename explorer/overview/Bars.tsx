/** Counts as bars, the most important and then the largest first; the number stands beside each bar, so nothing is told by length alone. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { say } from '../app/language.js';
import { count } from '../app/numbers.js';

/** Bars that are shown before somebody asks for more. */
const FEW = 12;

export interface Bar {
  label: ComponentChildren;
  n: number;
  href: string;
  /** The least comes first, whatever its count. */
  rank?: number;
}

interface BarsProps {
  rows: Bar[];
  /** What is said where there are no rows. */
  none?: string;
  /** In several columns, where there is room. */
  isWide?: boolean;
}

export function Bars({ rows, none = say('没有', 'None'), isWide = false }: BarsProps) {
  const [all, setAll] = useState(false);
  if (rows.length === 0) return <p class="quiet">{none}</p>;
  const sorted = [...rows].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || b.n - a.n);
  const most = Math.max(...rows.map(({ n }) => n));
  return (
    <>
      <ul class={isWide ? 'bars bars-wide' : 'bars'}>
        {(all ? sorted : sorted.slice(0, FEW)).map(({ label, n, href }) => (
          <li>
            <a href={href}>
              <span class="bars-label">{label}</span>
              <span class="bars-number">{count(n)}</span>
              <span class="bars-track" aria-hidden="true">
                <span style={{ width: `${(n / most) * 100}%` }} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {sorted.length > FEW && (
        <button type="button" class="no-print" onClick={() => setAll(!all)}>
          {all ? say('收起', 'Fewer') : say(`全部 ${sorted.length} 项`, `All ${sorted.length}`)}
        </button>
      )}
    </>
  );
}
