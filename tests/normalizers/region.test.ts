import { describe, expect, test } from 'vitest';
import type { Paragraph } from '../../extractors/document.js';
import { DIVISIONS_SOURCE, divisions, fullName, townsOf } from '../../normalizers/region/divisions.js';
import { findMentions } from '../../normalizers/region/mentions.js';
import { resolveRegion } from '../../normalizers/region/resolve.js';
import fc, { QUADRATIC_MS } from '../properties.js';

const paragraph = (text: string, line: number): Paragraph => ({
  kind: 'paragraph',
  text,
  raw: text,
  at: [{ line, column: 1, length: text.length }],
  offsets: [0],
  repairs: [],
});

interface Made {
  title?: string;
  lines?: string[];
  names?: string[];
  source?: string;
  siteRegion?: string;
}

function resolve({ title, lines = [], names = [], source = 'document.txt', siteRegion }: Made) {
  return resolveRegion({
    title: title ?? null,
    paragraphs: [...(title ? [title] : []), ...lines].map((text, i) => paragraph(text, i + 1)),
    names: names.map((text, i) => ({ text, at: [{ path: `table > cell:nth-child(${i + 1})` }] })),
    source,
    ...(siteRegion ? { siteRegion: { site: 'a-site', code: siteRegion } } : {}),
  });
}

const codes = (result: { findings: { code: string; severity: string }[] }) =>
  result.findings.map(({ code, severity }) => `${code} ${severity}`);

describe('the table of divisions', () => {
  test('is dated, and knows parents, municipalities and counties directly under a province', () => {
    expect(DIVISIONS_SOURCE).toMatchObject({ cutoff: '2023-06-30', published: '2023-09-11' });
    const name = (code: string) => fullName(divisions().get(code)!);
    expect(name('370124')).toBe('山东省济南市平阴县');
    expect(name('310107')).toBe('上海市普陀区');
    expect(name('500233')).toBe('重庆市忠县');
    expect(name('429004')).toBe('湖北省仙桃市');
    expect(divisions().get('441900')).toMatchObject({ name: '东莞市', level: 'prefecture' });
    expect(divisions().get('220172')?.level).toBe('zone');
    expect(divisions().get('422800')?.short).toBe('恩施');
  });

  test('knows the towns of a county', () => {
    expect(townsOf(divisions().get('210106')!)).toContain('重工街道');
    expect(townsOf(divisions().get('210303')!)).not.toContain('重工街道');
  });
});

