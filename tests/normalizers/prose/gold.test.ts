/** Prose of the seeds and of other counties, against what was read by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEvaluations } from '../../../normalizers/prose/evaluations.js';
import { readStatistics } from '../../../normalizers/prose/statistics.js';
import type { Evaluation, Statistic } from '../../../normalizers/record.js';
import { lexicon, paragraphsOf } from './paragraphs.js';

const SEEDS = [
  'cn-jilin-dehui-2024-targets-cell-lines',
  'cn-jilin-dehui-2023-evaluations-prose',
  'cn-liaoning-shenyang-tiexi-2024-targets-shifted',
  'cn-shandong-pingyin-2024-targets-scan-text',
  'cn-sichuan-panzhihua-dong-2024-report-prose',
];
/** Documents of other counties whose truth was made by someone else than these rules. */
const OTHERS = [
  'cn-guizhou-meitan-2024-report-prose-only',
  'cn-jiangxi-yingtan-2023-evaluation-summaries-other-wording',
];

interface Gold {
  document: { fiscal_year: number };
  statistics: Statistic[];
  evaluations: Evaluation[];
}

function readCorpus(slug: string) {
  const folder = new URL(`../../../corpora/documents/${slug}/`, import.meta.url);
  const gold: Gold = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8'));
  const paragraphs = paragraphsOf(readFileSync(new URL('original.txt', folder), 'utf8'));
  const context = { fiscalYear: gold.document.fiscal_year };
  const prose = readEvaluations(paragraphs, context, lexicon);
  const rest = paragraphs.filter((paragraph) => !prose.used.has(paragraph));
  return { gold, prose, paragraphs, ...readStatistics(rest, context, lexicon) };
}

const overlap = (a: string, b: string): boolean => {
  for (let i = 0; i + 4 <= a.length; i++) if (b.includes(a.slice(i, i + 4))) return true;
  return a === b;
};

type Figure = Pick<Statistic, 'value' | 'unit' | 'fiscal_year' | 'quote'>;

/** How many of the expected figures were read, and how many were read beyond them. */
function compare<T extends Figure>(expected: readonly T[], read: readonly T[], same: (a: T, b: T) => boolean) {
  const left = [...read];
  let found = 0;
  for (const gold of expected) {
    const i = left.findIndex(
      (one) => one.value === gold.value && one.unit === gold.unit && overlap(one.quote, gold.quote) && same(one, gold),
    );
    if (i < 0) continue;
    left.splice(i, 1);
    found += 1;
  }
  return { found, beyond: left.length };
}

const whole = (a: Statistic, b: Statistic) => a.metric === b.metric && a.fiscal_year === b.fiscal_year;

describe('the gold', () => {
  it.each(SEEDS)('statistics of %s: all, and none beyond', (slug) => {
    const { gold, statistics } = readCorpus(slug);
    const read = statistics as Statistic[];
    expect(compare(gold.statistics, read, whole)).toEqual({ found: gold.statistics.length, beyond: 0 });
  });

  it.each(OTHERS)('statistics of %s: nine in ten, and few beyond', (slug) => {
    const { gold, statistics } = readCorpus(slug);
    const { found, beyond } = compare(
      gold.statistics,
      statistics as Statistic[],
      (a, b) => a.fiscal_year === b.fiscal_year,
    );
    expect(found).toBeGreaterThanOrEqual(gold.statistics.length * 0.9);
    expect(beyond).toBeLessThanOrEqual(gold.statistics.length * 0.1);
  });

  it.each(['cn-jilin-dehui-2023-evaluations-prose', OTHERS[1] as string])(
    'evaluations of %s, in every field',
    (slug) => {
      const { gold, prose } = readCorpus(slug);
      const fields = ({ facts, evidence, id, ...rest }: Partial<Evaluation>) => rest;
      expect(prose.evaluations.map((one) => fields(one as Partial<Evaluation>))).toEqual(gold.evaluations.map(fields));
      expect(prose.findings).toEqual([]);
      gold.evaluations.forEach((one, i) => {
        const facts = (prose.evaluations[i]?.facts ?? []) as Statistic[];
        const same = (a: Statistic, b: Statistic) => a.fiscal_year === b.fiscal_year;
        expect(compare(one.facts ?? [], facts, same)).toEqual({ found: one.facts?.length ?? 0, beyond: 0 });
      });
    },
  );

  it('every value leads to the line that it stands on', () => {
    const { statistics, prose } = readCorpus('cn-jilin-dehui-2023-evaluations-prose');
    expect(statistics[0]).toMatchObject({
      quote: '绩效监控覆盖部门预算一级项目169个',
      evidence: { value: { raw: '169个', at: [{ line: 10, length: 4 }] } },
    });
    const [, , third] = prose.evaluations;
    expect(third?.evidence).toMatchObject({
      project_name: { raw: '农村环卫外包服务费' },
      budget_wan: { raw: '全年预算数5333.5万元', at: [{ line: 77 }] },
      fiscal_year: { raw: '2023年' },
      problems_text: { at: [{ line: 81, column: 1 }] },
    });
  });

  it('85, 86 and 82 units are a contradiction to look at', () => {
    const { findings } = readCorpus('cn-sichuan-panzhihua-dong-2024-report-prose');
    expect(findings).toMatchObject([{ code: 'prose/contradictory-count', severity: 'info' }]);
    expect(findings[0]?.message).toContain('85, 86, 82');
  });
});
