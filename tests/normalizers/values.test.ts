import { describe, expect, it } from 'vitest';
import { type ParsedValue, parseValue, readValue, type ValueContext } from '../../normalizers/values/index.js';
import { lexicon } from './value-lexicon.js';

type Expected = Partial<Omit<ParsedValue, 'raw' | 'parts'>> & { parts?: Partial<ParsedValue>[] };
type Row = [row: number, raw: string, expected: Expected, context?: ValueContext];

const year = { fiscalYear: 2024 };
const columns = (operator: string, unit: string, name = ''): ValueContext => ({ operator, unit, name, ...year });
const grade = (direction: string, degree: string) => ({ direction, degree }) as NonNullable<Expected['grade']>;
const SENTENCE = 'SENTENCE' as const;

/** The table of the domain reference, row by row. 24 to 26 are words from another column or from a split cell. */
const TABLE: Row[] = [
  [1, '=400万元', { op: 'eq', value: 400, unit: '万元', type: 'money', base: { value: 4_000_000, unit: '元' } }],
  [2, '>=90%', { op: 'ge', value: 90, unit: '%', type: 'ratio' }],
  [3, '>=30每平方米', { op: 'ge', value: 30, unit: '?/平方米', type: 'rate', flags: ['UNIT_INCOMPLETE'] }],
  [4, '>=18度', { op: 'ge', value: 18, unit: '℃', type: 'temperature' }, { name: '温度标准' }],
  [5, '>=165天', { op: 'ge', value: 165, unit: '天', type: 'duration' }],
  [6, '=100%', { op: 'eq', value: 100, unit: '%', type: 'ratio' }],
  [7, '2024年9月30前完成', { op: 'by', value: '2024-09-30', type: 'date', flags: ['DAY_MARK_MISSING'] }],
  [8, '2024年7月31日前完成。', { op: 'by', value: '2024-07-31', type: 'date' }],
  [9, '按每生每年1000元。', { op: 'none', value: 1000, unit: '元/生/年', type: 'rate', flags: ['NO_OP', SENTENCE] }],
  [
    10,
    '执行取暖费拨款同时，取暖费不低于每平方米30元，村小取暖拨款不低于2.2万元',
    {
      op: 'ge',
      value: null,
      type: 'composite',
      parts: [
        { op: 'ge', value: 30, unit: '元/平方米', type: 'rate' },
        { op: 'ge', value: 2.2, unit: '万元', type: 'money' },
      ],
    },
  ],
  [11, '按照项目进度，及时拨付。', { op: 'text', type: 'text' }],
  [12, '用于学前教育日常公用经费和外聘教师工资', { op: 'text', type: 'text' }],
  [13, '促进幼儿园全面发展', { op: 'grade', grade: grade('up', 'none'), type: 'grade', flags: ['NO_MEASURE'] }],
  [14, '提高', { op: 'grade', grade: grade('up', 'none'), type: 'grade', flags: ['NO_MEASURE'] }],
  [15, '1', { op: 'eq', value: 1, unit: '个', type: 'count' }, columns('=', '个')],
  [16, '100', { op: 'ge', value: 100, unit: '%', type: 'ratio', flags: ['CAP'] }, columns('>=', '%')],
  [17, '4', { op: 'ge', value: 4, unit: '次', type: 'count' }, columns('>=', '次')],
  [18, '2', { op: 'eq', value: 2, unit: '批次', type: 'count' }, columns('=', '批次')],
  [19, '500', { op: 'ge', value: 500, unit: '册', type: 'count' }, columns('>=', '册')],
  [20, '1', { op: 'ge', value: 1, unit: '套', type: 'count' }, columns('>=', '套')],
  [21, '13', { op: 'ge', value: 13, unit: '人', type: 'count' }, columns('>=', '人')],
  [22, '85', { op: 'ge', value: 85, unit: '%', type: 'growth' }, columns('>=', '%', '“青年之家”建设和活跃度增长率')],
  [23, '平稳运行', { op: 'grade', grade: grade('hold', 'none'), type: 'state' }],
  [24, '', { op: 'grade', grade: grade('hold', 'none'), type: 'state', flags: ['DRIFT'] }, columns('', '平稳运行')],
  [25, '足额保障', { op: 'grade', grade: grade('hold', 'sufficient'), type: 'grade' }],
  [26, '规范支出', { op: 'grade', grade: grade('hold', 'none'), type: 'state' }],
  [27, '2024 年 12 月', { op: 'by', value: '2024-12-31', type: 'date' }, year],
  [28, '2023 年 12 月', { op: 'by', value: '2023-12-31', type: 'date', flags: ['OUT_OF_YEAR'] }, year],
  [29, '≤1000 万元', { op: 'le', value: 1000, unit: '万元', type: 'money' }],
  [30, '≤1680.92 万元', { op: 'le', value: 1680.92, unit: '万元', base: { value: 16_809_200, unit: '元' } }],
  [31, '≥15826 米', { op: 'ge', value: 15826, unit: '米', type: 'length' }],
  [32, '≥1 座', { op: 'ge', value: 1, unit: '座', type: 'count' }],
  [33, '100%', { op: 'none', value: 100, unit: '%', flags: ['NO_OP'] }],
  [34, '明显提高', { op: 'grade', grade: grade('up', 'marked'), type: 'grade' }],
  [35, '有效降低', { op: 'grade', grade: grade('down', 'effective'), type: 'grade' }],
  [36, '=20年', { op: 'eq', value: 20, unit: '年', type: 'duration' }],
  [37, '≥13800 平方米', { op: 'ge', value: 13800, unit: '平方米', type: 'area' }],
  [38, '<5%', { op: 'lt', value: 5, unit: '%', type: 'ratio' }],
  [39, '≥4000 人', { op: 'ge', value: 4000, unit: '人', type: 'count' }],
  [40, '≥2 项', { op: 'ge', value: 2, unit: '项', type: 'count' }],
  [41, '健全', { op: 'grade', grade: grade('hold', 'none'), flags: ['TAUTOLOGY'] }, { name: '健全社会保障体系' }],
  [42, '可控', { op: 'grade', grade: grade('hold', 'none'), type: 'state' }],
  [43, '有效满足', { op: 'grade', grade: grade('hold', 'effective'), type: 'grade' }],
  [44, '=2010 元/月', { op: 'eq', value: 2010, unit: '元/月', type: 'rate' }],
  [45, '=100 元/人', { op: 'eq', value: 100, unit: '元/人', type: 'rate' }],
  [46, '≤647 元/月', { op: 'le', value: 647, unit: '元/月', type: 'rate' }],
  [47, '12 个月', { op: 'none', value: 12, unit: '月', type: 'duration', flags: ['NO_OP'] }],
  [48, '≤48h', { op: 'le', value: 48, unit: '小时', type: 'duration' }],
  [49, '≤1%', { op: 'le', value: 1, unit: '%', type: 'ratio' }],
  [50, '≥6年', { op: 'ge', value: 6, unit: '年', type: 'duration' }],
  [51, '94个', { op: 'none', value: 94, unit: '个', flags: ['NO_OP'] }],
  [52, '≤21.27万元/村', { op: 'le', value: 21.27, unit: '万元/村', type: 'rate' }],
  [
    53,
    '4 万吨/每天',
    { op: 'none', value: 4, unit: '万吨/天', type: 'flow', base: { value: 40000, unit: '吨/天' }, flags: ['NO_OP'] },
  ],
  [54, '>95%', { op: 'gt', value: 95, unit: '%', type: 'ratio' }],
  [55, '≤8.24 万元/年', { op: 'le', value: 8.24, unit: '万元/年', type: 'rate' }],
  [56, '342 人', { op: 'none', value: 342, unit: '人', flags: ['NO_OP'] }],
  [57, '≥260.39 万平方米', { op: 'ge', value: 260.39, unit: '万平方米', type: 'area' }],
  [58, '≤20 元/月/人', { op: 'le', value: 20, unit: '元/人/月', type: 'rate' }],
  [59, '≤0.12 万元/年/人', { op: 'le', value: 0.12, unit: '万元/人/年', type: 'rate' }],
  [60, '逐步减少', { op: 'grade', grade: grade('down', 'gradual'), type: 'grade' }],
  [
    61,
    '营造',
    { op: 'grade', grade: grade('none', 'none'), flags: ['TAUTOLOGY'] },
    { name: '营造爱才、敬才的良好氛围' },
  ],
  [62, '全面改善', { op: 'grade', grade: grade('up', 'full'), type: 'grade' }],
  [63, '95%以上', { op: 'ge', value: 95, unit: '%', type: 'ratio' }],
  [64, '1200 余人', { op: 'approx', value: 1200, unit: '人', type: 'count', flags: ['OVER'] }],
  [
    65,
    '6:2.4:1.6',
    { op: 'eq', value: null, type: 'proportion', parts: [{ value: 6 }, { value: 2.4 }, { value: 1.6 }] },
  ],
  [66, '≥100百分比', { op: 'ge', value: 100, unit: '%', type: 'ratio', flags: ['CAP'] }],
  [67, '优良中低差', { op: 'grade', type: 'scale', flags: ['SCALE'] }, { operator: '定性' }],
  [68, '超13万元/年', { op: 'gt', value: 13, unit: '万元/年', type: 'rate' }],
  [69, '**元/人·月', { op: 'text', value: null, unit: '元/人/月', type: 'text', flags: ['PLACEHOLDER'] }],
  [70, '80-90%', { op: 'range', value: 80, value_high: 90, unit: '%', type: 'ratio' }],
  [71, '不超过3‰', { op: 'le', value: 0.3, unit: '%', type: 'ratio' }],
  [72, '每月10日前', { op: 'every', value: 10, unit: '月', type: 'date' }],
  [73, '年底前', { op: 'by', value: '2024-12-31', type: 'date', flags: ['YEAR_OF_FORM'] }, year],
  [74, '按月', { op: 'every', value: 1, unit: '月', type: 'frequency' }],
  [75, '约500人次', { op: 'approx', value: 500, unit: '人次', type: 'count' }],
];