describe('names in a text', () => {
  const names = (text: string) => findMentions(text).map(({ printed }) => printed);
  test.each([
    ['沈阳市铁西区人民政府办公室', ['沈阳市铁西区']],
    ['吉林省长春市德惠市', ['吉林省长春市德惠市']],
    ['中国共产主义青年团沈阳市铁西区委员会', ['沈阳市铁西区']],
    ['四川攀枝花东区教育局', ['四川攀枝花东区']],
    ['朝阳县和朝阳区', ['朝阳县', '朝阳区']],
    ['平 阴 县水务局', ['平阴县']],
    ['峨边县教育局', ['峨边县']],
    ['恩施州来凤县', ['恩施州来凤县']],
    ['东区、西区道路和城区绿化，老城区改造', []],
    ['在全市中区域协调发展，城市南区管网', []],
    ['农贸市场，高平市场监管', []],
    ['河南山区道路', ['河南']],
    ['省、市和县财政局', []],
    ['根据《规定》和县人大意见', []],
    ['创新县域经济，提高县级财力，振兴县城，贸易县区', []],
    ['行政和县直单位，人民和县级政府', []],
    ['2024年滑县财政局，中共滑县委员会，关于滑县', ['滑县', '滑县', '滑县']],
    ['和平区域发展', []],
    ['全州县市区', []],
    ['解放区纪念馆', []],
    ['米沙子镇', []],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  test('stand where they are printed, white space included', () => {
    const [mention] = findMentions('关于 沈阳市 铁西区 的报告');
    expect(mention).toMatchObject({ printed: '沈阳市铁西区', start: 3, end: 10 });
  });
});

const RESOLVED: [why: string, made: Made, name: string, code: string][] = [
  ['title alone', { title: '德惠市财政局关于2024年部门预算绩效编报管理情况的报告' }, '德惠市', '220183'],
  [
    'a county that only prose names, its superiors beside it',
    { lines: ['2024年，平阴县全面实施改革。', '根据山东省和济南市的部署，济南市财政局指导，平阴县推进。'] },
    '平阴县',
    '370124',
  ],
  [
    '铁西区 of 沈阳: full names of offices',
    { title: '铁西区2023年工作情况', names: ['沈阳市铁西区人民政府办公室', '铁西区城市建设局'] },
    '沈阳市铁西区',
    '210106',
  ],
  [
    '铁西区 of 沈阳: a sub-district and a document number alone',
    { title: '铁西区预算绩效情况', lines: ['（沈西财发〔2023〕16 号）'], names: ['铁西区重工街道办事处'] },
    '铁西区',
    '210106',
  ],
  [
    '铁西区 of 鞍山: the city is named elsewhere in the text',
    { title: '铁西区财政局关于2024年绩效目标的公告', lines: ['根据鞍山市财政局要求，我区开展工作。'] },
    '铁西区',
    '210303',
  ],
  [
    '铁西区 of 四平: the province',
    { title: '铁西区2024年部门预算', lines: ['按照吉林省财政厅部署，'] },
    '铁西区',
    '220302',
  ],
  ['朝阳区 of 北京', { title: '北京市朝阳区教育局2024年部门预算', names: ['朝阳区教育局'] }, '北京市朝阳区', '110105'],
  [
    '朝阳区 of 长春',
    { title: '朝阳区2023年部门决算', names: ['长春市朝阳区民政局', '朝阳区审计局'] },
    '长春市朝阳区',
    '220104',
  ],
  ['朝阳县 is not 朝阳区', { title: '朝阳县财政局2024年预算绩效情况', names: ['朝阳县水利局'] }, '朝阳县', '211321'],
  ['鼓楼区 of 南京', { title: '鼓楼区2024年绩效目标', names: ['南京市鼓楼区城市管理局'] }, '南京市鼓楼区', '320106'],
  [
    '鼓楼区 of 徐州, 南京 mentioned as a visit',
    {
      title: '鼓楼区2024年预算绩效管理工作情况',
      lines: ['按照徐州市财政局要求（徐鼓财〔2024〕12号）。', '赴南京市鼓楼区考察学习。'],
    },
    '鼓楼区',
    '320302',
  ],
  ['鼓楼区 of 福州', { title: '福州市鼓楼区财政局关于2023年度决算的报告' }, '福州市鼓楼区', '350102'],
  ['鼓楼区 of 开封', { title: '鼓楼区财政局2024年部门预算', lines: ['河南省开封市'] }, '鼓楼区', '410204'],
  ['城关区 of 兰州', { title: '兰州市城关区2024年绩效目标', names: ['城关区卫生健康局'] }, '兰州市城关区', '620102'],
  ['城关区 of 拉萨', { title: '城关区2024年部门预算', lines: ['西藏自治区拉萨市'] }, '城关区', '540102'],
  [
    '城关镇 is a town of any county',
    { title: '礼县2024年预算绩效管理工作', names: ['礼县城关镇人民政府', '礼县水务局'] },
    '礼县',
    '621226',
  ],
  ['西湖区 of 杭州', { title: '杭州市西湖区财政局关于2024年工作的报告' }, '杭州市西湖区', '330106'],
  [
    '西湖区 of 南昌',
    { title: '西湖区2024年部门预算', names: ['南昌市西湖区桃花镇人民政府'] },
    '南昌市西湖区',
    '360103',
  ],
  ['普陀区 of 上海', { title: '上海市普陀区财政局2025年部门预算' }, '上海市普陀区', '310107'],
  [
    '普陀区 of 舟山',
    { title: '普陀区2024年部门预算绩效目标', lines: ['舟普财〔2024〕3号', '沈家门街道、六横镇等'] },
    '普陀区',
    '330903',
  ],
  [
    '普陀区 by the file name alone',
    { title: '普陀区财政局2025年部门预算', source: '/data/%E4%B8%8A%E6%B5%B7%E5%B8%82%E6%99%AE%E9%99%80%E5%8C%BA.pdf' },
    '普陀区',
    '310107',
  ],
  ['东区 with its city', { title: '攀枝花市东区2024年度预算绩效管理工作情况说明' }, '攀枝花市东区', '510402'],
  [
    '市中区 of 乐山, the ordinary word beside it',
    { title: '市中区财政局2024年部门预算', lines: ['乐山市', '全市中区域协调'], names: ['乐山市市中区农业农村局'] },
    '乐山市市中区',
    '511102',
  ],
  [
    'a prefecture',
    { title: '鹰潭市财政局关于2023年度重点绩效评价结果的公告', names: ['贵溪市人民政府'] },
    '鹰潭市',
    '360600',
  ],
  [
    'a prefecture that only prose names',
    { lines: ['2024年，鹰潭市推进改革，我市完成，全市部署。', '鹰潭市组织评价，鹰潭市财政部门，我市各部门。'] },
    '鹰潭市',
    '360600',
  ],
  [
    '东区 over a year, with its city in the text',
    { title: '东区2024年绩效情况', lines: ['攀枝花市'] },
    '东区',
    '510402',
  ],
  [
    'a prefecture whose text names its counties more often than itself',
    {
      title: '长春市2024年市级部门预算绩效目标',
      names: ['长春市水务局', '长春市教育局'],
      lines: ['德惠市、农安县、榆树市。', '德惠市完成，农安县完成。', '德惠市推进。', '德惠市和农安县。'],
    },
    '长春市',
    '220100',
  ],
  ['an autonomous prefecture by its usual name', { title: '红河州财政局2024年部门预算' }, '红河州', '532500'],
  [
    'an autonomous county by its usual name',
    { title: '峨边县2024年部门预算', names: ['峨边县教育局'] },
    '峨边县',
    '511132',
  ],
  ['a prefecture without counties', { title: '东莞市财政局2024年部门预算' }, '东莞市', '441900'],
  ['a county directly under its province', { title: '仙桃市财政局2024年部门预算' }, '仙桃市', '429004'],
  ['a county of Chongqing with one character', { title: '忠县财政局关于2024年绩效的报告' }, '忠县', '500233'],
  ['a new area that is a district', { title: '浦东新区财政局2024年部门预算', lines: ['上海市'] }, '浦东新区', '310115'],
  [
    'a county named only in short form',
    { title: '平阴2024年预算绩效管理工作', lines: ['我县推进改革，全县完成。我县各部门。', '平阴财政部门。'] },
    '平阴',
    '370124',
  ],
  [
    'a short form of a county and a city, told by 我县',
    { title: '通化2024年预算绩效管理工作', lines: ['我县推进改革，全县完成。我县各部门。'] },
    '通化',
    '220521',
  ],
  [
    'the site speaks before the text',
    { title: '铁西区2024年部门预算', lines: ['网站标识码：2103030001 主办：铁西区人民政府'] },
    '铁西区',
    '210303',
  ],
  ['the site by its definition', { title: '2024年预算绩效管理工作情况', siteRegion: '511425' }, '青神县', '511425'],
  [
    'the site of a prefecture carries a county',
    { title: '青神县财政局2024年部门预算', source: 'https://www.ms.gov.cn/x.htm?siteId=5114000002' },
    '青神县',
    '511425',
  ],
  [
    'counterpart aid in another province does not move it',
    { title: '平阴县关于对口支援白朗县资金绩效情况的报告', lines: ['西藏白朗县。'], names: ['对口支援西藏白朗县项目'] },
    '平阴县',
    '370124',
  ],
  [
    'a publisher in the footer of the page',
    { title: '2024年预算绩效管理工作开展情况', lines: ['主办：湄潭县人民政府', '承办：湄潭县大数据中心'] },
    '湄潭县',
    '520328',
  ],
];

describe('resolveRegion', () => {
  test.each(RESOLVED)('%s', (_why, made, name, code) => {
    const result = resolve(made);
    expect({ name: result.name, code: result.code }).toEqual({ name, code });
  });

  test('gives the printed name and its place, across the lines of a title', () => {
    const lines = ['攀枝花市', '东区2024年度预算绩效管理工作', '情况说明'];
    const result = resolveRegion({
      title: lines.join(''),
      paragraphs: lines.map((text, i) => paragraph(text, i + 1)),
      names: [],
      source: '',
    });
    expect(result.name).toBe('攀枝花市东区');
    expect(result.evidence?.at).toEqual([
      { line: 1, column: 1, length: 4 },
      { line: 2, column: 1, length: 2 },
    ]);
  });

  test.each<[string, Made, string[]]>([
    ['namesakes without a clue', { title: '铁西区2024年部门预算' }, ['210106', '210303', '220302']],
    ['an ordinary word as an office, no city', { title: '东区财政局2024年部门预算' }, ['510402']],
    ['城区 as an office', { names: ['城区教育局', '城区财政局'] }, ['140302', '140502', '441502']],
    [
      'two counties level',
      { names: ['平阴县水务局', '长清区水务局', '平阴县教育局', '长清区教育局'] },
      ['370124', '370113'],
    ],
  ])('%s: open, with the candidates', (_why, made, candidates) => {
    const result = resolve(made);
    expect(result.code).toBeNull();
    expect(codes(result)).toEqual(['region/ambiguous warning']);
    for (const code of candidates) expect(result.findings[0]?.message).toContain(code);
  });

  test.each<[string, Made, string | null, string, string[]]>([
    [
      'nothing is named',
      { title: '2024年预算绩效管理工作情况', siteRegion: '511425' },
      '青神县',
      '511425',
      ['region/from-site-entry info'],
    ],
    [
      'namesakes',
      { title: '铁西区2024年部门预算', siteRegion: '210106' },
      '铁西区',
      '210106',
      ['region/from-site-entry info'],
    ],
    [
      'namesakes, one of them in the prefecture',
      { title: '铁西区2024年部门预算', siteRegion: '220300' },
      '铁西区',
      '220302',
      ['region/from-site-entry info'],
    ],
    [
      'two counties level',
      { names: ['平阴县水务局', '长清区水务局', '平阴县教育局', '长清区教育局'], siteRegion: '370124' },
      '平阴县',
      '370124',
      ['region/from-site-entry info', 'region/foreign-county warning', 'region/foreign-county warning'],
    ],
    [
      'both lie in the prefecture',
      { names: ['平阴县水务局', '长清区水务局', '平阴县教育局', '长清区教育局'], siteRegion: '370100' },
      null,
      'null',
      ['region/ambiguous warning', 'region/site-entry-undecided info'],
    ],
    [
      'another county is printed',
      { title: '平阴县2024年部门预算', names: ['平阴县水务局'], siteRegion: '511425' },
      '平阴县',
      '370124',
      ['region/site-entry-conflict warning'],
    ],
    [
      'the county is printed on the site of its prefecture',
      { title: '平阴县2024年部门预算', names: ['平阴县水务局'], siteRegion: '370100' },
      '平阴县',
      '370124',
      [],
    ],
    [
      'the entry has a code that no unit has',
      { title: '2024年预算绩效管理工作情况', siteRegion: '999999' },
      null,
      'null',
      ['region/unresolved warning', 'region/site-entry-conflict warning'],
    ],
  ])('the entry of the site, where %s', (_why, made, name, code, findings) => {
    const result = resolve(made);
    expect(`${result.code}`).toBe(code);
    expect(result.name).toBe(name);
    expect(codes(result)).toEqual(findings);
    const isFromEntry = result.evidence?.repairs?.includes('site-entry') ?? false;
    expect(isFromEntry).toBe(made.title === '2024年预算绩效管理工作情况' && made.siteRegion !== '999999');
    if (isFromEntry) expect(result.evidence).toMatchObject({ raw: 'a-site: region: 511425', at: [] });
  });

  test.each<[string, Made, string, string]>([
    ['a zone of a city', { title: '郑州高新区财政局2024年部门预算' }, '郑州高新区', 'region/no-code'],
    [
      'a zone that only the statisticians code',
      { title: '长春净月高新技术产业开发区2024年部门预算' },
      '长春净月高新技术产业开发区',
      'region/no-code',
    ],
    ['a zone as the department', { names: ['西咸新区管委会', '西咸新区财政局'] }, '西咸新区', 'region/no-code'],
    [
      'a district dissolved in 2021',
      { title: '杭州市下城区财政局关于2020年决算的报告' },
      '杭州市下城区',
      'region/not-in-table',
    ],
    ['a county that is a city since 1994', { title: '德惠县财政局2024年部门预算' }, '德惠县', 'region/not-in-table'],
  ])('%s: named, without a code', (_why, made, name, code) => {
    const result = resolve(made);
    expect(result).toMatchObject({ name, code: null });
    expect(codes(result)).toEqual([`${code} warning`]);
  });

  test.each<[string, Made]>([
    ['nothing', { title: '2024年预算绩效管理工作情况' }],
    ['only superiors in prose', { lines: ['根据吉林省财政厅和长春市的要求，我市推进。', '长春市部署。'] }],
    ['another county in passing, against 我市', { lines: ['我市推进，全市完成，我市部署。', '农安县也有。'] }],
    [
      'ordinary words and towns',
      { lines: ['米沙子镇、东区道路、城区绿化、老城区。'], names: ['县财政局', '城市管理局', '灌区管理局'] },
    ],
  ])('%s: unresolved', (_why, made) => {
    const result = resolve(made);
    expect(result).toMatchObject({ name: null, code: null, evidence: null });
    expect(codes(result)).toEqual(['region/unresolved warning']);
  });

  test('a province keeps its code and is noted', () => {
    const result = resolve({ title: '甘肃省教育厅2024年部门预算' });
    expect(result).toMatchObject({ name: '甘肃省', code: '620000' });
    expect(codes(result)).toEqual(['region/above-county info']);
  });

  test('a department that is a zone does not outvote its county', () => {
    const result = resolve({
      title: '德惠市财政局关于2024年工作的报告',
      names: ['吉林德惠经济开发区管理委员会', '德惠市教育局'],
    });
    expect(result).toMatchObject({ code: '220183', findings: [] });
  });

  test('a site that contradicts the document is a finding', () => {
    const result = resolve({
      names: Array.from({ length: 20 }, () => '平阴县水务局'),
      lines: ['网站标识码：3303260001'],
    });
    expect(result.code).toBe('370124');
    expect(codes(result)).toContain('region/evidence-conflict warning');
  });
});

describe('foreign counties', () => {
  const pingyin = { title: '平阴县2024年绩效目标', names: ['平阴县水务局', '平阴县民政局', '平阴县公安局'] };
  const found = (made: Made) => resolve(made).findings.filter((f) => f.code === 'region/foreign-county');

  test('a misprint in a department, a project and a goal is a warning each, with its place', () => {
    const goal = `${'推进养老服务'.repeat(12)}，打造平阳县标杆，服务平阴县老人`;
    const names = [...pingyin.names, '平阳县综合养老服务中心建设项目', '平阳县民政局', goal];
    const result = resolve({ ...pingyin, names });
    expect(result).toMatchObject({ name: '平阴县', code: '370124' });
    const findings = result.findings;
    expect(findings.map(({ at }) => at)).toEqual([4, 5, 6].map((i) => [{ path: `table > cell:nth-child(${i})` }]));
    for (const finding of findings) {
      expect(finding).toMatchObject({
        code: 'region/foreign-county',
        severity: 'warning',
        actual: '平阳县',
        expected: '平阴县',
      });
    }
  });

  test('a misprint in prose has the place of the word', () => {
    const [finding] = found({ ...pingyin, lines: ['全面提升平阳县财政管理水平。'] });
    expect(finding).toMatchObject({ severity: 'warning', at: [{ line: 2, column: 5, length: 3 }] });
  });

  test("another's template: an office of an unlike county", () => {
    expect(found({ ...pingyin, names: [...pingyin.names, '文成县教育局'] })).toMatchObject([
      { severity: 'warning', actual: '文成县', expected: '平阴县' },
    ]);
  });

  test.each([
    ['对口支援新疆皮山县项目'],
    ['东西部协作平阳县帮扶资金'],
    ['温州市平阳县考察费'],
    ['平阴县至东阿县公路建设'],
    ['西藏白朗县项目'],
  ])('%s: mentioned in its own right', (name) => {
    expect(found({ ...pingyin, names: [...pingyin.names, name] }).map((f) => f.severity)).not.toContain('warning');
  });

  test('parents, towns, subordinate counties and ordinary words are not foreign', () => {
    const names = [
      '济南市公安局平阴县分局',
      '山东省财政厅',
      '孝直镇人民政府',
      '东区管网',
      '城区绿化',
      '城关镇道路',
      '解放区展览',
    ];
    expect(found({ ...pingyin, names: [...pingyin.names, ...names] })).toEqual([]);
    expect(found({ title: '济南市财政局2024年部门预算', names: ['平阴县财政局', '济南市水务局'] })).toEqual([]);
  });

  test('another county in prose is noted once', () => {
    const lines = ['与东阿县相比，', '东阿县的做法。', '东阿县的数据。'];
    const [finding, ...others] = found({ ...pingyin, lines });
    expect(finding).toMatchObject({ severity: 'info', actual: '东阿县' });
    expect(finding?.at).toHaveLength(3);
    expect(others).toEqual([]);
  });

  test('a name one character off that no county has', () => {
    const { findings } = resolve({ ...pingyin, names: [...pingyin.names, '平荫县民政局'] });
    expect(findings).toMatchObject([{ code: 'region/not-in-table', actual: '平荫县', expected: '平阴县' }]);
  });
});

describe('robustness', () => {
  test('never throws', () => {
    const pieces = fc.constantFrom(
      '平阴县',
      '铁西区',
      '东区',
      '沈阳市',
      '和县',
      '财政局',
      ' ',
      '\n',
      '〔2023〕',
      '16号',
      '%',
      '2024年',
      '开发区',
      '𠮷',
      '',
    );
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 5 }),
        fc.array(text, { maxLength: 5 }),
        text,
        (title, lines, names, source) => {
          const result = resolve({ title, lines, names, source });
          if (result.code) expect(divisions().has(result.code)).toBe(true);
          for (const mention of findMentions(title)) {
            expect(title.slice(mention.start, mention.end).replace(/\s/gu, '')).toBe(mention.printed);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('5 MB of text take seconds at most', { timeout: QUADRATIC_MS }, () => {
    const line = '平阴县水务局推进铁西区、沈阳市和平区供水管网建设，完成投资1000万元（平财〔2024〕1号）。'.repeat(20);
    const lines = Array.from({ length: Math.ceil(2_500_000 / line.length) }, () => line);
    const result = resolve({ title: '平阴县财政局关于2024年的报告', lines });
    expect(result.code).toBe('370124');
  });
});
