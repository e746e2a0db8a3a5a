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
}

export function Pager({ total, offset, limit, what }: PagerProps) {
  const last = Math.max(0, Math.ceil(total / limit) - 1);
  const page = Math.min(last, Math.floor(offset / limit));
  const to = (wanted: number) => {
    goWith({ offset: Math.min(last, Math.max(0, wanted)) * limit || undefined });
    document.querySelector('main .frame')?.scrollTo({ top: 0 });
  };
  const first = total === 0 ? 0 : offset + 1;
  return (
    <div class="pager">
      <span>
        {count(first)}–{count(Math.min(total, offset + limit))} / {count(total)} {what}
      </span>
      {last > 0 && (
        <>
          <button type="button" disabled={page === 0} onClick={() => to(page - 1)}>
            ← {say('上一页', 'Previous')}
          </button>
          <button type="button" disabled={page === last} onClick={() => to(page + 1)}>
            {say('下一页', 'Next')} →
          </button>
          <label>
            {say('第', 'Page')}{' '}
            <input
              class="pager-page"
              type="number"
              min={1}
              max={last + 1}
              value={page + 1}
              onChange={(event) => to((Number.parseInt(event.currentTarget.value, 10) || 1) - 1)}
            />{' '}
            / {count(last + 1)} {say('页', '')}
          </label>
        </>
      )}
    </div>
  );
}
