/** The head of a column that can be sorted by: up, down, not any more. */
import type { ComponentChildren } from 'preact';

interface SortHeaderProps {
  column: string;
  /** What it is sorted by now: a column, with `-` before it for descending. */
  sort: string;
  onSort: (sort: string) => void;
  class?: string;
  title?: string;
  children: ComponentChildren;
  /** What stands beside the button. */
  beside?: ComponentChildren;
}

export function SortHeader({ column, sort, onSort, class: name, title, children, beside }: SortHeaderProps) {
  const [up, down] = [sort === column, sort === `-${column}`];
  return (
    <th scope="col" class={name} aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}>
      <button type="button" class="sort" title={title} onClick={() => onSort(up ? `-${column}` : down ? '' : column)}>
        {children}
        <span class="sort-mark" aria-hidden="true">
          {up ? '↑' : down ? '↓' : ''}
        </span>
      </button>
      {beside}
    </th>
  );
}
