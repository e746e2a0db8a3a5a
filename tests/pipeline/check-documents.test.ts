/** The rules over documents (A49, B01–B04): on real documents, published again by other counties and for other years. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { DocumentOutcome } from '../../pipeline/checks/dataset-checks.js';
import { projectKey } from '../../pipeline/checks/keys.js';
import { chooseRules } from '../../pipeline/checks/rules.js';
import { runChecks } from '../../pipeline/checks/run.js';
import { corpusRecord, lexicon } from '../normalizers/checks/seeds.js';

let targets: GongkaiRecord;
let evaluations: GongkaiRecord;
let selfEvaluation: GongkaiRecord;
beforeAll(async () => {
  targets = await corpusRecord('cn-jilin-dehui-2024-targets-cell-lines');
  evaluations = await corpusRecord('cn-jilin-dehui-2023-evaluations-prose');
  selfEvaluation = await corpusRecord('cn-anhui-jingxian-2024-self-evaluation');
});

async function outcomesOf(records: GongkaiRecord[], ...ids: string[]): Promise<DocumentOutcome[]> {
  const rules = chooseRules(({ id }) => ids.includes(id));
  const outcomes: DocumentOutcome[] = [];
  for await (const batch of runChecks({ records, lexicon, rules, scratch: tmpdir() })) outcomes.push(...batch);
  return outcomes;
}
const failed = (outcomes: DocumentOutcome[]) => outcomes.filter(({ verdict }) => verdict === 'fail');

/** The same document as another file, of another region or year where told. */
function another(record: GongkaiRecord, change: (copy: GongkaiRecord) => void, region?: string): GongkaiRecord {
  const copy = structuredClone(record);
  change(copy);
  if (region) Object.assign(copy.document, { region_code: region, region_name: `县${region}` });
  copy.document.sha256 = createHash('sha256').update(JSON.stringify(copy)).digest('hex');
  copy.document.source = `${copy.document.sha256.slice(0, 8)}.txt`;
  return copy;
}

/** The form of targets that the units of a self-evaluation would have published before the year. */
function asTargets(record: GongkaiRecord): GongkaiRecord {
  return another(record, (copy) => {
    copy.evaluations = [];
    copy.document.kinds = ['performance_targets'];
    for (const project of copy.projects) {
      project.form = 'project_target';
      for (const indicator of project.indicators) Object.assign(indicator, { actual_value: null, actual_raw: null });
    }
  });
}

