/** Many records that are looked at one by one: folded where there are many, with a filter by name. */
import { type ComponentChildren, Fragment } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { say } from '../../app/language.js';
import { useOpened } from '../context.js';
import { MoreButton, useSome } from './InParts.js';

/** So many are unfolded from the beginning; of more, the first. */
const OPEN_AT_FIRST = 3;
/** From so many on there is a filter. */
const MANY = 8;

interface CardsProps<Item> {
  items: readonly Item[];
  nameOf(item: Item): string;
  nothing: string;
  children(item: Item, isOpen: boolean, onFold: () => void): ComponentChildren;
}

export function Cards<Item extends { id: string }>({ items, nameOf, nothing, children }: CardsProps<Item>) {
  const { parts, choice } = useOpened();
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(items.slice(0, items.length <= OPEN_AT_FIRST ? OPEN_AT_FIRST : 1).map(({ id }) => id)),
  );
  const [words, setWords] = useState('');
  const record = choice?.kind === 'value' || choice?.kind === 'record' ? choice.record : null;
  const part = record === null ? undefined : parts.get(record);
  const wanted = part?.within?.id ?? part?.id ?? null;
  useEffect(() => {
    if (wanted === null || !items.some(({ id }) => id === wanted)) return;
    setOpen((now) => (now.has(wanted) ? now : new Set([...now, wanted])));
    setWords('');
  }, [wanted, record]);
  const found = useMemo(() => {
    const sought = words.trim();
    return sought === '' ? items : items.filter((item) => nameOf(item).includes(sought));
  }, [items, words]);
  const { some, more } = useSome(
    found.length,
    found.findIndex(({ id }) => id === wanted),
  );
  const fold = (id: string) =>
    setOpen((now) => new Set(now.has(id) ? [...now].filter((each) => each !== id) : [...now, id]));
  if (items.length === 0) return <p class="quiet">{nothing}</p>;
  return (
    <>
      {items.length >= MANY && (
        <p class="cards-filter">
          <input
            type="search"
            value={words}
            aria-label={say('按名称筛选', 'Filter by name')}
            placeholder={say('按名称或部门筛选', 'Filter by name or department')}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
          <span class="quiet small">
            {found.length} / {items.length}
          </span>
        </p>
      )}
      {found.slice(0, some).map((item, i) => (
        <Fragment key={`${item.id}/${i}`}>{children(item, open.has(item.id), () => fold(item.id))}</Fragment>
      ))}
      {some < found.length && <MoreButton left={found.length - some} onMore={more} />}
    </>
  );
}
