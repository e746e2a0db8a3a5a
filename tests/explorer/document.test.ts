/** The view of a document: what is lit on the original is what was read, in each viewer; correcting, keys, links, phones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Documents, DocumentView } from '../../pipeline/explorer/api.js';
import { dataOf, document } from '../pipeline/explorer-server.js';
import {
  accessibilityViolations,
  browserMissing,
  openBrowser,
  openPage,
  RunningExplorer,
  type Watched,
} from './browser.js';

const RENDITIONS = join(import.meta.dirname, '../../corpora/renditions');
const HOSTILE = '<script>alert(1)</script>';
/** The name of a project of the document, which is replaced by what an attacker would print. */
const RENAMED = '五常大米区域公用品牌保护与宣传推广';

const FILES = {
  /** A value in two pieces, at the end of a page and on the next. */
  pages: document('cn-henan-lankao-2025-targets-pdf-three-pages', 'original.pdf'),
  /** /Rotate 0, 90 and 270. */
  turned: document('cn-guangxi-gongcheng-2025-listing-targets-pdf-turned-pages', 'original.pdf'),
  html: document('cn-guizhou-fenggang-2024-targets-word-html', 'original.html'),
  text: document('cn-hunan-ningxiang-2023-evaluations'),
  docx: document('cn-gansu-tongwei-2025-targets-odd-merges', 'original.docx'),
  /** Tables of many screens. */
  long: join(RENDITIONS, 'cn-liaoning-shenyang-tiexi-2024-targets-shifted/document.docx'),
  workbook: document('cn-yunnan-yuanmou-2024-summary-two-heads', 'original.xlsx'),
};
type Name = keyof typeof FILES | 'hostile';

const fold = (text: string) => text.normalize('NFKC').replace(/[\s\u200b]+/gu, '');

