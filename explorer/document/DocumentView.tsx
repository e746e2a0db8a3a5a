/** The two sides of a document, what is chosen, and how one leads to the other. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Hits, DocumentView as View } from '../../pipeline/explorer/api.js';
import { get } from '../app/client.js';
import { say } from '../app/language.js';
import { useLoaded } from '../app/loading.js';
import { goWith } from '../app/route.js';
import { SearchField } from '../app/SearchField.js';
import { useTitle } from '../app/title.js';
import { type Choice, choiceIn, choose, resolve, sameChoice } from './choice.js';
import { type Opened, OpenedContext } from './context.js';
import { DocumentHead } from './DocumentHead.js';
import { Help } from './Help.js';
import { Inspector } from './Inspector.js';
import { keyOf } from './keys.js';
import { Legend, Stepper } from './Legend.js';
import { placeName } from './labels.js';
import { useLayers } from './layers.js';
import { inReadingOrder, LAYERS, type Layer, type Mark, MarkIndex, marksOf } from './marks.js';
import { Original } from './Original.js';
import type { Lit, Pointed } from './original/shown.js';
import { Pointing, useDescription } from './Pointing.js';
import { partsOf } from './parts.js';
import { RecordPanel, type Tab, tabOfType } from './record/RecordPanel.js';
import { Splitter, useSplit } from './split.js';
import { ZoomBar, zoomed } from './ZoomBar.js';

export function DocumentView({
  view,
  query,
  onCorrected,
}: {
  view: View;
  query: URLSearchParams;
  onCorrected(): void;
}) {
  const { record } = view;
  useTitle(record.document.title ?? say('文件', 'Document'));
  const parts = useMemo(() => partsOf(record), [record]);
  const words = query.get('search') ?? '';
  const hits = useHits(record.document.sha256, words);
  const marks = useMemo(() => marksOf(view, parts.values(), hits), [view, parts, hits]);
  const ordered = useMemo(() => inReadingOrder(marks), [marks]);
  const index = useMemo(() => new MarkIndex(marks), [marks]);
  const counts = useMemo(
    () =>
      LAYERS.filter((layer) => layer !== 'hit' || words !== '').map((layer) => ({
        layer,
        count: layer === 'hit' ? (hits?.hits.length ?? 0) : marks.filter((mark) => mark.layer === layer).length,
      })),
    [marks, hits, words],
  );
  const search = query.toString();
  const choice = useMemo(() => choiceIn(query), [search]);
  const chosen = useMemo(() => choice && resolve(choice, view, parts, hits), [choice, view, parts, hits]);

  const [{ nth, asked }, setPlace] = useState({ nth: 0, asked: 0 });
  const onPlace = (to: number) => setPlace((now) => ({ nth: to, asked: now.asked + 1 }));
  const lit = useMemo<Lit | null>(
    () => (chosen && chosen.at.length > 0 ? { at: chosen.at, nth: Math.min(nth, chosen.at.length - 1), asked } : null),
    [chosen, nth, asked],
  );

  const [tab, setTab] = useState<Tab>(() => firstTab(view));
  const [side, setSide] = useState<'original' | 'record'>('original');
  const [layers, switchLayer] = useLayers();
  const [stepped, setStepped] = useState<Layer>(() => counts.find(({ count }) => count > 0)?.layer ?? 'value');
  const [zoom, setZoom] = useState(1);
  const [page, setPage] = useState<{ page: number; pages: number } | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [helping, setHelping] = useState(false);
  const [split, setSplit] = useSplit();

  const tabOf = (next: Choice): Tab => {
    if (next.kind === 'hit') return tab;
    if (next.kind === 'finding') return 'findings';
    if (next.kind === 'check') return 'checks';
    return tabOfType(parts.get(next.record)?.type ?? 'document');
  };
  /** What was chosen here, and not by a link or the back button. */
  const own = useRef<Choice | null>(null);
  /** From the record a finding is chosen where it is met; from elsewhere it is shown in its list. */
  const chooseAnd = (next: Choice | null, showTab: boolean) => {
    own.current = next;
    setPlace((now) => ({ nth: 0, asked: now.asked + 1 }));
    if (!sameChoice(next, choice)) choose(next);
    if (next && showTab) setTab(tabOf(next));
  };
  // What a link names is shown on both sides.
  useEffect(() => {
    if (!choice || !chosen || sameChoice(choice, own.current)) return;
    own.current = choice;
    setPlace((now) => ({ nth: 0, asked: now.asked + 1 }));
    setTab(tabOf(choice));
  }, [choice, chosen !== null]);
  // Whoever comes from a search is led to the first hit, and steps through them.
  useEffect(() => {
    if (words !== '') setStepped('hit');
    else setStepped((now) => (now === 'hit' ? 'value' : now));
    if (words !== '' && hits && hits.hits.length > 0 && !choice) choose({ kind: 'hit', number: 1 });
  }, [words, hits]);

  const chooseMark = (mark: Mark) => {
    const now = mark.choices.findIndex((each) => sameChoice(each, choice));
    // One cell may belong to several records: another click leads to the next of them.
    chooseAnd(mark.choices[(now + 1) % mark.choices.length]!, true);
  };
  const steps = useMemo((): Choice[][] => {
    // Of hits each, also where several stand in one cell.
    if (stepped === 'hit') return (hits?.hits ?? []).map((_, i) => [{ kind: 'hit', number: i + 1 }]);
    return ordered.filter(({ layer }) => layer === stepped).map(({ choices }) => choices);
  }, [ordered, stepped, hits]);
  const at = steps.findIndex((choices) => choices.some((each) => sameChoice(each, choice)));
  const step = (by: 1 | -1) => {
    if (steps.length === 0) return;
    const next = at < 0 ? (by === 1 ? 0 : steps.length - 1) : (at + by + steps.length) % steps.length;
    if (!layers.has(stepped)) switchLayer(stepped);
    chooseAnd(steps[next]![0]!, true);
  };

  const onKey = (event: KeyboardEvent) => {
    const key = keyOf(event);
    if (key === null || helping) return;
    if (key === 'next' || key === 'previous') step(key === 'next' ? 1 : -1);
    else if (key === 'enter' && lit) onPlace((nth + (lit.at.length > 1 ? 1 : 0)) % lit.at.length);
    else if (key === 'escape' && choice) chooseAnd(null, false);
    else if (key === 'help') setHelping(true);
    else if (key === 'larger' || key === 'smaller' || key === 'fit') setZoom((now) => zoomed(now, key));
    else if (key === 'turn') setSide((now) => (now === 'original' ? 'record' : 'original'));
    else return;
    event.preventDefault();
  };
  const latestKey = useRef(onKey);
  latestKey.current = onKey;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => latestKey.current(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  const opened: Opened = useMemo(() => {
    const byRecord = new Map<string, ReturnType<Opened['findingsOf']>>();
    record.findings.forEach((finding, i) => {
      if (finding.record_id === undefined) return;
      const list = byRecord.get(finding.record_id) ?? [];
      byRecord.set(finding.record_id, [...list, { finding, number: i + 1 }]);
    });
    return {
      view,
      parts,
      choice,
      chosen,
      search: words,
      hits,
      findingsOf: (id) => byRecord.get(id) ?? [],
      onChoose: (next) => {
        chooseAnd(next, next?.kind === 'value' || next?.kind === 'record');
        // On a phone the two sides lie over each other, and a click asks to see where it stands.
        setSide('original');
      },
    };
  }, [view, parts, choice, chosen, words, hits]);

  const root = useRef<HTMLDivElement>(null);
  useRestOfWindow(root);
  return (
    <OpenedContext.Provider value={opened}>
      <div class={`document shows-${side}`} ref={root} style={{ '--split': `${split}%` }}>
        <DocumentHead
          view={view}
          onAbout={() => {
            setTab('document');
            setSide('record');
          }}
          onHelp={() => setHelping(true)}
        />
        <fieldset class="side-switch">
          <legend class="visually-hidden">{say('显示', 'Show')}</legend>
          {(['original', 'record'] as const).map((each) => (
            <button key={each} type="button" aria-pressed={side === each} onClick={() => setSide(each)}>
              {each === 'original' ? say('原件', 'Original') : say('识别结果', 'What was read')}
            </button>
          ))}
        </fieldset>
        <div class="sides-of-document">
          <section class="side-original" aria-label={say('原件', 'Original')}>
            <div class="original-bar">
              <SearchField
                value={words}
                label={say('在本文件中搜索', 'Search in this document')}
                onSearch={(text) => goWith({ search: text, hit: undefined }, { replace: true })}
                onAgain={(back) => step(back ? -1 : 1)}
              />
              <ZoomBar zoom={zoom} onZoom={setZoom} page={page} />
              <Stepper counts={counts} layer={stepped} at={at + 1} onLayer={setStepped} onStep={step} />
              <details class="legend-fold">
                <summary>{say('图层', 'Layers')}</summary>
                <Legend counts={counts} layers={layers} onSwitch={switchLayer} />
              </details>
            </div>
            <Original
              id={record.document.sha256}
              index={index}
              layers={layers}
              lit={lit}
              zoom={zoom}
              onChoose={chooseMark}
              onPoint={setPointed}
              onKey={(event) => latestKey.current(event)}
              onPage={(number, pages) =>
                setPage((now) => (now?.page === number && now.pages === pages ? now : { page: number, pages }))
              }
            />
          </section>
          <Splitter split={split} onSplit={setSplit} />
          <section class="side-record" aria-label={say('识别结果', 'What was read')}>
            {choice && !chosen && !(choice.kind === 'hit' && !hits) && (
              <NotFoundHere onClose={() => chooseAnd(null, false)} />
            )}
            <RecordPanel tab={tab} onTab={setTab} />
          </section>
          {chosen && (
            <Inspector
              chosen={chosen}
              nth={lit?.nth ?? 0}
              onPlace={(to) => {
                onPlace(to);
                setSide('original');
              }}
              onClose={() => chooseAnd(null, false)}
              onCorrected={onCorrected}
            />
          )}
        </div>
        {pointed && <Pointing pointed={pointed} />}
        <Announcement choice={choice} opened={opened} lit={lit} />
        {helping && <Help onClose={() => setHelping(false)} />}
      </div>
    </OpenedContext.Provider>
  );
}

