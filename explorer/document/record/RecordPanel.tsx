/** What was read of the document: one kind of record at a time, by tabs. */
import { useEffect, useRef } from 'preact/hooks';
import { say } from '../../app/language.js';
import { useOpened } from '../context.js';
import { Cards } from './Cards.js';
import { ChecksList } from './ChecksList.js';
import { CorrectionsList } from './CorrectionsList.js';
import { DocumentFacts } from './DocumentFacts.js';
import { EvaluationCard } from './EvaluationCard.js';
import { FindingsList } from './FindingsList.js';
import { ProjectCard } from './ProjectCard.js';
import { ListingTable, StatisticTable } from './SmallTables.js';

export const TABS = [
  'projects',
  'evaluations',
  'listings',
  'statistics',
  'findings',
  'checks',
  'corrections',
  'document',
] as const;
export type Tab = (typeof TABS)[number];

const TAB_OF_TYPE: Record<string, Tab> = {
  document: 'document',
  listing: 'listings',
  project: 'projects',
  task: 'projects',
  indicator: 'projects',
  evaluation: 'evaluations',
  fact: 'evaluations',
  statistic: 'statistics',
};

export function tabOfType(type: string): Tab {
  return TAB_OF_TYPE[type] ?? 'document';
}

export function RecordPanel({ tab, onTab }: { tab: Tab; onTab(tab: Tab): void }) {
  const { view, chosen } = useOpened();
  const { record } = view;
  const body = useRef<HTMLDivElement>(null);
  useShownChoice(body, chosen, tab);
  const failed = view.checks.filter(({ verdict }) => verdict === 'fail').length;
  const tabs: { tab: Tab; name: string; count: number | null }[] = [
    { tab: 'projects', name: say('项目', 'Projects'), count: record.projects.length },
    { tab: 'evaluations', name: say('评价', 'Evaluations'), count: record.evaluations.length },
    { tab: 'listings', name: say('清单', 'Listings'), count: record.listings.length },
    { tab: 'statistics', name: say('统计', 'Statistics'), count: record.statistics.length },
    { tab: 'findings', name: say('问题', 'Findings'), count: record.findings.length },
    { tab: 'checks', name: say('核查', 'Checks'), count: failed },
    { tab: 'corrections', name: say('更正', 'Corrections'), count: view.corrections.length },
    { tab: 'document', name: say('文件', 'Document'), count: null },
  ];
  const OPTIONAL = new Set<Tab>(['evaluations', 'listings', 'statistics', 'corrections']);
  const offered = tabs.filter((each) => each.count !== 0 || !OPTIONAL.has(each.tab) || each.tab === tab);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = offered.findIndex((each) => each.tab === tab);
    const next = offered[(at + step + offered.length) % offered.length]!;
    onTab(next.tab);
    document.getElementById(`tab-${next.tab}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={say('识别结果', 'What was read')} onKeyDown={onKeyDown}>
        {offered.map((each) => (
          <button
            key={each.tab}
            type="button"
            role="tab"
            id={`tab-${each.tab}`}
            aria-controls="record-body"
            aria-selected={each.tab === tab}
            tabIndex={each.tab === tab ? 0 : -1}
            onClick={() => onTab(each.tab)}
          >
            {each.name}
            {each.count !== null && <span class="count">{each.count}</span>}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls has to be reached by the keyboard */}
      <div class="record-body" id="record-body" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0} ref={body}>
        {tab === 'projects' && (
          <Cards
            items={record.projects}
            nameOf={({ name, department }) => `${name ?? ''} ${department ?? ''}`}
            nothing={say('没有读出绩效表。', 'No forms were read.')}
          >
            {(project, isOpen, onFold) => <ProjectCard project={project} isOpen={isOpen} onFold={onFold} />}
          </Cards>
        )}
        {tab === 'evaluations' && (
          <Cards
            items={record.evaluations}
            nameOf={({ project_name }) => project_name ?? ''}
            nothing={say('没有读出绩效评价。', 'No evaluations were read.')}
          >
            {(evaluation, isOpen, onFold) => <EvaluationCard evaluation={evaluation} isOpen={isOpen} onFold={onFold} />}
          </Cards>
        )}
        {tab === 'listings' && <ListingTable rows={record.listings} />}
        {tab === 'statistics' && <StatisticTable rows={record.statistics} />}
        {tab === 'findings' && <FindingsList />}
        {tab === 'checks' && <ChecksList />}
        {tab === 'corrections' && <CorrectionsList />}
        {tab === 'document' && <DocumentFacts />}
      </div>
    </>
  );
}

/** Brings what is chosen into the view of the record, once it is drawn. */
function useShownChoice(body: { current: HTMLElement | null }, chosen: unknown, tab: Tab): void {
  useEffect(() => {
    // Cards that have to be unfolded first are drawn a moment later.
    const frame = requestAnimationFrame(() => {
      const element = body.current?.querySelector<HTMLElement>('.value[aria-pressed="true"], .is-chosen');
      const view = body.current?.getBoundingClientRect();
      if (!element || !view) return;
      const { top, bottom } = element.getBoundingClientRect();
      if (top < view.top || bottom > view.bottom) element.scrollIntoView({ block: 'center' });
    });
    return () => cancelAnimationFrame(frame);
  }, [chosen, tab]);
}