describe.skipIf(browserMissing)(`the document's view${browserMissing ? `: ${browserMissing}` : ''}`, () => {
  let browser: Browser;
  let explorer: RunningExplorer;
  let remove: () => void;
  const ids = {} as Record<Name, string>;
  const views = {} as Record<Name, DocumentView>;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-hostile-'));
    const hostile = join(folder, 'hostile.txt');
    const text = readFileSync(document('cn-heilongjiang-wuchang-2025-targets'), 'utf8');
    expect(text).toContain(RENAMED);
    writeFileSync(hostile, text.replaceAll(RENAMED, HOSTILE));
    const made = await dataOf([...Object.values(FILES), hostile]);
    remove = () => {
      made.remove();
      rmSync(folder, { recursive: true, force: true });
    };
    [browser, explorer] = await Promise.all([openBrowser(), RunningExplorer.start(made.data)]);
    const { rows } = (await (await fetch(`${explorer.url}/api/documents`)).json()) as Documents;
    for (const [name, file] of [...Object.entries(FILES), ['hostile', hostile]] as [Name, string][]) {
      ids[name] = rows.find(({ source }) => source === file)!.document_id;
      views[name] = (await (await fetch(`${explorer.url}/api/documents/${ids[name]}`)).json()) as DocumentView;
    }
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await explorer?.stop();
    remove?.();
  });

  const open = async (name: Name, query = '', options = {}): Promise<Watched> => {
    const watched = await openPage(browser, options);
    await watched.page.goto(`${explorer.url}/documents/${ids[name]}${query}`);
    await watched.page.waitForSelector('.record-body', { state: 'attached' });
    return watched;
  };

  /** Every field that has evidence, with what is printed. */
  const readingsOf = (name: Name): Reading[] => {
    const { document, listings, projects, evaluations, statistics } = views[name].record;
    const parts = [
      { id: document.sha256, evidence: document.evidence },
      ...listings,
      ...projects,
      ...projects.flatMap(({ indicators }) => indicators),
      ...evaluations,
      ...statistics,
    ];
    return parts.flatMap(({ id, evidence }) =>
      Object.entries(evidence).map(([field, { raw, at }]) => ({ record: id, field, raw, at })),
    );
  };

  /** The same places are looked at once. */
  const distinct = (readings: Reading[]): Reading[] => [
    ...new Map(readings.map((reading) => [JSON.stringify(reading.at), reading])).values(),
  ];

  describe('a PDF', () => {
    it('lights up the glyphs of each value, also on pages that are turned', async () => {
      const { page, complaints, context } = await open('turned');
      const readings = distinct(readingsOf('turned'));
      expect(new Set(readings.flatMap(({ at }) => at.map((place) => ('page' in place ? place.page : 0))))).toEqual(
        new Set([1, 2, 3]),
      );
      for (const { record, field, raw } of sample(readings)) {
        await showReading(page, record, field);
        expect(fold(await glyphsUnderLight(page)), `${field} of ${record}`).toContain(fold(raw));
        expect(await inkUnderLight(page), `ink of ${field} of ${record}`).toBeGreaterThan(0);
      }
      expect(complaints).toEqual([]);
      await context.close();
    });

    it('lights up both pieces of a value that lies on two pages, and leads from one to the other', async () => {
      const reading = readingsOf('pages').find(({ at, field }) => at.length === 2 && field === 'name')!;
      const { page, complaints, context } = await open('pages', `?record=${reading.record}&field=${reading.field}`);
      await page.waitForSelector('.lit-asked');
      await until(page, `document.querySelectorAll('.sheet-text[data-ready]').length >= 2`);
      expect(await page.locator('.lit').count()).toBe(2);
      expect(fold(await glyphsUnderLight(page))).toBe(fold(reading.raw));
      expect(await page.locator('.places-count').textContent()).toBe('1/2');
      const [first, second] = reading.at.map((place) => ('page' in place ? place.page : 0));
      expect(await pageOfLight(page)).toBe(first);
      await page.keyboard.press('Enter');
      await until(page, `document.querySelector('.places-count').textContent === '2/2'`);
      expect(await pageOfLight(page)).toBe(second);
      expect(await isInView(page, '.lit-asked')).toBe(true);
      expect(complaints).toEqual([]);
      await context.close();
    });

    it('stays right when it is made larger', async () => {
      const reading = readingsOf('pages').find(({ field }) => field === 'raw_value')!;
      const { page, context } = await open('pages', `?record=${reading.record}&field=raw_value`);
      await page.waitForSelector('.lit-asked');
      const before = (await page.locator('.lit-asked').boundingBox())!;
      for (let i = 0; i < 3; i++) await page.keyboard.press('+');
      await until(page, `document.querySelector('.zoom').textContent.includes('195%')`);
      await settled(page);
      const after = (await page.locator('.lit-asked').boundingBox())!;
      expect(after.width / before.width).toBeCloseTo(1.953, 1);
      expect(fold(await glyphsUnderLight(page))).toContain(fold(reading.raw));
      await context.close();
    });

    it('shows on the right what is under a click on the left', async () => {
      const { page, context } = await open('pages');
      const reading = readingsOf('pages').find(({ field }) => field === 'raw_value')!;
      await showReading(page, reading.record, reading.field);
      const box = (await page.locator('.lit-asked').boundingBox())!;
      await page.keyboard.press('Escape');
      await page.waitForSelector('.lit', { state: 'detached' });
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.waitForSelector('.pointing');
      expect(fold((await page.locator('.pointing').textContent())!)).toContain(fold(reading.raw));
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      const pressed = page.locator('.value[aria-pressed="true"]');
      await pressed.waitFor();
      expect(await pressed.getAttribute('data-record')).toBe(reading.record);
      expect(fold((await page.locator('.inspector').textContent())!)).toContain(fold(reading.raw));
      expect(new URL(page.url()).searchParams.get('record')).toBe(reading.record);
      await context.close();
    });

    it('has text that can be selected, and draws only the pages that are near', async () => {
      const { page, context } = await open('pages', '', { viewport: { width: 1440, height: 400 } });
      await page.waitForSelector('.sheet-text[data-ready]');
      const words = await page.locator('.sheet[data-page="1"] .sheet-text').textContent();
      expect(fold(words!)).toContain(fold(views.pages.record.document.title!));
      expect(await page.locator('.sheet').count()).toBe(3);
      expect(await page.locator('.sheet canvas').count()).toBeLessThan(3);
      await page.evaluate(`document.querySelector('.scroller').scrollTop = 1e6`);
      await page.waitForSelector('.sheet[data-page="3"] .sheet-text[data-ready]', { state: 'attached' });
      await until(page, `document.querySelector('.page-number').textContent.startsWith('3')`);
      expect(await page.locator('.sheet[data-page="1"] canvas').count()).toBe(0);
      await context.close();
    });
  });

  describe('other originals', () => {
    it('HTML: lights up the element that the value was read from, without scripts', async () => {
      const { page, complaints, context } = await open('html');
      // Looked at from the application: a driver that runs its scripts within the frame is refused, and says so.
      const inFrame = (script: string) =>
        page.evaluate<string>(`((frame) => ${script})(document.querySelector('.original-frame').contentDocument)`);
      await until(
        page,
        `document.querySelector('.original-frame').contentDocument.querySelector('[data-gongkai-layers]')`,
      );
      expect(await page.locator('.original-frame').getAttribute('sandbox')).toBe('allow-same-origin');
      for (const { record, field, raw } of sample(distinct(readingsOf('html')))) {
        await choose(page, record, field);
        const lit = await inFrame(
          `[...frame.querySelectorAll('[data-gongkai-lit]')].map((each) => each.textContent).join('')`,
        );
        expect(fold(lit), `${field} of ${record}`).toContain(fold(raw));
      }
      const [x, y] = JSON.parse(
        await inFrame(`{
          const cell = [...frame.querySelectorAll('td[data-gongkai-layers]')].find((each) => each.textContent.includes('≥95%'));
          cell.scrollIntoView({ block: 'center' });
          const [box, whole] = [cell, document.querySelector('.original-frame')].map((each) => each.getBoundingClientRect());
          return JSON.stringify([whole.left + (box.left + box.right) / 2, whole.top + (box.top + box.bottom) / 2]);
        }`),
      ) as [number, number];
      await page.mouse.click(x, y);
      const pressed = page.locator('.value[aria-pressed="true"]');
      await pressed.waitFor();
      expect(fold((await pressed.textContent())!)).toContain('≥95%');
      // Keys that are pressed within the page of the frame are heard.
      await page.keyboard.press('Escape');
      await page.waitForSelector('.inspector', { state: 'detached' });
      expect(complaints).toEqual([]);
      await context.close();
    });

    it('text: lights up exactly what was printed, over several lines', async () => {
      const { page, complaints, context } = await open('text');
      await page.waitForSelector('.text-line');
      const readings = sample(distinct(readingsOf('text')));
      expect(readings.some(({ at }) => at.length > 1)).toBe(true);
      for (const { record, field, raw } of readings) {
        await choose(page, record, field);
        await page.waitForSelector('.lit-asked');
        const lit = (await page.locator('.text-mark.lit').allTextContents()).join('');
        // Clauses from several sentences are one text with semicolons between.
        const clauses = (text: string) => fold(text).replaceAll(';', '');
        expect(clauses(lit), `${field} of ${record}`).toContain(clauses(raw));
        expect(await isInView(page, '.lit-asked')).toBe(true);
      }
      expect(complaints).toEqual([]);
      await context.close();
    });

    for (const name of ['docx', 'workbook'] as const) {
      it(`${name}: lights up the cell or the paragraph`, async () => {
        const { page, complaints, context } = await open(name);
        await page.waitForSelector('.blocks td');
        for (const { record, field, raw } of sample(distinct(readingsOf(name)))) {
          await choose(page, record, field);
          await page.waitForSelector('.lit-asked');
          const lit = (await page.locator('.blocks .lit').allTextContents()).join('');
          expect(fold(lit), `${field} of ${record}`).toContain(fold(raw));
        }
        expect(complaints).toEqual([]);
        await context.close();
      });
    }
  });

  describe('choosing', () => {
    it('steps through the values by keyboard, tells them aloud, and keeps each in the address', async () => {
      const { page, context } = await open('pages');
      await page.waitForSelector('.box');
      await page.keyboard.press('n');
      await page.waitForSelector('.lit-asked');
      expect(await page.locator('.stepper-count').textContent()).toMatch(/^1\//);
      const first = page.url();
      await page.keyboard.press('n');
      await until(page, `location.href !== ${JSON.stringify(first)}`);
      expect(await page.locator('.stepper-count').textContent()).toMatch(/^2\//);
      const told = await page.locator('[aria-live="polite"]').last().textContent();
      expect(told).toMatch(/第 \d+ 页/);
      await page.keyboard.press('p');
      await until(page, `location.href === ${JSON.stringify(first)}`);
      // The address alone leads to the same box.
      const elsewhere = await openPage(browser);
      await elsewhere.page.goto(first);
      await elsewhere.page.waitForSelector('.lit-asked');
      expect(await elsewhere.page.locator('.inspector').count()).toBe(1);
      await elsewhere.context.close();
      await page.keyboard.press('Escape');
      await page.waitForSelector('.inspector', { state: 'detached' });
      expect(new URL(page.url()).search).toBe('');
      await page.keyboard.press('?');
      await page.waitForSelector('dialog[open]');
      await context.close();
    });

    it('shows the places of findings and of checks, and switches layers off', async () => {
      const { record, checks } = views.pages;
      const number = record.findings.findIndex(({ at }) => at.length > 0) + 1;
      expect(number).toBeGreaterThan(0);
      const { page, context } = await open('pages', `?finding=${number}`);
      await page.waitForSelector('.lit-asked');
      expect(await page.locator('#tab-findings').getAttribute('aria-selected')).toBe('true');
      expect(await page.locator('.inspector').textContent()).toContain(record.findings[number - 1]!.message);
      await page.waitForSelector('.box.layer-warning');
      await page.locator('.legend-fold summary').click();
      await page.locator('.legend label', { hasText: '警告' }).click();
      await page.waitForSelector('.box.layer-warning', { state: 'detached' });

      const check = checks.findIndex(
        ({ verdict, sides }) => verdict === 'fail' && sides.some(({ at }) => at.length > 0),
      );
      await page.goto(`${explorer.url}/documents/${ids.pages}?check=${check + 1}`);
      await page.waitForSelector('.lit-asked');
      for (const { value } of checks[check]!.sides) {
        expect(await page.locator('.inspector').textContent()).toContain(value);
      }
      await context.close();
    });

    it('says that a link names what is not there', async () => {
      const { page, context } = await open('pages', '?record=0123456789abcdef0123&field=name');
      await page.getByText('链接所指的内容不在这份文件中').waitFor();
      await context.close();
    });

    it('says why a document cannot be opened', async () => {
      const { page, context } = await openPage(browser);
      await page.goto(`${explorer.url}/documents/${'0'.repeat(64)}`);
      await page.getByRole('alert').waitFor();
      await context.close();
    });
  });

  it('corrects a value in place, tells what the server refuses, and shows who did it', async () => {
    const { page, context } = await open('docx');
    const indicator = views.docx.record.projects[0]!.indicators.find(({ value }) => value !== null)!;
    await choose(page, indicator.id, 'value');
    const inspector = page.locator('.inspector');
    await inspector.getByRole('button', { name: '更正' }).click();
    await inspector.getByLabel('数值').fill('不是数字');
    await inspector.getByLabel('理由').fill('核对决算');
    await inspector.getByLabel('核对人').fill('王审计');
    await inspector.getByRole('button', { name: '保存更正' }).click();
    await until(page, `document.querySelector('.problem').textContent !== ''`);
    expect(await inspector.locator('.problem').textContent()).toContain('不是数字');
    await inspector.getByLabel('数值').fill('12345');
    await inspector.getByRole('button', { name: '保存更正' }).click();
    await inspector.getByText('已更正').waitFor();
    const said = (await inspector.textContent())!;
    expect(said).toContain('12345');
    expect(said).toContain('王审计');
    expect(said).toContain(String(indicator.value));
    await page.locator('#tab-corrections').click();
    expect(await page.locator('.record-body').textContent()).toContain('核对决算');

    // Who is remembered; accepting takes one more click.
    await choose(page, indicator.id, 'name');
    await inspector.getByRole('button', { name: '确认无误' }).click();
    expect(await inspector.getByLabel('核对人').inputValue()).toBe('王审计');
    await inspector.getByRole('button', { name: '确认无误' }).click();
    await inspector.getByText('已确认').first().waitFor();
    await context.close();
  });

  it('never makes markup of what was read', async () => {
    const { page, complaints, context } = await open('hostile');
    page.on('dialog', () => complaints.push('a dialog'));
    const project = views.hostile.record.projects.find(({ name }) => name === HOSTILE)!;
    await choose(page, project.id, 'name');
    expect(await page.locator('.inspector').textContent()).toContain(HOSTILE);
    expect(await page.locator('.text-mark.lit').first().textContent()).toContain(HOSTILE);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('is usable on a phone: one side at a time, no sideways scrolling', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
    const { page, context } = await open('pages', '', phone);
    await page.getByRole('button', { name: '识别结果' }).tap();
    const reading = readingsOf('pages').find(({ field }) => field === 'raw_value')!;
    await page.locator(`.value[data-record="${reading.record}"][data-field="raw_value"]`).first().tap();
    await page.waitForSelector('.lit-asked');
    expect(await isInView(page, '.lit-asked')).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await context.close();
  });

  it('is accessible with every kind of original', async () => {
    for (const name of ['html', 'text', 'docx'] as const) {
      const { record, field } = readingsOf(name).find((reading) => reading.at.length > 0)!;
      const { page, context } = await open(name, `?record=${record}&field=${field}`);
      await page.waitForSelector('.inspector');
      await page.waitForSelector('.original-frame, .lit-asked');
      expect(await accessibilityViolations(page), name).toEqual([]);
      await context.close();
    }
  });

  describe('a search', () => {
    const WORDS: [name: Name, typed: string][] = [
      ['pages', '搬迁 "安 置 区"'],
      ['html', '满意度'],
      ['text', '绩效'],
      ['docx', '满意度'],
      ['long', '足额保障率'],
      ['workbook', '预算'],
    ];
    /** What is lit, in the page or in the frame of a web page. */
    const litText = (page: Page, name: Name) => {
      if (name === 'pages') return glyphsUnderLight(page);
      const lit = `[...(document.querySelector('.original-frame')?.contentDocument ?? document)
        .querySelectorAll('.lit, [data-gongkai-lit]')].map((each) => each.textContent).join('')`;
      return page.evaluate<string>(lit);
    };
    const hitIn = (page: Page) => new URL(page.url()).searchParams.get('hit');

    it.each(WORDS)('%s: leads from the list to the hit, and from hit to hit by keyboard', async (name, typed) => {
      const { page, complaints, context } = await openPage(browser);
      await page.goto(`${explorer.url}/documents?search=${encodeURIComponent(typed)}`);
      await page.locator(`.documents-title > a[href*="${ids[name]}"]`).click();
      await page.waitForSelector('.inspector');
      const words = name === 'pages' ? ['搬迁', '安置区'] : [typed];
      const says = async () => fold((await page.locator('.inspector mark').textContent())!);
      const isLit = async () => {
        const lit = fold(await litText(page, name));
        const isThere = name === 'html' || (await isInView(page, '.lit-asked'));
        return isThere && words.some((word) => lit.includes(word)) && lit.includes(await says());
      };
      await expect.poll(isLit, { timeout: 20_000 }).toBe(true);
      expect(hitIn(page)).toBe('1');
      const count = (await page.locator('.stepper-count').textContent())!;
      expect(count).toMatch(/^1\/\d+$/);
      const total = Number(count.split('/')[1]);
      await page.keyboard.press('n');
      await expect.poll(() => hitIn(page)).toBe(total > 1 ? '2' : '1');
      await expect.poll(isLit, { timeout: 20_000 }).toBe(true);
      await page.keyboard.press('p');
      await page.keyboard.press('p');
      await expect.poll(() => hitIn(page)).toBe(String(total));
      await expect.poll(isLit, { timeout: 20_000 }).toBe(true);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    });

    it('finds within the document what is typed there, and forgets it', async () => {
      const { page, context } = await open('pages');
      await page.keyboard.press('/');
      await page.keyboard.type('满意度');
      await expect.poll(() => hitIn(page), { timeout: 20_000 }).toBe('1');
      await page.waitForSelector('.box.layer-hit', { state: 'attached' });
      await page.keyboard.press('Enter');
      await expect.poll(() => hitIn(page)).toBe('2');
      await page.locator('.original-bar input[type=search]').fill('');
      await expect.poll(() => new URL(page.url()).search, { timeout: 20_000 }).toBe('');
      await page.waitForSelector('.box.layer-hit', { state: 'detached' });
      await context.close();
    });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      it(`is accessible: ${colorScheme}, ${width} px`, async () => {
        const reading = readingsOf('pages').find(({ field }) => field === 'raw_value')!;
        const query = `?record=${reading.record}&field=raw_value`;
        const { page, context } = await open('pages', query, { colorScheme, viewport: { width, height: 900 } });
        await page.waitForSelector('.lit-asked');
        await settled(page);
        expect(await accessibilityViolations(page)).toEqual([]);
        await page.locator('.legend-fold summary').click();
        if (width < 800) await page.getByRole('button', { name: '识别结果' }).click();
        await page.locator('.inspector').getByRole('button', { name: '更正' }).click();
        for (const tab of ['findings', 'checks', 'document']) {
          await page.locator(`#tab-${tab}`).click();
          expect(await accessibilityViolations(page), tab).toEqual([]);
        }
        await context.close();
      });
    }
  }
});

/** Readings of a document that are looked at one by one: each takes a moment. */
const SAMPLE = 16;

/** Some from all over the document, and all that lie in several places. */
function sample(readings: Reading[]): Reading[] {
  const step = Math.ceil(readings.length / SAMPLE);
  return readings.filter(({ at }, i) => (at.length > 1 && at.length < 4) || i % step === 0);
}

interface Reading {
  record: string;
  field: string;
  raw: string;
  at: DocumentView['record']['findings'][number]['at'];
}

/** As a link within the application does. */
async function choose(page: Page, record: string, field: string): Promise<void> {
  await page.evaluate(`{
    const link = document.createElement('a');
    link.href = location.pathname + '?' + new URLSearchParams(${JSON.stringify({ record, field })});
    document.body.append(link);
    link.click();
    link.remove();
  }`);
  await until(
    page,
    `document.querySelector('.inspector') && new URLSearchParams(location.search).get('field') === ${JSON.stringify(field)}`,
  );
  await settled(page);
}

async function showReading(page: Page, record: string, field: string): Promise<void> {
  await choose(page, record, field);
  await page.waitForSelector('.lit-asked');
  await until(page, `document.querySelector('.lit-asked').closest('.sheet').querySelector('.sheet-text[data-ready]')`);
}

/** Asks again until it is so; the page's security policy lets no waiting be written into it as text. */
async function until(page: Page, condition: string): Promise<void> {
  await expect.poll(() => page.evaluate(`Boolean(${condition})`), { timeout: 15_000 }).toBe(true);
}

/** Two frames later all that was asked for is drawn. */
async function settled(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** The characters of pdf.js's own text, each where pdf.js lays it, whose middle lies within a lit box. */
function glyphsUnderLight(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const found = [];
    for (const lit of document.querySelectorAll('.lit')) {
      const box = lit.getBoundingClientRect();
      const words = document.createTreeWalker(lit.closest('.sheet').querySelector('.sheet-text'), NodeFilter.SHOW_TEXT);
      for (let node = words.nextNode(); node; node = words.nextNode()) {
        for (let i = 0; i < node.data.length; i++) {
          const range = document.createRange();
          range.setStart(node, i);
          range.setEnd(node, i + 1);
          const at = range.getBoundingClientRect();
          const [x, y] = [(at.left + at.right) / 2, (at.top + at.bottom) / 2];
          if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) found.push(node.data[i]);
        }
      }
    }
    return found.join('');
  })()`);
}

/** Dark pixels of the picture of the page under the box that is asked for. */
function inkUnderLight(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const lit = document.querySelector('.lit-asked');
    const canvas = lit.closest('.sheet').querySelector('canvas');
    const [box, whole] = [lit.getBoundingClientRect(), canvas.getBoundingClientRect()];
    const scale = canvas.width / whole.width;
    // Without its edges, where the lines of the table are.
    const inset = 3;
    // Read from a copy: the browser warns of canvases that are read again and again.
    const size = [box.width, box.height].map((length) => Math.max(1, Math.round((length - 2 * inset) * scale)));
    const copy = Object.assign(document.createElement('canvas'), { width: size[0], height: size[1] });
    const context = copy.getContext('2d', { willReadFrequently: true });
    context.drawImage(canvas, (box.left - whole.left + inset) * scale, (box.top - whole.top + inset) * scale, ...size, 0, 0, ...size);
    const { data } = context.getImageData(0, 0, ...size);
    let dark = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] < 600) dark++;
    return dark;
  })()`);
}

function pageOfLight(page: Page): Promise<number> {
  return page.evaluate<number>(`Number(document.querySelector('.lit-asked').closest('.sheet').dataset.page)`);
}

/** Whether an element lies within the part of its scroller that is seen. */
function isInView(page: Page, selector: string): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const element = document.querySelector('${selector}');
    if (!element) return false;
    const [box, view] = [element.getBoundingClientRect(), element.closest('.scroller').getBoundingClientRect()];
    return box.bottom > view.top && box.top < view.bottom && box.right > view.left && box.left < view.right;
  })()`);
}
