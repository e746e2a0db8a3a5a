/** What most needs a human eye, the doubtful first: looked at, accepted or corrected one after the other. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Review, ReviewRow } from '../../pipeline/explorer/api.js';
import { Answer } from '../app/Answer.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { count } from '../app/numbers.js';
import { Pager } from '../app/Pager.js';
import { currentRoute, goWith } from '../app/route.js';
import { useTitle } from '../app/title.js';
import { Doubt } from './Doubt.js';
import { ReviewWays } from './ReviewWays.js';
import './review.css';

/** Doubts of a page. */
const PAGE = 50;

export function ReviewPage({ query }: { query: URLSearchParams }) {
  useTitle(say('复核', 'Review'));
  const offset = Math.max(0, Number.parseInt(query.get('offset') ?? '0', 10) || 0);
  const loaded = useLoaded(`review ${offset}`, (signal) =>
    get('/api/review', { query: { offset, limit: PAGE }, signal }),
  );
  return (
    <>
      <ReviewWays chosen="queue" />
      <Answer loaded={loaded}>
        {(review) => <Queue key={offset} review={review} offset={offset} query={query} />}
      </Answer>
    </>
  );
}

const keyOf = ({ document_id: document, record_id: record, field, reason }: ReviewRow) =>
  JSON.stringify([document, record, field || reason]);

interface QueueProps {
  review: Review;
  offset: number;
  query: URLSearchParams;
}

function Queue({ review, offset, query }: QueueProps) {
  const { rows, total, complete } = review;
  const [done, setDone] = useState<ReadonlyMap<string, 'accepted' | 'corrected'>>(new Map());
  const list = useRef<HTMLOListElement>(null);
  const at = Math.min(rows.length - 1, Math.max(0, Number.parseInt(query.get('at') ?? '0', 10) || 0));
  const move = (to: number) => {
    if (to < 0 || to >= rows.length) return;
    goWith({ at: to || undefined }, { replace: true });
    list.current?.children[to]?.querySelector<HTMLElement>('.doubt-head')?.focus();
  };
  const finish = (row: ReviewRow, how: 'accepted' | 'corrected') => {
    const all = new Map(done).set(keyOf(row), how);
    setDone(all);
    const next = rows.findIndex((each, i) => i > at && !all.has(keyOf(each)));
    if (next !== -1) move(next);
  };
  // The handler is the one of the last drawing, without being taken off and put on at each.
  const step = useRef(move);
  step.current = move;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
      const now = Number(currentRoute().query.get('at') ?? 0);
      const current = list.current?.children[now];
      if (event.key === 'j' || event.key === 'n') step.current(now + 1);
      else if (event.key === 'k' || event.key === 'p') step.current(now - 1);
      else if (event.key === 'a') current?.querySelector<HTMLElement>('[data-key=accept]')?.click();
      else if (event.key === 'c') current?.querySelector<HTMLElement>('[data-key=correct]')?.click();
      else if (event.key === 'o') current?.querySelector<HTMLElement>('[data-key=open]')?.click();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  // Further down the queue is looked through when somebody comes there.
  const many = complete ? count(total) : `${count(total)}+`;
  if (total === 0) {
    return (
      <div class="notice">
        <p>{say('没有需要复核的内容。', 'There is nothing to review.')}</p>
      </div>
    );
  }
  return (
    <>
      <div class="tools">
        <p role="status">
          {say(
            `待复核 ${many} 处，本页已完成 ${count(done.size)} / ${rows.length}`,
            `${many} to review; ${count(done.size)} of ${rows.length} done on this page`,
          )}
        </p>
        <progress max={rows.length} value={done.size} aria-label={say('本页进度', 'Progress of this page')} />
        <p class="small quiet end keys">
          <kbd>j</kbd> {say('下一处', 'next')} <kbd>k</kbd> {say('上一处', 'before')} <kbd>a</kbd>{' '}
          {say('确认', 'accept')} <kbd>c</kbd> {say('更正', 'correct')} <kbd>o</kbd> {say('看原文', 'see the page')}
        </p>
      </div>
      <ol class="queue" ref={list}>
        {rows.map((row, i) => (
          <Doubt
            key={keyOf(row)}
            row={row}
            isCurrent={i === at}
            done={done.get(keyOf(row)) ?? null}
            onChoose={() => move(i)}
            onDone={(how) => finish(row, how)}
          />
        ))}
      </ol>
      <Pager
        total={total}
        offset={offset}
        limit={PAGE}
        isOpen={!complete}
        gone={done.size}
        what={say('处', 'doubts')}
      />
    </>
  );
}
