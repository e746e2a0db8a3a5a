/** Which part of a long list is shown, and the way to the others. */
import { say } from './language.js';
import { count } from './numbers.js';
import { goWith } from './route.js';

interface PagerProps {
  total: number;
  offset: number;
  limit: number;
  /** What is counted: 份文件. */
  what: string;
  /** There may be more than `total`. */
  isOpen?: boolean;
  /** Rows of those shown that have left the list meanwhile: the next ones have moved up. */
  gone?: number;
}

export function Pager({ total, offset, limit, what, isOpen = false, gone = 0 }: PagerProps) {
  const last = Math.max(0, Math.ceil(total / limit) - 1);
  const next = offset + limit - gone;
  const hasNext = isOpen || next < total - gone;
  const to = (wanted: number) => {
    // What was chosen on this page (`at`, by its number) is not chosen on another.
    goWith({ offset: Math.max(0, wanted) || undefined, at: undefined });
    document.querySelector('main .frame')?.scrollTo({ top: 0 });
  };
  return (
    <div class="pager">
      <span>
        {count(total === 0 ? 0 : offset + 1)}–{count(Math.min(total, offset + limit))} / {count(total)}
        {isOpen && '+'} {what}
      </span>
      {(offset > 0 || hasNext) && (
        <>
          <button type="button" disabled={offset === 0} onClick={() => to(offset - limit)}>
            ← {say('上一页', 'Previous')}
          </button>
          <button type="button" disabled={!hasNext} onClick={() => to(next)}>
            {say('下一页', 'Next')} →
          </button>
        </>
      )}
      {last > 0 && !isOpen && (
        <label>
          {say('第', 'Page')}{' '}
          <input
            class="pager-page"
            type="number"
            min={1}
            max={last + 1}
            value={Math.min(last, Math.floor(offset / limit)) + 1}
            onChange={(event) => {
              const page = Number.parseInt(event.currentTarget.value, 10) || 1;
              to((Math.min(last + 1, Math.max(1, page)) - 1) * limit);
            }}
          />{' '}
          / {count(last + 1)} {say('页', '')}
        </label>
      )}
    </div>
  );
}