/** Where the words stand; null as long as it is not known, and where nothing is searched. */
function useHits(id: string, search: string): Hits | null {
  const loaded = useLoaded(`${id} ${search}`, async (signal) =>
    search === '' ? null : get('/api/documents/:id/hits', { parts: { id }, query: { search }, signal }),
  );
  return loaded.state === 'there' ? loaded.value : null;
}

function firstTab({ record }: View): Tab {
  const tabs = ['projects', 'evaluations', 'listings', 'statistics'] as const;
  return tabs.find((tab) => record[tab].length > 0) ?? (record.findings.length > 0 ? 'findings' : 'document');
}

/** Tells those who do not see the box what is chosen, and where it stands. */
function Announcement({ choice, opened, lit }: { choice: Choice | null; opened: Opened; lit: Lit | null }) {
  const describe = useDescription();
  const place = lit?.at[lit.nth];
  const where = place ? `${placeName(place)}${lit.at.length > 1 ? `，${lit.nth + 1}/${lit.at.length}` : ''}` : '';
  return (
    <p class="visually-hidden" aria-live="polite">
      {choice && opened.chosen ? `${describe(choice, opened)}。${where}` : ''}
    </p>
  );
}

function NotFoundHere({ onClose }: { onClose(): void }) {
  return (
    <div class="notice" role="status">
      <p>{say('链接所指的内容不在这份文件中。', 'What the link names is not in this document.')}</p>
      <p class="quiet small">
        {say(
          '可能文件已更换，或新版识别给出了不同的记录。',
          'The document may have been replaced, or a newer version reads other records in it.',
        )}
      </p>
      <button type="button" onClick={onClose}>
        {say('知道了', 'Dismiss')}
      </button>
    </div>
  );
}

/** The view takes what the frame leaves of the window, and each side scrolls by itself. */
function useRestOfWindow(element: { current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const measure = () => {
      const root = element.current;
      if (root) root.style.setProperty('--document-top', `${root.getBoundingClientRect().top + scrollY}px`);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
}
