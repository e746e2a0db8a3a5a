/** Rows of a long table, a few hundred at first, and more when they are asked for. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { say } from '../../app/language.js';

const AT_ONCE = 200;

/** How many of a long list are drawn: always so many that the wanted one (−1 for none) is among them. */
export function useSome(count: number, wanted: number): { some: number; more: () => void } {
  const [some, setSome] = useState(Math.max(AT_ONCE, wanted + 20));
  useEffect(() => {
    if (wanted >= some) setSome(wanted + 20);
  }, [wanted]);
  return { some: Math.min(count, Math.max(some, wanted + 1)), more: () => setSome((now) => now + AT_ONCE) };
}

export function InParts<Item>({
  items,
  wanted,
  columns,
  children,
}: {
  items: readonly Item[];
  wanted: number;
  columns: number;
  children: (item: Item) => ComponentChildren;
}) {
  const { some, more } = useSome(items.length, wanted);
  return (
    <tbody>
      {items.slice(0, some).map(children)}
      {some < items.length && (
        <tr>
          <td colSpan={columns}>
            <MoreButton left={items.length - some} onMore={more} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

export function MoreButton({ left, onMore }: { left: number; onMore(): void }) {
  return (
    <button type="button" onClick={onMore}>
      {say(`再显示（还有 ${left} 条）`, `Show more (${left} left)`)}
    </button>
  );
}
