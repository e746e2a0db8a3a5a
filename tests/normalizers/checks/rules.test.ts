/** Each rule on a real document in which one printed thing is changed, and rules that hold for any numbers. */

import { beforeAll, describe, expect, it } from 'vitest';
import { checkRecord, RECORD_RULES } from '../../../normalizers/checks/rules/catalogue.js';
import { parseCheckLexicon } from '../../../normalizers/checks/rules/lexicon.js';
import type { Outcome } from '../../../normalizers/checks/rules/rule.js';
import { clausesOf, likeness, sharedRun } from '../../../normalizers/checks/rules/text.js';
import type { GongkaiRecord, Indicator } from '../../../normalizers/record.js';
import { divideHalfUp, sumOf } from '../../../normalizers/values/decimal.js';
import { someRecords } from '../../pipeline/dataset-records.js';
import fc from '../../properties.js';
import { corpusRecord, lexicon, type Seed, seedRecords } from './seeds.js';

let seeds: Record<Seed, GongkaiRecord>;
let managed: GongkaiRecord;
let summaries: GongkaiRecord;
let selfEvaluated: GongkaiRecord;
let listed: GongkaiRecord;
beforeAll(async () => {
  seeds = await seedRecords();
  managed = await corpusRecord('cn-guangxi-binyang-2024-management-report');
  summaries = await corpusRecord('cn-jiangxi-yingtan-2023-evaluation-summaries-other-wording');
  selfEvaluated = await corpusRecord('cn-anhui-jingxian-2024-self-evaluation');
  listed = await corpusRecord('cn-hunan-xintian-2024-listing-side-by-side-blocks');
});

const outcomesOf = (record: GongkaiRecord, rule: string): Outcome[] =>
  checkRecord(
    record,
    lexicon,
    RECORD_RULES.filter(({ id }) => id === rule),
  );
const failuresOf = (record: GongkaiRecord, rule: string) =>
  outcomesOf(record, rule).filter(({ verdict }) => verdict === 'fail');

/** The rules that fail after a change and did not before. */
function newlyFailed(record: GongkaiRecord, change: (copy: GongkaiRecord) => void): string[] {
  const copy = structuredClone(record);
  change(copy);
  const count = (outcomes: Outcome[], rule: string) =>
    outcomes.filter((one) => one.rule === rule && one.verdict === 'fail').length;
  const [before, after] = [checkRecord(record, lexicon), checkRecord(copy, lexicon)];
  return RECORD_RULES.flatMap(({ id }) => (count(after, id) > count(before, id) ? [id] : []));
}

/** Puts another value into a field. */
function set<T extends object, K extends keyof T>(thing: T, name: K, value: T[K]): void {
  thing[name] = value;
}

const named = (record: GongkaiRecord, name: string): Indicator =>
  record.projects.flatMap((project) => project.indicators).find((one) => one.name?.includes(name))!;

