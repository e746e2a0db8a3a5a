/** `gongkai check` as people run it, and the table `checks` of the dataset. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { both } from '../../normalizers/checks/rules/rule.js';
import { CHECK_COLUMNS, foldOutcomes } from '../../pipeline/checks/columns.js';
import type { DocumentOutcome } from '../../pipeline/checks/dataset-checks.js';
import { ALL_RULES } from '../../pipeline/checks/rules.js';
import { DATABASE_FILE } from '../../pipeline/dataset/build.js';
import { parseCsv, query } from './dataset-workspace.js';
import { filesUnder, runCli } from './workspace.js';

const CORPUS = join(import.meta.dirname, '../../corpora/documents');
const DOCUMENTS = [
  'cn-jilin-dehui-2024-targets-cell-lines',
  'cn-jilin-dehui-2023-evaluations-prose',
  'cn-shandong-pingyin-2024-targets-scan-text',
];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gongkai-check-'));
  const { code } = await runCli(folder, ['run', ...DOCUMENTS.map((slug) => join(CORPUS, slug, 'original.txt'))]);
  expect(code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = (...args: string[]) => runCli(folder, ['check', ...args]);

interface Json {
  outcomes: (DocumentOutcome & { severity: string })[];
  rules: { id: string; passed: number; failed: number; not_applicable: number; severity: string }[];
  documents: number;
}

describe('gongkai check', () => {
  it('tells what agrees and what does not, with both sides and their places', async () => {
    const { code, stdout, stderr } = await check();
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(stdout).toContain('✓ A05  error    amount in the list equals the funds of the form: 15 of 15 listings pass');
    expect(stdout).toContain(
      '✗ A06  warning  project name in the list equals that of the form: 13 of 15 listings pass',
    );
    expect(stdout).toMatch(/– not applicable: .*A51/);
    expect(stdout).toMatch(/list: name: 2022年平阴县农村生活污水治理项目 +line 28, column 15, length 18/);
    expect(stdout).toMatch(/satisfaction in the evaluation: 90\.8 .*dehui-2023.*line 194/);
    expect(stdout).toContain('\n3 documents\n');
  });

  it('takes rules by id and by severity, and tells by the exit code whether one failed', async () => {
    const agreed = await check('--rule', 'a05');
    expect(agreed).toMatchObject({ code: 0, stdout: expect.stringContaining('15 of 15 listings') });
    expect(agreed.stdout).not.toContain('A06');
    expect((await check('--severity', 'error')).code).toBe(0);
    const warnings = await check('--severity', 'warning', '--rule', 'A05,A06,A07');
    expect(warnings.code).toBe(1);
    expect(warnings.stdout).not.toContain('A07');
    expect(await check('--rule', 'A99')).toMatchObject({ code: 2, stderr: expect.stringContaining("no rule 'A99'") });
    expect((await check('--format', 'yaml')).code).toBe(2);
  });

  it('prints JSON whose counts are those of its outcomes', async () => {
    const { stdout } = await check('--format', 'json');
    const { outcomes, rules, documents } = JSON.parse(stdout) as Json;
    expect(documents).toBe(3);
    expect(rules.map(({ id }) => id)).toEqual(ALL_RULES.map(({ id }) => id));
    for (const { id, passed, failed, not_applicable: not, severity } of rules) {
      const count = (verdict: string) =>
        outcomes
          .filter((one) => one.rule === id && one.verdict === verdict)
          .reduce((sum, one) => sum + one.subjects, 0);
      expect([passed, failed, not], id).toEqual([count('pass'), count('fail'), count('not-applicable')]);
      expect(outcomes.filter((one) => one.rule === id).every((one) => one.severity === severity)).toBe(true);
    }
    const failedOnly = JSON.parse((await check('--format', 'json', '--failed-only')).stdout) as Json;
    expect(failedOnly.outcomes).toEqual(outcomes.filter(({ verdict }) => verdict === 'fail'));
    expect(failedOnly.rules.every(({ failed }) => failed > 0)).toBe(true);
  });

  it('prints CSV, one row an outcome', async () => {
    const [head, ...rows] = parseCsv((await check('--format', 'csv', '--failed-only', '--rule', 'A06,A49')).stdout);
    expect(head).toEqual([
      ...['document_id', 'region_code', 'region_name', 'fiscal_year', 'source'],
      ...CHECK_COLUMNS.map(({ name }) => name),
    ]);
    expect(rows.filter((row) => row.length > 1)).toHaveLength(3);
    const sources = rows.map((row) => row[head!.indexOf('right_source')]);
    expect(sources.filter((source) => source?.includes('dehui-2023'))).toHaveLength(1);
  });

  it('prints a report in both languages', async () => {
    const { stdout } = await check('--format', 'md', '--severity', 'warning');
    expect(stdout).toMatch(/^# 核查报告 · Checks\n/);
    expect(stdout).toContain('- **A06 清单项目名称与表内一致** (warning)');
    expect(stdout).toContain(
      '| A05 | 清单金额等于表内金额 · amount in the list equals the funds of the form | error | 15行清单中15行相符 |',
    );
    expect(stdout).not.toContain('A07');
  });

  it('says it in Chinese: reports, sides, severities, rules', async () => {
    const { code, stdout } = await check('--lang', 'zh');
    expect(code).toBe(1);
    expect(stdout).toContain('✓ A05  错误  清单金额等于表内金额：15行清单中15行相符');
    expect(stdout).toMatch(
      / {2}A06 警告 .*清单为“平阴县综合养老服务中心建设项目”，表内为“平阳县综合养老服务中心建设项目”\n {6}清单：名称：平阴县综合养老服务中心建设项目 {2}第21行第10字\n/,
    );
    expect(stdout).toContain('\n3份文件\n');
    // English words are none but those of the rules' ids, paths of sources and the option that helps on.
    expect(
      stdout.split('\n').filter((line) => !line.includes('original.txt') && /[a-z]{3,} [a-z]{2,}/.test(line)),
    ).toEqual([]);
    expect((await check('--lang', 'zh', '--format', 'md')).stdout).toContain(
      '- **A06 清单项目名称与表内一致**（警告）',
    );
    expect((await check('--list', '--lang', 'zh', '--rule', 'A01')).stdout).toBe(
      'A01 错误  资金分项之和等于资金总额\n    依据：表格本身：“其中”列出资金总额的构成（财预〔2015〕88号表式）\n    允许误差：0.01 万元\n    需要：列有资金总额及分项的表\n',
    );
    expect((await check('--lang', 'fr')).code).toBe(2);
  });

  it('lists the rules without any data, each with its source', async () => {
    const { code, stdout } = await check('--list', '--data', join(folder, 'nowhere'));
    expect(code).toBe(0);
    for (const { id } of ALL_RULES) expect(stdout).toContain(`${id} `);
    const listed = JSON.parse((await check('--list', '--format', 'json')).stdout) as {
      id: string;
      limits: string | null;
    }[];
    expect(listed).toHaveLength(ALL_RULES.length);
    // What takes a reader is said to.
    for (const id of ['A31', 'A32', 'A42', 'B04']) expect(listed.find((rule) => rule.id === id)?.limits).toBeTruthy();
  });

  it('changes nothing and leaves nothing behind', async () => {
    const data = join(folder, 'gongkai-data');
    const before = filesUnder(data);
    const scratch = mkdtempSync(join(tmpdir(), 'gongkai-scratch-'));
    await runCli(folder, ['check'], { TMPDIR: scratch });
    expect(readdirSync(scratch)).toEqual([]);
    rmSync(scratch, { recursive: true });
    expect(filesUnder(data)).toEqual(before);
  });

  it('says so where there are no records', async () => {
    const { code, stderr } = await check('--data', join(folder, 'empty'));
    expect(code).toBe(3);
    expect(stderr).toContain('gongkai run');
  });
});

describe('the table checks', () => {
  it('has every failure, and counts what passed', async () => {
    const { outcomes } = JSON.parse((await check('--format', 'json')).stdout) as Json;
    const counted = new Map<string, number>();
    for (const { rule, verdict, subjects } of outcomes) {
      counted.set(`${rule} ${verdict}`, (counted.get(`${rule} ${verdict}`) ?? 0) + subjects);
    }
    const database = join(folder, 'gongkai-data', 'dataset', DATABASE_FILE);
    const rows = await query(
      'SELECT rule, verdict, sum(subjects)::INTEGER AS subjects, count(*)::INTEGER AS stored FROM checks GROUP BY ALL',
      database,
    );
    expect(new Map(rows.map((row) => [`${row.rule} ${row.verdict}`, row.subjects]))).toEqual(counted);
    for (const { verdict, subjects, stored } of rows) if (verdict === 'fail') expect(stored).toBe(subjects);
    const [name] = await query(
      "SELECT left_value, right_value, left_place FROM checks WHERE rule = 'A06' AND verdict = 'fail' ORDER BY ordinal",
      database,
    );
    expect(name).toEqual({
      left_value: '平阴县综合养老服务中心建设项目',
      right_value: '平阳县综合养老服务中心建设项目',
      left_place: 'line 21, column 10, length 15',
    });
  });

  it('keeps failures apart and puts together what passes', () => {
    const outcome = (rule: string, verdict: DocumentOutcome['verdict'], message: string): DocumentOutcome => ({
      rule,
      verdict,
      message: both(`${message}（中文）`, message),
      subject: { type: 'project', id: message, name: message },
      sides: [],
      subjects: 1,
      repairs: [],
      document: { sha256: '', source: '', title: null, region_code: null, region_name: null, fiscal_year: null },
    });
    const folded = foldOutcomes([
      outcome('A01', 'pass', 'a'),
      outcome('A01', 'fail', 'b'),
      outcome('A01', 'pass', 'c'),
      outcome('A01', 'fail', 'd'),
      outcome('A02', 'not-applicable', 'none'),
      outcome('A02', 'not-applicable', 'other'),
      outcome('A03', 'pass', 'alone'),
    ]);
    expect(
      folded.map(({ rule, verdict, subjects, message }) => [rule, verdict, subjects, message.en, message.zh]),
    ).toEqual([
      ['A01', 'pass', 2, '', ''],
      ['A01', 'fail', 1, 'b', 'b（中文）'],
      ['A01', 'fail', 1, 'd', 'd（中文）'],
      ['A02', 'not-applicable', 2, 'none; other', 'none（中文）；other（中文）'],
      ['A03', 'pass', 1, 'alone', 'alone（中文）'],
    ]);
  });
});