/** Value, then what the record keeps: operator, value, upper end, unit, kind, text, deadline. */
type Fields = [operator: string | null, value: number | null, high: number | null, unit: string | null];
const read = (raw: string, context: ValueContext = year) => readValue(raw, context, lexicon);
const quantity = ([operator, value, high, unit]: Fields, text: string | null = null) => ({
  operator,
  value,
  value_high: high,
  unit,
  kind: 'quantitative',
  text,
  deadline: null,
});
const words = (text: string) => ({ ...quantity([null, null, null, null], text), kind: 'qualitative' });
const due = (deadline: string, text: string | null = null) => ({ ...words(''), kind: 'deadline', text, deadline });
const nothing = { ...words(''), kind: null, text: null };

describe('parseValue', () => {
  it.each(TABLE)('row %i: %s', (_row, raw, expected, context = {}) => {
    expect(parseValue(raw, context, lexicon)).toMatchObject({ flags: [], value_high: null, ...expected });
  });

  it('has every row of the table', () => {
    expect(TABLE.map(([row]) => row)).toEqual(Array.from({ length: 75 }, (_, i) => i + 1));
  });

  it('tells 度, 万 and 亿 by the name of the indicator', () => {
    const unitOf = (raw: string, name: string) => parseValue(raw, { name }, lexicon).unit;
    expect(unitOf('≤200度', '用电量')).toBe('千瓦时');
    expect(unitOf('≤22万', '项目总成本')).toBe('万元');
    expect(parseValue('≤22万', {}, lexicon).flags).toEqual(['UNIT_INCOMPLETE', 'UNIT_AMBIGUOUS']);
  });

  it('lists the parts where several targets share a cell', () => {
    const { parts } = parseValue('28515株；1241625.93㎡', {}, lexicon);
    expect(parts).toMatchObject([
      { value: 28515, unit: '株' },
      { value: 1241625.93, unit: '平方米' },
    ]);
  });
});