describe('one printed thing changed', () => {
  it('a part of the funds, a cost item, the total cost, the amount in the list', () => {
    expect(newlyFailed(seeds.S3, (copy) => set(copy.projects[0]!, 'budget_carryover_wan', 0.02))).toEqual(['A01']);
    expect(newlyFailed(seeds.S3, (copy) => set(named(copy, '云翠加压站建设项目费用'), 'value', 139.5))).toEqual([
      'A02',
    ]);
    expect(newlyFailed(seeds.S3, (copy) => set(copy.listings[4]!, 'amount_wan', 1585.25))).toEqual(['A05']);
    expect(newlyFailed(seeds.S3, (copy) => set(named(copy, '项目总成本'), 'value', 1000.5))).toEqual([
      'A02',
      'A03',
      'A45',
    ]);
  });

  it('funds in 元 under 万元 are told as such', () => {
    const copy = structuredClone(seeds.S3);
    copy.projects[0]!.budget_total_wan! *= 10_000;
    expect(failuresOf(copy, 'A03')[0]?.message.en).toContain('in 元');
  });

  it('rate, expenditure, grade and scores of an evaluation', () => {
    const evaluation = (copy: GongkaiRecord, seq: number) => copy.evaluations[seq - 1]!;
    expect(newlyFailed(seeds.S1, (copy) => set(evaluation(copy, 2), 'execution_rate_pct', 77.6))).toEqual(['A08']);
    expect(newlyFailed(seeds.S1, (copy) => set(evaluation(copy, 2), 'execution_rate_pct', 77.7))).toEqual([]); // 77.75 is a tie
    expect(newlyFailed(seeds.S1, (copy) => set(evaluation(copy, 4), 'expenditure_wan', 400.5))).toEqual(['A09']);
    expect(newlyFailed(seeds.S1, (copy) => set(evaluation(copy, 5), 'grade', '优'))).toEqual(['A13']);
    expect(newlyFailed(seeds.S1, (copy) => set(evaluation(copy, 5).dimension_scores[1]!, 'score', 14))).toEqual([
      'A14',
    ]);
    expect(newlyFailed(seeds.S1, (copy) => set(evaluation(copy, 5).dimension_scores[1]!, 'weight', 3))).toEqual([
      'A14',
    ]);
    // Half of the money spent, and nearly all points.
    const half = (copy: GongkaiRecord) => {
      Object.assign(evaluation(copy, 6), { expenditure_wan: 288, execution_rate_pct: 50 });
      for (const fact of evaluation(copy, 6).facts) if (fact.unit === '人次') fact.unit = '人';
    };
    expect(newlyFailed(seeds.S1, half)).toEqual(['A16']);
  });

  it('98% of 97.9999% is rounded, 98% of 97.3% is not', () => {
    const stated = (rate: number, raw: string, spent: number) => {
      const copy = structuredClone(seeds.S1);
      const [first] = copy.evaluations;
      Object.assign(first!, { budget_wan: 1000, expenditure_wan: spent, execution_rate_pct: rate });
      first!.evidence.execution_rate_pct!.raw = raw;
      return outcomesOf(copy, 'A08')[0]?.verdict;
    };
    expect(stated(98, '执行率98%', 976)).toBe('pass');
    expect(stated(98, '执行率98.0%', 976)).toBe('fail');
    expect(stated(98, '执行率98%', 973)).toBe('fail');
  });

  it('sub-budgets, headline amount and number of summaries', () => {
    const fact = (copy: GongkaiRecord) => copy.evaluations[4]!.facts[0]!;
    expect(newlyFailed(seeds.S1, (copy) => set(fact(copy), 'value', 310))).toEqual(['A10']);
    const headline = (copy: GongkaiRecord, metric: string) =>
      copy.statistics.find((statistic) => statistic.metric === metric)!;
    expect(newlyFailed(seeds.S1, (copy) => set(headline(copy, 'key_evaluation_amount'), 'value', 9643.5))).toEqual([
      'A11',
    ]);
    expect(newlyFailed(seeds.S1, (copy) => void copy.evaluations.pop())).toEqual(['A12']);
  });

  it('a headline in 亿元 may be rounded', () => {
    const rounded = (value: number, raw: string) => {
      const copy = structuredClone(summaries);
      const headline = copy.statistics.find(({ metric }) => metric === 'key_evaluation_amount')!;
      headline.value = value;
      headline.evidence.value!.raw = raw;
      return outcomesOf(copy, 'A11')[0]?.verdict;
    };
    expect(rounded(1.79, '1.79亿元')).toBe('pass'); // of 1.791
    expect(rounded(1.8, '1.8亿元')).toBe('pass');
    expect(rounded(1.78, '1.78亿元')).toBe('fail');
  });

  it('scores of a self-evaluation form', () => {
    expect(outcomesOf(selfEvaluated, 'A14').map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    expect(newlyFailed(selfEvaluated, (copy) => set(copy.evaluations[0]!, 'score', 99.5))).toEqual(['A14']);
    const indicator = (copy: GongkaiRecord) => copy.projects[1]!.indicators[1]!;
    expect(newlyFailed(selfEvaluated, (copy) => set(indicator(copy), 'score', 10.5))).toEqual(['A14']);
  });

  it('output in full although nothing was spent, in a form too', () => {
    const nothing = (copy: GongkaiRecord) => {
      Object.assign(copy.evaluations[0]!, { expenditure_wan: 0, execution_rate_pct: 0, score: 88.5 });
    };
    expect(newlyFailed(selfEvaluated, nothing)).toEqual(['A15']);
  });

  it('weights', () => {
    const weigh = (copy: GongkaiRecord, weight: number) => set(copy.projects[0]!.indicators[0]!, 'weight', weight);
    expect(newlyFailed(seeds.S0, (copy) => weigh(copy, 25))).toEqual(['A20', 'A21']);
    const shift = (copy: GongkaiRecord) => {
      weigh(copy, 15);
      copy.projects[0]!.indicators[3]!.weight = 20;
    };
    expect(newlyFailed(seeds.S0, shift)).toEqual(['A21']);
  });

  it('outcomes, grades, shares and repeated figures of a report', () => {
    const figure = (metric: string, value: number) => (copy: GongkaiRecord) => {
      copy.statistics.find((statistic) => statistic.metric === metric)!.value = value;
    };
    expect(newlyFailed(managed, figure('ex_ante_rejected_projects', 7))).toEqual(['A17']);
    // 4 优, 8 良 and 3 中 of 12 projects and 3 units; a fourth grade may not be named, so less is open and more is not.
    expect(outcomesOf(managed, 'A51').map(({ verdict }) => verdict)).toEqual(['pass']);
    expect(newlyFailed(managed, figure('key_evaluation_good', 9))).toEqual(['A51']);
    expect(newlyFailed(managed, figure('key_evaluation_good', 7))).toEqual([]);
    expect(newlyFailed(seeds.S4, figure('key_evaluation_amount', 21747))).toEqual(['A19']);
    expect(newlyFailed(seeds.S4, figure('ex_ante_rejected_projects', 3))).toEqual(['A17']);
  });

  it('21477万元 and 2.1477亿元 are the same figure', () => {
    const copy = structuredClone(seeds.S4);
    Object.assign(copy.statistics.find(({ metric }) => metric === 'key_evaluation_amount')!, {
      value: 2.1477,
      unit: '亿元',
    });
    expect(failuresOf(copy, 'A19')).toEqual([]);
  });

  it('counts that the text does not say of all may differ', () => {
    const copy = structuredClone(seeds.S4);
    copy.findings = [];
    expect(failuresOf(copy, 'A18')).toEqual([]);
  });

  it('people paid, printed as 人', () => {
    const copy = structuredClone(seeds.S1);
    const paid = copy.evaluations[5]!.facts.find(({ unit }) => unit === '人次')!;
    paid.unit = '人';
    expect(outcomesOf(copy, 'A22')[0]).toMatchObject({ verdict: 'pass' });
    paid.value = 5200;
    expect(failuresOf(copy, 'A22')[0]?.message.en).toContain('needs explanation');
  });

  it('level 2 under another level 1', () => {
    const change = (copy: GongkaiRecord) => set(copy.projects[0]!.indicators[4]!, 'level1', '满意度指标');
    expect(newlyFailed(seeds.S3, change)).toEqual(['A23']);
  });

  it('numbers and years that contradict', () => {
    const goal = (from: string, to: string) => (copy: GongkaiRecord) => {
      copy.projects[0]!.goal = copy.projects[0]!.goal!.replace(from, to);
    };
    expect(newlyFailed(seeds.S3, goal('管道预计可持续使用年限20年以上', '管道预计可持续使用年限30年以上'))).toEqual([]); // fails either way
    expect(newlyFailed(seeds.S3, goal('沿线用户满意率95%以上', '沿线用户满意度90%以上'))).toEqual(['A45']);
    const renamed = (copy: GongkaiRecord) => set(copy.projects[0]!, 'name', '2023年度县城供水管网新建及改造项目');
    expect(newlyFailed(seeds.S3, renamed)).toEqual(['A06', 'A48']);
    const range = (copy: GongkaiRecord) =>
      set(copy.listings[0]!, 'project_name', '2023-2025年度县城供水管网新建及改造项目');
    expect(newlyFailed(seeds.S3, range)).toEqual(['A06']);
  });

  it('a list names some projects whose forms are elsewhere', () => {
    const verdicts = outcomesOf(listed, 'A05').map(({ verdict }) => verdict);
    expect(verdicts.filter((verdict) => verdict === 'pass')).toHaveLength(listed.projects.length);
    expect(verdicts.filter((verdict) => verdict === 'not-applicable')).toHaveLength(
      listed.listings.length - listed.projects.length,
    );
  });

  it('unit costs of one part of the work may agree, but not fail', () => {
    // 新田: 98.6元/吨 × 9.5万吨 and 23.5万元 of other costs are 960.2 of 960万元.
    const [burning] = outcomesOf(listed, 'A04');
    expect(burning).toMatchObject({ verdict: 'pass' });
    const copy = structuredClone(listed);
    copy.projects[0]!.indicators[0]!.value = 200;
    expect(outcomesOf(copy, 'A04')[0]?.verdict).toBe('not-applicable');
  });
});

describe('what is no fault', () => {
  it('a unit that the name says', () => {
    const verdict = (name: string) => {
      const copy = structuredClone(seeds.S3);
      Object.assign(copy.projects[0]!.indicators[4]!, { name, raw_value: '≥15', value: 15, unit: null });
      return failuresOf(copy, 'A46').filter(({ subject }) => subject.name === name).length;
    };
    expect(['培训次数', '新建管网长度（公里）', '有效利用系数'].map(verdict)).toEqual([0, 0, 0]);
    expect(['新建管网长度', '新建管网长度（县级）'].map(verdict)).toEqual([1, 1]);
  });

  it('a number of the goal that is of several years, beside that of the year', () => {
    const fails = (goal: string) => {
      const copy = structuredClone(seeds.S3);
      copy.projects = copy.projects.slice(0, 1);
      copy.projects[0]!.goal = goal;
      return failuresOf(copy, 'A45').length;
    };
    expect(fails('三年共实施供水管网建设30000米，今年实施供水管网建设15826米')).toBe(0);
    expect(fails('今年实施供水管网建设30000米')).toBe(1);
    expect(fails('今年维修道路30000米')).toBe(0);
    expect(fails('沿线用户满意度达到90%')).toBe(1);
  });

  it('a rate by the first budget', () => {
    const copy = structuredClone(summaries);
    const evaluation = copy.evaluations.find(({ facts }) => facts.some(({ metric }) => metric === 'initial_budget'))!;
    Object.assign(evaluation, { execution_rate_pct: 82.5 }); // 1650 of 2000, of which 350 were taken back
    expect(failuresOf(copy, 'A08')).toEqual([]);
    Object.assign(evaluation, { execution_rate_pct: 92.5 });
    expect(failuresOf(copy, 'A08')).toHaveLength(1);
  });

  it('one row of the list for the forms of two units', () => {
    const copy = structuredClone(seeds.S3);
    const half = structuredClone(copy.projects[14]!);
    copy.projects[14]!.budget_total_wan = 300;
    copy.projects.push({ ...half, id: 'half', budget_total_wan: 180 });
    expect(failuresOf(copy, 'A05')).toEqual([]);
    copy.projects[14]!.budget_total_wan = 310;
    expect(failuresOf(copy, 'A05')).toHaveLength(1);
  });

  it('a name that asks for a state, and a value that answers it', () => {
    const fails = (name: string, raw_value: string) => {
      const copy = structuredClone(seeds.S3);
      Object.assign(copy.projects[0]!.indicators[8]!, { name, raw_value });
      return failuresOf(copy, 'A37').filter(({ subject }) => subject.name === name).length;
    };
    expect(fails('管理制度健全性', '健全')).toBe(0);
    expect(fails('健全管理制度', '健全')).toBe(1);
  });
});

/** What nobody wrote, but a value that is missing leaves in a sentence. */
const NOT_SAID = /\b(?:null|undefined|NaN|Infinity)\b|\[object/;

/** Sentences of an outcome that are empty, or say what is not there. */
function faultsOf({ rule, message, sides }: Outcome): string[] {
  const said = [message, ...sides.map(({ what }) => what)].flatMap(({ zh, en }) => [zh, en]);
  return [
    ...said.filter((text) => text === ''),
    ...[...said, ...sides.map(({ value }) => value)].filter((text) => NOT_SAID.test(text)),
  ].map((text) => `${rule}: ${text}`);
}

describe('any record', () => {
  it('gives at least one outcome of each rule, with a message, and is not changed', () => {
    fc.assert(
      fc.property(someRecords, (records) => {
        for (const record of records) {
          const before = JSON.stringify(record);
          const outcomes = checkRecord(record, lexicon);
          expect(new Set(outcomes.map(({ rule }) => rule)).size).toBe(RECORD_RULES.length);
          expect(outcomes.flatMap(faultsOf)).toEqual([]);
          expect(JSON.stringify(record)).toBe(before);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('survives the loss of any field of a real one', () => {
    const fields = (record: object): [object, string][] =>
      Object.entries(record).flatMap(([key, value]): [object, string][] => {
        if (Array.isArray(value)) return value.flatMap((one) => (typeof one === 'object' && one ? fields(one) : []));
        return key === 'evidence' || (typeof value === 'object' && value !== null) ? [] : [[record, key]];
      });
    fc.assert(
      fc.property(fc.constantFrom<Seed>('S0', 'S1', 'S2', 'S3'), fc.infiniteStream(fc.nat()), (seed, picks) => {
        const copy = structuredClone(seeds[seed]);
        const all = fields(copy);
        for (const pick of picks.take(40)) {
          const [owner, key] = all[pick % all.length]!;
          if (!['id', 'metric', 'form', 'label', 'quote', 'code', 'severity', 'seq', 'dimension'].includes(key)) {
            (owner as Record<string, unknown>)[key] = null;
          }
        }
        expect(checkRecord(copy, lexicon).flatMap(faultsOf)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

/** Amounts with two decimals, as forms print them. */
const amount = fc.integer({ min: 1, max: 99_999_999 }).map((cents) => cents / 100);

describe('any numbers', () => {
  it('parts that add up exactly pass, a hundredth too much does not by two hundredths', () => {
    fc.assert(
      fc.property(amount, amount, amount, (fiscal, carryover, other) => {
        const copy = structuredClone(seeds.S0);
        copy.projects = copy.projects.slice(0, 1);
        const [project] = copy.projects;
        Object.assign(project!, {
          budget_fiscal_wan: fiscal,
          budget_carryover_wan: carryover,
          budget_other_wan: other,
          budget_total_wan: sumOf([fiscal, carryover, other]),
        });
        expect(failuresOf(copy, 'A01')).toEqual([]);
        project!.budget_total_wan = sumOf([fiscal, carryover, other, 0.01]);
        expect(failuresOf(copy, 'A01')).toEqual([]);
        project!.budget_total_wan = sumOf([fiscal, carryover, other, 0.02]);
        expect(failuresOf(copy, 'A01')).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });

  it('a rate rounded half up to any decimals passes, one that is 0.2 points off or more does not', () => {
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 3 }), (spent, budget, decimals) => {
        fc.pre(spent <= budget);
        const rate = divideHalfUp(spent * 100, budget, decimals)!;
        const copy = structuredClone(seeds.S1);
        const [first] = copy.evaluations;
        Object.assign(first!, { budget_wan: budget, expenditure_wan: spent, execution_rate_pct: rate });
        first!.evidence.execution_rate_pct!.raw = `执行率为${rate.toFixed(decimals)}%`;
        expect(outcomesOf(copy, 'A08')[0]?.verdict).toBe('pass');
        first!.execution_rate_pct = rate + 0.2;
        first!.evidence.execution_rate_pct!.raw = `执行率为${(rate + 0.2).toFixed(decimals)}%`;
        expect(outcomesOf(copy, 'A08')[0]?.verdict).toBe('fail');
      }),
      { numRuns: 200 },
    );
  });

  it('a grade fits exactly one band', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
        const copy = structuredClone(seeds.S1);
        copy.evaluations = copy.evaluations.slice(0, 1);
        const fits = (['优', '良', '中', '差'] as const).filter((grade) => {
          Object.assign(copy.evaluations[0]!, { score: hundredths / 100, grade });
          return failuresOf(copy, 'A13').length === 0;
        });
        expect(fits).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });
});

describe('texts', () => {
  it('are cut at marks, but not within a number', () => {
    expect(clausesOf('涉及资金21,477万元，按6:2.4:1.6分担；完成2，600人')).toEqual([
      '涉及资金21,477万元',
      '按6:2.4:1.6分担',
      '完成2，600人',
    ]);
  });

  it('are alike from 0 to 1, in both directions', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(likeness(a, b)).toBe(likeness(b, a));
        expect(likeness(a, b)).toBeGreaterThanOrEqual(0);
        expect(likeness(a, b)).toBeLessThanOrEqual(1);
        expect(likeness(a, a)).toBe(1);
        expect(a.includes(sharedRun(a, b)) && b.includes(sharedRun(a, b))).toBe(true);
      }),
    );
  });
});

it('a fault in the lexicon is told with its place', () => {
  expect(() => parseCheckLexicon({ costs: { total: '总成本' } })).toThrow(/checks\.yml: [\s\S]*costs\.total/);
});