describe('targets and results (A49)', () => {
  it('a target of the year is reached or missed', async () => {
    const outcomes = await outcomesOf([asTargets(selfEvaluation), selfEvaluation], 'A49');
    expect(failed(outcomes).map(({ subject }) => subject.name)).toEqual(
      expect.arrayContaining(['住院政策范围内报销比例', '路面修复面积']),
    );
    expect(failed(outcomes)).toHaveLength(2);
    expect(outcomes.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(8);
    const [missed] = failed(outcomes).filter(({ subject }) => subject.name === '住院政策范围内报销比例');
    expect(missed?.message).toEqual({
      zh: '未完成：2024年目标≥70%，2024年实际68.9%',
      en: 'missed: ≥70% for 2024, 68.9% reached in 2024',
    });
    expect(missed?.sides[1]?.document?.sha256).toBe(selfEvaluation.document.sha256);
  });

  it('a cost below its bound is reached', async () => {
    const outcomes = await outcomesOf([asTargets(selfEvaluation), selfEvaluation], 'A49');
    const cost = outcomes.find(({ subject }) => subject.name === '日常养护单价');
    expect(cost).toMatchObject({ verdict: 'pass' }); // ≤0.45, 0.43 reached
  });

  it('a target asks for less than was reached the year before, in whatever order the documents come', async () => {
    const one = await outcomesOf([targets, evaluations], 'A49');
    expect(one).toHaveLength(1);
    expect(one[0]?.document.sha256).toBe(targets.document.sha256);
    expect(await outcomesOf([evaluations, targets], 'A49')).toEqual(one);
  });

  it('asks for nothing of another county, another year or another project', async () => {
    const elsewhere = another(evaluations, () => {}, '220182');
    const later = another(evaluations, (copy) => {
      for (const evaluation of copy.evaluations) evaluation.fiscal_year = 2026;
    });
    const other = another(evaluations, (copy) => {
      copy.evaluations[6]!.project_name = '义务教育营养改善计划';
    });
    const unknown = another(evaluations, (copy) => {
      copy.document.region_code = null;
    });
    for (const record of [elsewhere, later, other, unknown])
      expect(await outcomesOf([targets, record], 'A49')).toEqual([]);
  });
});

describe('the target in the self-evaluation (B03)', () => {
  it('is the published one, or was changed', async () => {
    const published = asTargets(selfEvaluation);
    expect(failed(await outcomesOf([published, selfEvaluation], 'B03'))).toEqual([]);
    const lowered = another(selfEvaluation, (copy) => {
      const rate = copy.projects[0]!.indicators.find(({ name }) => name === '参保率')!;
      Object.assign(rate, { value: 95, raw_value: '≥95%' });
    });
    const [changed, ...others] = failed(await outcomesOf([published, lowered], 'B03'));
    expect(others).toEqual([]);
    expect(changed?.message).toEqual({
      zh: '目标值有改动：已公开为≥96%，自评表为≥95%',
      en: 'the target was changed: ≥96% published, ≥95% in the self-evaluation',
    });
    expect(changed?.sides.map(({ value }) => value)).toEqual(['≥96%', '≥95%']);
  });
});

describe('copies (B01, B02)', () => {
  it('a goal of another project, in another county', async () => {
    const copied = another(
      targets,
      (copy) => {
        copy.projects = copy.projects.slice(1, 2);
        Object.assign(copy.projects[0]!, { name: '农安县学校食堂改造项目', department: '农安县教育局' });
      },
      '220122',
    );
    const outcomes = await outcomesOf([targets, copied], 'B01');
    expect(failed(outcomes)).toHaveLength(2); // both sides of it
    expect(failed(outcomes)[0]?.sides[1]?.document).toBeDefined();
    const passed = outcomes
      .filter(({ verdict }) => verdict === 'pass')
      .reduce((sum, { subjects }) => sum + subjects, 0);
    expect(passed).toBe(3);
  });

  it('the same project in another year or another file is no copy', async () => {
    const again = another(targets, (copy) => {
      for (const project of copy.projects) {
        project.name = project.name!.replace('2024', '2025');
        project.fiscal_year = 2025;
      }
    });
    expect(failed(await outcomesOf([targets, again], 'B01'))).toEqual([]);
    const file = another(evaluations, () => {});
    expect(failed(await outcomesOf([evaluations, file], 'B02'))).toEqual([]);
  });

  it('sentences of the evaluation of another project in another document', async () => {
    const copied = another(
      evaluations,
      (copy) => {
        copy.evaluations = [{ ...copy.evaluations[5]!, project_name: '高龄津贴发放项目' }];
      },
      '220122',
    );
    const outcomes = await outcomesOf([evaluations, copied], 'B02');
    expect(failed(outcomes).map(({ subject }) => subject.name)).toEqual(
      expect.arrayContaining(['高龄津贴发放项目', '困难残疾人生活补贴']),
    );
    expect(failed(outcomes)).toHaveLength(2);
  });
});

describe('a county that stops publishing (B04)', () => {
  const of = (region: string, ...years: number[]) =>
    years.map((year) =>
      another(
        targets,
        (copy) => {
          copy.projects = [];
          copy.document.fiscal_year = year;
          copy.document.kinds = ['performance_targets'];
        },
        region,
      ),
    );

  it('has two years in a row and not the next, which three others have', async () => {
    const others = ['110101', '110102', '110105'].flatMap((region) => of(region, 2023, 2024, 2025));
    const outcomes = await outcomesOf([...of('220183', 2023, 2024), ...others], 'B04');
    expect(failed(outcomes)).toHaveLength(1);
    expect(failed(outcomes)[0]).toMatchObject({
      subject: { type: 'region', id: '220183' },
      document: { fiscal_year: 2024 },
    });
    expect(outcomes.filter(({ verdict }) => verdict === 'pass')).toHaveLength(3);
  });

  it('is no such county where it never published two years in a row, or where too few others have the next', async () => {
    const three = ['110101', '110102', '110105'].flatMap((region) => of(region, 2023, 2024, 2025));
    const two = three.filter(({ document }) => document.region_code !== '110105');
    expect(failed(await outcomesOf([...of('220183', 2022, 2024), ...three], 'B04'))).toEqual([]);
    expect(failed(await outcomesOf([...of('220183', 2023, 2024), ...two], 'B04'))).toEqual([]);
  });
});

it('a project is the same whatever the year, the department and the brackets', () => {
  const key = projectKey('义务教育公用经费和取暖费地方配套资金（含特殊教育）');
  expect(
    projectKey('德惠市教育局2024年义务教育公用经费和取暖费地方配套资金项目（小学、含特殊教育）', '德惠市教育局'),
  ).toBe(key);
  expect(projectKey('高中公用经费地方配套资金')).not.toBe(key);
  expect(projectKey('2024年项目')).not.toBe('');
});
