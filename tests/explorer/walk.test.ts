/** The explorer as somebody uses it: in a real browser, on a dataset that the command line made of documents of the corpora. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../pipeline/workspace.js';
import { accessibilityViolations, browserMissing, openBrowser, openPage, RunningExplorer } from './browser.js';

const CORPORA = join(import.meta.dirname, '../../corpora/documents');
const DOCUMENTS = [
  'cn-henan-lankao-2025-targets-pdf-three-pages',
  'cn-jilin-dehui-2023-evaluations-prose',
  'cn-jilin-dehui-2024-targets-cell-lines',
  'cn-gansu-tongwei-2025-targets-odd-merges',
  'cn-jiangxi-leping-2024-self-evaluation-site-page',
  'cn-yunnan-shuangbai-2023-self-evaluation-two-header-rows',
];
/** A document whose project is called as no project should be. */
const HOSTILE = '<script>alert(1)</script>';
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const VIEWS = [
  '/',
  '/documents',
  '/documents?search=满意度&year=2024',
  '/tables',
  '/tables/indicators?search=满意度',
  '/tables/findings',
  '/compare',
  '/compare/satisfaction',
  '/compare/projects?search=公路',
  '/review',
  '/review/corrections',
  '/no/such/page',
];

describe.skipIf(browserMissing !== null)(`explorer${browserMissing ? ` (${browserMissing})` : ''}`, () => {
  let folder: string;
  let data: string;
  let browser: Browser;
  let explorer: RunningExplorer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gongkai-explorer-'));
    data = join(folder, 'data');
    const documents = join(folder, 'documents');
    mkdirSync(documents);
    for (const name of DOCUMENTS) {
      const original = readdirSync(join(CORPORA, name)).find((file) => file.startsWith('original.'))!;
      cpSync(join(CORPORA, name, original), join(documents, `${name}${extname(original)}`));
    }
    const text = readFileSync(join(CORPORA, 'cn-liaoning-shenyang-tiexi-2024-targets-shifted/original.txt'), 'utf8');
    writeFileSync(join(documents, 'hostile.txt'), text.replaceAll('办公楼维修维护', HOSTILE));
    const made = await runCli(folder, ['run', documents, '--data', data, '--ocr', 'off', '--office', 'off']);
    expect(made.stdout).toMatch(/^documents +7/m);
    [browser, explorer] = await Promise.all([openBrowser(), RunningExplorer.start(data)]);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (path: string) => {
    const opened = await openPage(browser, { viewport: WIDE });
    onTestFinished(() => opened.context.close());
    await opened.page.goto(explorer.url + path);
    await settled(opened.page);
    return opened;
  };

  it('leads from the overview to a printed value, and from there through a correction into the dataset', async () => {
    const { page, complaints } = await open('/');
    await page.getByRole('link', { name: /^7\s*文件$/ }).click();
    await page.getByRole('searchbox', { name: /搜索标题和全文/ }).fill('安置区生活污水集中处理率');
    await page.waitForURL(/search=/);
    await eventually(() => page.locator('.documents-title > a').count()).toBe(1);
    await page.locator('.documents-title > a').click();
    await page.waitForURL(/documents\/[0-9a-f]{64}/);

    // A value is clicked, and what lights up lies on the text that it was read from.
    const value = page.locator('.value[data-field="raw_value"]', { hasText: /\d/ }).first();
    await value.scrollIntoViewIfNeeded();
    const printed = (await value.innerText()).split('\n')[0]!.trim();
    await value.click();
    const lit = page.locator('.lit').first();
    await lit.waitFor();
    await eventually(() => textUnder(page, '.lit')).toContain(printed);
    const id = new URL(page.url()).searchParams.get('record')!;
    const document = new URL(page.url()).pathname.split('/').at(-1)!;
    expect(new URL(page.url()).searchParams.get('field')).toBe('raw_value');

    await page.getByRole('button', { name: '更正', exact: true }).click();
    const form = page.getByRole('form', { name: '更正' });
    await form.getByRole('textbox').first().fill('≥1234');
    await form.getByLabel('理由').fill('以原件为准');
    await form.getByLabel('核对人').fill('测试员');
    await form.getByRole('button', { name: '保存更正' }).click();
    await eventually(() => page.locator(`.value[data-record="${id}"][data-field="raw_value"]`).innerText()).toContain(
      '≥1234',
    );

    const filters = JSON.stringify([{ column: 'id', is: 'is', values: [id] }]);
    const table = `/tables/indicators?filters=${encodeURIComponent(filters)}`;
    await page.goto(explorer.url + table);
    await eventually(() => page.locator('.data .corrected').innerText()).toContain('≥1234');

    const built = await runCli(folder, ['build', '--data', data]);
    expect(built.code).toBe(0);
    await page.goto(explorer.url + table);
    await eventually(() => page.locator('.data .corrected').innerText()).toContain('≥1234');
    const sql = `SELECT raw_value FROM indicators WHERE document_id = '${document}' AND id = '${id}'`;
    const asked = await runCli(folder, ['query', sql, '--data', data, '--format', 'json']);
    expect(JSON.parse(asked.stdout)).toEqual([{ raw_value: '≥1234' }]);

    await page.goto(`${explorer.url}/review/corrections`);
    await eventually(() => page.getByRole('row', { name: /测试员/ }).innerText()).toContain('以原件为准');
    expect(complaints).toEqual([]);
  });

  it.each(VIEWS)('%s: no complaint, nothing that keeps people out, nothing wider than the page', async (path) => {
    const { page, complaints } = await open(path);
    expect(await page.locator('h1').count()).toBe(1);
    for (const viewport of [WIDE, PHONE]) {
      await page.setViewportSize(viewport);
      await settled(page);
      const widths = await page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]');
      expect(widths[0]).toBeLessThanOrEqual(widths[1]!);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityViolations(page)).toEqual([]);
      }
    }
    expect(complaints).toEqual([]);
  });

  it('sorts, filters and searches a table, all of it in the URL', async () => {
    const { page } = await open('/tables/indicators');
    const rows = page.locator('.data tbody tr');
    const heads = page.locator('.data thead th');
    await page.getByRole('button', { name: '筛选年度' }).click();
    await page.getByRole('checkbox', { name: '2025' }).check();
    await page.waitForURL(/filters=/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '数值', exact: true }).click();
    await page.getByRole('button', { name: '数值', exact: true }).click();
    await page.waitForURL(/sort=-value/);
    await settled(page);
    expect(await page.locator('th[aria-sort=descending]').innerText()).toMatch(/^数值/);
    const names = (await heads.allInnerTexts()).map((name) => name.replace(/[↑↓\s]/g, ''));
    const column = async (name: string) => rows.locator(`td:nth-child(${names.indexOf(name) + 1})`).allInnerTexts();
    expect(new Set(await column('年度'))).toEqual(new Set(['2025']));
    const values = (await column('数值')).filter((value) => value !== '–').map(Number);
    expect(values.length).toBeGreaterThan(3);
    expect(values).toEqual([...values].sort((a, b) => b - a));

    // Somebody else who is given the address sees the same.
    const other = await open(page.url().slice(explorer.url.length));
    expect(await other.page.locator('.data tbody tr').allInnerTexts()).toEqual(await rows.allInnerTexts());

    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
    const csv = readFileSync(await file.path(), 'utf8');
    expect(csv.trim().split('\n').length).toBe((await rows.count()) + 1);
  });

  it('goes from value to value by keyboard, to the search by a stroke, and to the content at once', async () => {
    const { page } = await open('/tables/indicators');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('/');
    await page.keyboard.type('满意度');
    await page.waitForURL(/search=/);
    await settled(page);
    expect(await page.locator('.data mark').first().innerText()).toBe('满意度');
    const first = page.locator('.data tbody a').first();
    await first.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const focused = await page.evaluate<string>('document.activeElement.getAttribute("href")');
    const second = page.locator('.data tbody tr').nth(1).locator('a').nth(1);
    expect(focused).toBe(await second.getAttribute('href'));
  });

  it('shows a project called <script> as what it is called', async () => {
    const { page, complaints } = await open(`/tables/projects?search=${encodeURIComponent('<script>')}`);
    let alerted = false;
    page.on('dialog', () => {
      alerted = true;
    });
    await eventually(() => page.locator('.data tbody').innerText()).toContain(HOSTILE);
    for (const path of ['/documents?search=<script>', '/compare/projects?search=script', '/review']) {
      await page.goto(explorer.url + path);
      await settled(page);
    }
    await page.goto(`${explorer.url}/documents?search=<script>`);
    await page.locator('.documents-matches a').first().click();
    await page.waitForURL(/documents\/[0-9a-f]{64}/);
    await eventually(() => page.locator('main').innerText()).toContain(HOSTILE);
    expect(await page.locator('main script').count()).toBe(0);
    expect(alerted).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('goes back the way it came', async () => {
    const { page } = await open('/documents');
    await page.locator('.facet a', { hasText: '2025' }).click();
    await page.waitForURL(/year=2025/);
    await settled(page);
    const titles = await page.locator('.documents-title > a').allInnerTexts();
    await page.locator('.documents-title > a').first().click();
    await page.waitForURL(/documents\/[0-9a-f]{64}/);
    await page.goBack();
    await page.waitForURL(/documents\?year=2025/);
    await eventually(() => page.locator('.documents-title > a').allInnerTexts()).toEqual(titles);
    await page.goBack();
    await page.waitForURL(/documents$/);
    await eventually(() => page.locator('.documents-title > a').count()).toBe(7);
  });

  it('speaks English and turns dark when asked, and the next time too', async () => {
    const { page } = await open('/documents');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.goto(`${explorer.url}/review`);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Review');
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    expect(await page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('dark');
    await page.getByRole('button', { name: '中文' }).click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('复核');
  });

  it('takes decisions one after the other, and what is decided leaves the queue', async () => {
    const { page, complaints } = await open('/review');
    const queued = async () => {
      const answer = await page.request.get(`${explorer.url}/api/review?limit=500`);
      const { rows } = (await answer.json()) as { rows: { document_id: string; record_id: string; field: string }[] };
      return rows.map((row) => `/documents/${row.document_id}?record=${row.record_id}&field=${row.field}`);
    };
    const current = page.locator('.doubt-current');
    // What is about no single value is passed by.
    while ((await current.getByLabel('姓名').count()) === 0) await page.keyboard.press('j');
    const accepted = await current.locator('.doubt-head').innerText();
    const place = (await current.locator('[data-key=open]').getAttribute('href'))!;
    expect(await queued()).toContain(place);
    await current.getByLabel('姓名').fill('测试员');
    await current.getByRole('button', { name: '与原文一致' }).click();
    await eventually(() => page.locator('.doubt-done').count()).toBe(1);
    expect(await current.locator('.doubt-head').innerText()).not.toBe(accepted);
    await page.keyboard.press('k');
    expect(await current.locator('.doubt-head').innerText()).toContain('已确认');
    expect(await queued()).not.toContain(place);
    expect(complaints).toEqual([]);
  });

  it('says when the server is gone, and goes on when it is back', async () => {
    const own = await RunningExplorer.start(data);
    const { page } = await open('/');
    await page.goto(`${own.url}/documents`);
    await page.locator('.documents-title').first().waitFor();
    await own.stop();
    await page.getByRole('link', { name: '总览' }).click();
    await page.getByText('服务器没有回应').waitFor();
    const again = await RunningExplorer.start(data, ['--port', new URL(own.url).port]);
    onTestFinished(() => again.stop());
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByRole('heading', { name: '公开情况' }).waitFor();
  });

  it('draws a family, and a click at a dot leads to its page', async () => {
    const { page, complaints } = await open('/compare/satisfaction');
    const dot = page.locator('.drawing').last().locator('circle').first();
    await dot.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await dot.boundingBox())!;
    await page.mouse.move(x + width / 2 + 4, y + height / 2);
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.waitForURL(/documents\/[0-9a-f]{64}\?record=.+&field=raw_value/);
    expect(complaints).toEqual([]);
  });
});

/** What becomes true after a while: the machine may be busy with other things. */
function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 40_000, interval: 50 });
}

/** Until nothing is loading any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  await eventually(() => page.locator('[aria-busy="true"]').count()).toBe(0);
}

/** The text of the page's text layer that lies under an element, without white space. */
function textUnder(page: Page, selector: string): Promise<string> {
  return page.evaluate<string>(`{
    const lit = [...document.querySelectorAll('${selector}')].map((box) => box.getBoundingClientRect());
    const isUnder = (rect) => lit.some((box) => rect.width > 0 && rect.left + rect.width / 2 > box.left &&
      rect.left + rect.width / 2 < box.right && rect.top + rect.height / 2 > box.top && rect.top + rect.height / 2 < box.bottom);
    [...document.querySelectorAll('.sheet-text span')].filter((span) => isUnder(span.getBoundingClientRect()))
      .map((span) => span.textContent).join('').replace(/\\s/g, '');
  }`);
}
