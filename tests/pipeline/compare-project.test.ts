/**
 * A target form of one year beside the self-evaluation that is published of it in another document: counties rarely call a
 * project the same in both. Which are found to be one, which are not, and that other projects are never taken for it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from './dataset-workspace.js';
import { runCli } from './workspace.js';

interface Pair {
  /** Name in the target form, and in the self-evaluation. */
  target: string;
  result: string;
  found: boolean;
  department?: string;
}

const PAIRS: Pair[] = [
  {
    target: '泾县教育体育局2023年农村义务教育学生营养改善计划补助',
    result: '农村义务教育学生营养改善计划补助',
    found: true,
    department: '泾县教育体育局',
  },
  { target: '农村公路日常养护工程项目', result: '农村公路日常养护工程', found: true },
  { target: '城乡居民基本医疗保险补助（县级配套）', result: '城乡居民基本医疗保险补助', found: true },
  { target: '2023年高标准农田建设', result: '2023年度高标准农田建设项目', found: true },
  { target: '残疾人两项补贴', result: '残疾人两项补贴项目资金', found: true },
  { target: '泾县2023年小型水库维修养护', result: '小型水库维修养护', found: true },
  // Other words for one thing: nothing but a reader can tell it from two things.
  { target: '基本公共卫生服务经费', result: '基本公共卫生服务补助', found: false },
  // Two projects.
  { target: '县道路面改造工程', result: '乡道路面改造工程', found: false },
];

const INDICATORS = [
  ['产出指标', '数量指标', '受益人数', '≥1200人', '1250人'],
  ['产出指标', '时效指标', '资金拨付及时率', '≥95%', '90%'],
  ['满意度指标', '服务对象满意度指标', '服务对象满意度', '≥90%', '92%'],
] as const;

const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

function page(title: string, forms: string[]): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>
${forms.join('\n')}</body></html>`;
}

function targetForm({ target: name, department = '泾县财政局' }: Pair): string {
  return `<p>项目支出绩效目标表</p><p>（2023年度）</p><table>
${row('项目名称', name, '', '', '')}
${row('主管部门', department, '', '', '')}
${row('年度资金总额（万元）', '120', '', '', '')}
${row('一级指标', '二级指标', '三级指标', '指标值', '权重')}
${INDICATORS.map(([one, two, three, value]) => row(one, two, three, value, '30')).join('\n')}</table>`;
}

function resultForm({ result: name, department = '泾县财政局' }: Pair): string {
  return `<p>项目支出绩效自评表</p><p>（2023年度）</p><table>
${row('项目名称', name, '', '', '', '', '')}
${row('主管部门', department, '', '实施单位', department, '', '')}
${row('一级指标', '二级指标', '三级指标', '年度指标值', '实际完成值', '分值', '得分')}
${INDICATORS.map(([one, two, three, value, actual]) => row(one, two, three, value, actual, '30', '28')).join('\n')}</table>`;
}

describe('gongkai compare --project over two documents', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-pairs-'));
    const targets = page('泾县2023年部门预算项目支出绩效目标公开', PAIRS.map(targetForm));
    const results = page('泾县2023年度项目支出绩效自评结果公开', PAIRS.map(resultForm));
    writeFileSync(join(folder, 'targets.html'), targets);
    writeFileSync(join(folder, 'results.html'), results);
    const { code, stderr } = await runCli(folder, ['run', 'targets.html', 'results.html']);
    expect(code, stderr).toBeLessThanOrEqual(1);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const compared = async (name: string) => {
    const { stdout } = await runCli(folder, ['compare', '--project', name, '--format', 'csv']);
    const [head = [], ...rows] = parseCsv(stdout);
    return rows.map((cells) => Object.fromEntries(cells.map((cell, i) => [head[i], cell])));
  };

  const isIndicator = ({ what }: Record<string, string | null>) => INDICATORS.some(([, , name]) => name === what);

  it.each(PAIRS)('$target / $result: $found', async ({ target, result, found }) => {
    const lines = (await compared(target)).filter((line) => line.project_name === target && isIndicator(line));
    expect(lines.length).toBe(INDICATORS.length);
    const beside = lines.filter(
      (line) => line.result_source === 'results.html' && line.target_source === 'targets.html',
    );
    expect(beside.length).toBe(found ? INDICATORS.length : 0);
    if (found) {
      expect(beside.map(({ what, target: aim, result: reached, reached: is }) => [what, aim, reached, is])).toEqual(
        INDICATORS.map(([, , name, value, actual]) => [name, value, actual, String(actual !== '90%')]),
      );
      return;
    }
    // Neither is lost: each stands by itself.
    const other = (await compared(result)).filter((line) => line.project_name === result && isIndicator(line));
    expect(other.map(({ result_source: source }) => source)).toEqual(INDICATORS.map(() => 'results.html'));
  });
});