describe('readValue', () => {
  it.each<[string, Fields]>([
    ['≥15826米', ['>=', 15826, null, '米']],
    ['=2010元/月', ['=', 2010, null, '元/月']],
    ['≤20元/月/人', ['<=', 20, null, '元/月/人']],
    ['4万吨/每天', [null, 4, null, '万吨/每天']],
    ['>=18度', ['>=', 18, null, '度']],
    ['>=30每平方米', ['>=', 30, null, '每平方米']],
    ['≤48h', ['<=', 48, null, 'h']],
    ['=12个月', ['=', 12, null, '个月']],
    ['100%', [null, 100, null, '%']],
    ['≧60宗', ['>=', 60, null, '宗']],
    ['≦5％', ['<=', 5, null, '%']],
    ['﹦100%', ['=', 100, null, '%']],
    ['》95%', ['>=', 95, null, '%']],
    ['‹3%', ['<', 3, null, '%']],
    ['95%以上', ['>=', 95, null, '%']],
    ['不低于95%', ['>=', 95, null, '%']],
    ['达到95%以上', ['>=', 95, null, '%']],
    ['控制在5%以内', ['<=', 5, null, '%']],
    ['控制在95%以上', ['>=', 95, null, '%']],
    ['大于年度指标值≥95%', ['>=', 95, null, '%']],
    ['小于等于23,739,200.00', ['<=', 23739200, null, null]],
    ['≥13459.00(平方米)', ['>=', 13459, null, '平方米']],
    ['=5.00（万人次）', ['=', 5, null, '万人次']],
    ['≥100百分比', ['>=', 100, null, '百分比']],
    ['不超过3‰', ['<=', 3, null, '‰']],
    ['3个工作日', [null, 3, null, '个工作日']],
    ['2小时之内', ['<=', 2, null, '小时']],
    ['2年内', ['<=', 2, null, '年']],
    ['80-90%', [null, 80, 90, '%']],
    ['≥90%≤95%', [null, 90, 95, '%']],
    ['≥90%，且≤95%', [null, 90, 95, '%']],
    ['大于95小于100%', [null, 95, 100, '%']],
    ['90%≤x≤95%', [null, 90, 95, '%']],
    ['95%以上100%以下', [null, 95, 100, '%']],
    ['≥5，≤10', [null, 5, 10, null]],
    ['80%~90%', [null, 80, 90, '%']],
    ['０.５－１.５万元', [null, 0.5, 1.5, '万元']],
    ['3至5个', [null, 3, 5, '个']],
    ['±5%', [null, -5, 5, '%']],
    ['≥10台（套）', ['>=', 10, null, '台（套）']],
    ['≥30头次', ['>=', 30, null, '头次']],
    ['≥5扎', ['>=', 5, null, '扎']],
    ['不超过22万', ['<=', 22, null, '万']],
    ['约500人次', [null, 500, null, '人次']],
    ['一百二十人', [null, 120, null, '人']],
    ['不少于三次', ['>=', 3, null, '次']],
    ['百分之九十五以上', ['>=', 95, null, '%']],
    ['三万元', [null, 3, null, '万元']],
    ['￥1,234.5', [null, 1234.5, null, '元']],
    ['≤0.5mg/L', ['<=', 0.5, null, 'mg/L']],
    ['-5%', [null, -5, null, '%']],
    ['≥3月', ['>=', 3, null, '月']],
  ])('%s', (raw, fields) => {
    // 百分之 stands before the number; the unit is what it says.
    const expected = raw.startsWith('百分之') ? { ...quantity(fields), unit: '%' } : quantity(fields);
    expect(read(raw)).toMatchObject(expected);
  });

  it.each<[string, Fields]>([
    ['按每生每年1000元。', [null, 1000, null, '元']],
    ['总成本不超过29.27万元', ['<=', 29.27, null, '万元']],
    ['本年度总成本不超过14万元', ['<=', 14, null, '万元']],
    ['拆除100个', [null, 100, null, '个']],
    ['100%完成', [null, 100, null, '%']],
    ['每年不少于2次', ['>=', 2, null, '次']],
    ['PM2.5≤35μg/m3', ['<=', 35, null, 'μg/m3']],
    ['2024年底前完成5个项目', [null, 5, null, '个']],
    ['1、完成率100%', [null, 100, null, '%']],
  ])('keeps the sentence %s beside its one number', (raw, fields) => {
    expect(read(raw)).toMatchObject(quantity(fields, raw));
  });

  it.each([
    '慰问人数不少于100人,宣传用品不少于20000份',
    '28515株；1241625.93㎡',
    '≥5，≤10%',
    '由80%提高到90%',
    '有效提高',
    '按照项目进度，及时拨付。',
    '6:2.4:1.6',
    '一次性补助',
    '超过一半',
    '零投诉',
    '24小时不间断服务',
    '落实〔2023〕16号文件',
    '11#、12#楼建设',
    '国道318线改造',
    '见附件1',
    '达到A4纸标准',
    '每日9:00-17:00',
    '周二至周日8:30—11:30开放',
    '第1名',
    '每月10日前',
    '每年12月底前',
    '2024年度培训工作顺利开展',
    '2024年6月底前完成招标，12月底前完工',
  ])('%s is words', (raw) => {
    expect(read(raw)).toMatchObject(words(raw));
  });

  it.each<[string, string]>([
    ['2024年9月30前完成', '2024-09-30'],
    ['2024年7月31日前完成。', '2024-07-31'],
    ['2024 年 12 月', '2024-12'],
    ['12月底前完成', '2024-12-31'],
    ['11月份之前完成', '2024-11'],
    ['10月底', '2024-10-31'],
    ['年底前', '2024-12-31'],
    ['年内', '2024-12-31'],
    ['当年完成', '2024-12-31'],
    ['第三季度', '2024-09-30'],
    ['2024.12.31', '2024-12-31'],
    ['二〇二四年十二月底前', '2024-12-31'],
    ['≤12月31日', '2024-12-31'],
    ['2024年1-12月', '2024-12'],
    ['2024年2月30日前', '2024-02'],
  ])('%s is due on %s', (raw, deadline) => {
    expect(read(raw)).toMatchObject(due(deadline));
  });

  it('keeps a sentence beside its date, and words where the year is not known', () => {
    expect(read('6月30日前完成项目验收')).toMatchObject(due('2024-06-30', '6月30日前完成项目验收'));
    expect(read('年底前', { fiscalYear: null })).toMatchObject(words('年底前'));
    expect(read('12月底前完成', {})).toMatchObject({ ...words('12月底前完成'), flags: ['NO_YEAR'] });
  });

  it.each(['', '不适用', '不适用\t\n不适用', '/', '……', '≥**人次', 'XX%', '≥%', '指标2：'])(
    '%j sets nothing',
    (raw) => {
      expect(read(raw)).toMatchObject({ ...nothing, flags: ['PLACEHOLDER'] });
    },
  );

  it('compares with a year that it names without setting a date, and reads 余 within a unit', () => {
    for (const raw of ['不高于上年', '低于上年度水平']) expect(read(raw)).toMatchObject(words(raw));
    expect(read('2.5万余人次')).toMatchObject({ value: 2.5, unit: '万人次', flags: ['OVER'] });
    expect(read('1.2亿余元')).toMatchObject({ value: 1.2, unit: '亿元' });
    expect(read('2万余')).toMatchObject({ value: 2, unit: '万' });
  });

  it('takes operator and unit from their own columns, unless the cell prints them', () => {
    expect(read('100', columns('≥', '(%)'))).toMatchObject(quantity(['>=', 100, null, '%']));
    expect(read('100万', columns('', '元'))).toMatchObject(quantity([null, 100, null, '万元']));
    expect(read('≥95', columns('=', '百分比'))).toMatchObject({
      operator: '>=',
      unit: '百分比',
      flags: ['OP_CONFLICT'],
    });
    expect(read('100%', columns('=', '个'))).toMatchObject({ unit: '%', flags: ['UNIT_CONFLICT'] });
    expect(read('有效提高', columns('定性', '/'))).toMatchObject(words('有效提高'));
    expect(read('', columns('', '平稳运行'))).toMatchObject(words('平稳运行'));
    expect(read('5', columns('=', '窝'))).toMatchObject({ unit: '窝', flags: ['UNIT_UNKNOWN'] });
  });
});
