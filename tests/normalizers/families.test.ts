import { describe, expect, it } from 'vitest';
import { directionOf } from '../../normalizers/families/direction.js';
import { familyOf, type Named } from '../../normalizers/families/family.js';
import { parseFamilyLexicon } from '../../normalizers/families/lexicon.js';
import type { Indicator } from '../../normalizers/record.js';
import { loadLexicon } from '../../pipeline/lexicon.js';
import fc from '../properties.js';

const lexicon = loadLexicon();
const { families } = lexicon;
const named = (name: string, unit: string | null = null, category: Indicator['category_code'] = null): Named => ({
  name,
  unit,
  category_code: category,
});
const slugOf = (...given: Parameters<typeof named>) => familyOf(named(...given), lexicon).family;

describe('families', () => {
  it.each([
    // One thing in the words of several counties; the first three stand in the task.
    [
      'fund-payment-timeliness',
      ['资金拨付及时率', '拨付及时率', '补助资金发放及时率', '救助资金发放完成及时率', '工资、社保发放及时率'],
    ],
    ['acceptance-rate', ['验收合格率', '水毁修复工程验收合格率', '网站改版验收合格率', '设备验收通过率']],
    ['satisfaction', ['服务对象满意度', '群众对卫生健康服务满意度', '群众满意率', '人民群众满意率', '辖区居民满意度']],
    ['fund-compliance', ['资金规范使用率', '经费支出合规率', '资金使用合规性']],
    ['completion-timeliness', ['项目按期完成率', '改造任务按期完成率', '培训完成及时率', '按施工合同完成及时率']],
    ['full-payment-rate', ['足额发放率', '经费足额发放率', '其他社会保障缴费足额率', '按标准保障率']],
    ['quality-pass-rate', ['维修质量达标率', '疏浚断面合格率', '材料抽检合格率']],
    ['water-quality', ['出水水质达标率', '省控断面水质达标率', '水质检测合格率']],
    ['coverage-rate', ['行政村卫生室覆盖率', '政策宣传覆盖率', '应保尽保率']],
  ])('%s', (family, names) => {
    for (const name of names) expect([name, slugOf(name, '%')]).toEqual([name, family]);
  });

  it.each([
    ['项目总成本', '万元', 'total-cost'],
    ['总成本', '元', 'total-cost'],
    ['户均运维成本', '元/户·年', 'unit-cost'],
    ['每人每月补助标准', '元/月/人', 'subsidy-standard'],
    ['人均薪酬标准', '万元/人·年', 'wage-standard'],
    ['80-89周岁老人津贴发放人数', '人', 'subsidy-recipients'],
    ['带动就业人数', '人', 'jobs-created'],
    ['培训人次', '人次', 'training-people'],
    ['培训批次、期数', '批次', 'training-sessions'],
    ['新建机耕路长度', '公里', 'road-length'],
    ['第二污水处理厂污水处理量', '万吨/每天', 'waste-volume'],
    ['系统运行维护响应时间', 'h', 'response-time'],
    ['施工期水体扰动影响', null, 'own/施工期水体扰动影响'],
  ])('%s in %s', (name, unit, family) => {
    expect(slugOf(name, unit)).toBe(family);
  });

  it('keeps apart what is worded alike and is not the same', () => {
    expect(slugOf('投诉办结率', '%')).not.toBe(slugOf('投诉率', '%'));
    expect(slugOf('资金拨付及时率', '%')).not.toBe(slugOf('资金拨付时间'));
    expect(slugOf('外包人员考核合格率', '%')).not.toBe(slugOf('补贴对象符合率', '%'));
    expect(slugOf('宣传资料发放及时率', '%')).not.toBe('fund-payment-timeliness');
    expect(slugOf('成本控制率', '%')).not.toBe(slugOf('成本节约率', '%'));
    expect(slugOf('税收增长率', '%')).not.toBe(slugOf('产值增长率', '%'));
    expect(slugOf('入园率', '%')).not.toBe(slugOf('入学率', '%'));
    // Who is asked makes another question.
    const asked = [
      ...[
        '群众满意度',
        '学生满意度',
        '学生家长满意度',
        '师生满意度',
        '教师满意度',
        '参训人员满意度',
        '患者满意度',
        '入驻企业满意度',
      ],
      ...['受益农户满意度', '游客满意度', '干部职工满意度'],
    ];
    expect(new Set(asked.map((name) => slugOf(name, '%'))).size).toBe(asked.length);
    // A number of people is no rate, whatever the name.
    expect(slugOf('验收合格率', '人')).toMatch(/^own\//);
  });

  it('tells how a family was found, and how sure it is', () => {
    expect(familyOf(named('资金到位率', '%'), lexicon)).toMatchObject({ method: 'member', score: 1 });
    expect(familyOf(named('配套建设资金到位率', '%'), lexicon)).toMatchObject({ method: 'pattern', score: 1 });
    const similar = familyOf(named('临时性保障基本生活', null, 'benefit.social'), lexicon);
    expect(similar).toMatchObject({ family: 'assistance-rate', method: 'similar', reason: '基本生活保障率' });
    expect(similar.score).toBeGreaterThanOrEqual(families.threshold);
    expect(similar.score).toBeLessThan(1);
    const own = familyOf(named('县域内就诊率', '%', 'benefit.social'), lexicon);
    expect(own).toMatchObject({ family: 'own/县域内就诊率', name: '县域内就诊率', method: 'own' });
    expect(own.score).toBeLessThan(families.threshold);
    expect(own.reason).toMatch(/^nearest: /);
  });

  it('looks for likeness within the category and the unit only', () => {
    const text = '临时性保障基本生活';
    expect(familyOf(named(text, null, 'cost.economic'), lexicon).method).toBe('own');
    expect(familyOf(named(text, '元', 'benefit.social'), lexicon).method).toBe('own');
    // Without a category nothing is guessed.
    expect(familyOf(named(text), lexicon)).toMatchObject({ method: 'own', score: null });
  });

  it('has none for an indicator without a name', () => {
    expect(familyOf({ name: null, unit: '%', category_code: null }, lexicon)).toMatchObject({
      family: null,
      score: null,
    });
    expect(familyOf(named('——'), lexicon).family).toBeNull();
  });

  it('lets the user decide: a family of the lexicon by slug or name, another one, or one of its own', () => {
    const corrected = (to: string) =>
      familyOf(named('县域内就诊率', '%'), lexicon, new Map([[families.familyKey('县域内就诊率'), to]]));
    expect(corrected('coverage-rate')).toMatchObject({ family: 'coverage-rate', name: '覆盖率', method: 'corrected' });
    expect(corrected('覆盖率').family).toBe('coverage-rate');
    expect(corrected('分级诊疗')).toMatchObject({ family: '分级诊疗', name: '分级诊疗', score: 1 });
    expect(corrected('own/基层首诊比例')).toMatchObject({ family: 'own/基层首诊比例', name: '基层首诊比例' });
  });

  it('every name and member of the lexicon is in its own family, whatever stands in brackets or before it', () => {
    for (const family of families.families) {
      for (const name of [family.name, ...family.members]) {
        expect([name, slugOf(name)]).toEqual([name, family.slug]);
        expect([name, slugOf(` ${[...name].join(' ')}`)]).toEqual([name, family.slug]);
      }
    }
  });

  it('a year before a name changes nothing', () => {
    const names = families.families.flatMap(({ members }) => members);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.integer({ min: 2000, max: 2099 }), (name, year) => {
        expect(slugOf(`${year}年${name}`)).toBe(slugOf(name));
        expect(slugOf(`${year}年度${name}`)).toBe(slugOf(name));
      }),
    );
  });

  it('is a function of the indicator: what was asked before has no part in it', () => {
    const pool = [
      ...families.families.map(({ name }) => name),
      '县域内就诊率',
      '一窗受理事项占比',
      '临时性保障基本生活',
      '老旧小区加装电梯台数',
    ];
    const fresh = new Map(pool.map((name) => [name, familyOf(named(name, null, 'benefit.social'), loadLexicon())]));
    fc.assert(
      fc.property(fc.shuffledSubarray(pool), (order) => {
        for (const name of order) {
          const { known: _, ...now } = familyOf(named(name, null, 'benefit.social'), lexicon);
          expect(fresh.get(name)).toMatchObject(now);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('takes any text as a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('%', null), (name, unit) => {
        const { family, score } = familyOf(named(name, unit, 'output.quality'), lexicon);
        expect(family === null || family.length > 0).toBe(true);
        if (score !== null) expect(score).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('the lexicon of families', () => {
  const family = { slug: 'a', name: '甲率', direction: 'higher', in: ['output'], units: ['ratio'], members: ['乙率'] };
  const file = (...list: object[]) => ({ threshold: 0.6, removed: [], families: list });

  it('refuses what would make a family depend on luck', () => {
    expect(() => parseFamilyLexicon(file(family, { ...family, slug: 'b', name: '丙率' }))).toThrow(/乙率.*a.*b/);
    expect(() => parseFamilyLexicon(file(family, family))).toThrow(/two families are called a/);
    expect(() => parseFamilyLexicon(file({ ...family, in: ['outputs'] }))).toThrow(/families\.yml/);
    expect(() => parseFamilyLexicon(file({ ...family, patterns: ['('] }))).toThrow();
  });
});

describe('direction', () => {
  const aim = (name: string, more: Partial<Indicator> = {}) => {
    const indicator = { name, unit: null, category_code: null, operator: null, kind: null, raw_value: null, ...more };
    return directionOf(indicator, familyOf(indicator, lexicon), lexicon);
  };

  it.each<[string, Partial<Indicator>, string, string]>([
    ['某项数值', { operator: '>=' }, 'higher', 'operator'],
    ['某项数值', { operator: '<' }, 'lower', 'operator'],
    ['管网漏损率', { operator: '<=', unit: '%' }, 'lower', 'operator'],
    ['管网漏损率', { operator: '>=', unit: '%' }, 'higher', 'operator-against-family'],
    ['管网漏损率', { kind: 'qualitative', raw_value: '有效降低' }, 'lower', 'wording'],
    ['群众满意度', { operator: '=', unit: '%' }, 'higher', 'family'],
    ['人员流失率', { unit: '%' }, 'lower', 'family'],
    // 003: =600元/月 is what people get; neither more nor less is better by itself.
    ['岗位补贴标准', { operator: '=', unit: '元/月', category_code: 'cost.economic' }, 'none', 'family'],
    ['某项数值', { category_code: 'cost.economic' }, 'lower', 'category'],
    ['某项数值', { category_code: 'output.cost' }, 'lower', 'category'],
    ['某项数值', { category_code: 'output.quantity' }, 'none', 'default'],
    ['某项数值', { kind: 'qualitative', raw_value: '平稳运行' }, 'none', 'default'],
  ])('%s %j: %s by %s', (name, more, direction, reason) => {
    expect(aim(name, more)).toEqual({ direction, reason });
  });
});
