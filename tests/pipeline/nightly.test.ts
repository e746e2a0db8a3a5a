/** `gongkai nightly` over a site on loopback: the report, the publish gate, never two at once, the schedule's clock. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WriterLock } from '../../pipeline/archive/writer-lock.js';
import type { Site as Pages, Resource } from '../../pipeline/demo/pages.js';
import { serveSites } from '../../pipeline/demo/server.js';
import { checkCounts, HeldError } from '../../pipeline/nightly/gate.js';
import type { NightReport } from '../../pipeline/nightly/report.js';
import { checkPattern, lastTurn } from '../../pipeline/nightly/schedule.js';
import { runCli, temporaryFolder } from './workspace.js';

const DOCUMENTS = join(import.meta.dirname, '../../corpora/documents');
const original = (slug: string): Resource => ({
  body: readFileSync(join(DOCUMENTS, slug, 'original.txt')),
  contentType: 'text/plain',
});
const list = (...paths: string[]): Resource => ({
  body: Buffer.from(
    `<html><body>${paths.map((path) => `<li><a href="${path}">预算绩效目标</a></li>`).join('')}</body></html>`,
  ),
  contentType: 'text/html',
});

/** A site with an entry of its own that expects so many documents. */
async function site(pages: Pages, documents: number) {
  const running = await serveSites([pages], { firstPort: 0 });
  onTestFinished(() => running.close());
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sites'));
  const entry = `name: 试点县\nstart: ['${running.urls[0]}']\ndelay_ms: 0\nexpected: { documents: ${documents} }\n`;
  writeFileSync(join(folder, 'sites', 'pilot.yml'), entry);
  const nightly = (...more: string[]) =>
    runCli(folder, ['nightly', '--sites', 'sites', '--allow-private', '--ocr', 'off', ...more]);
  return { folder, nightly };
}

function reports(folder: string): NightReport[] {
  const path = join(folder, 'gongkai-data/reports');
  const names = readdirSync(path).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')) as NightReport);
}

describe('gongkai nightly', () => {
  it('publishes, tells what is new and gone, and keeps the last good dataset when too much is missing', async () => {
    const pages: Pages = new Map([
      ['/index.html', list('/a.txt', '/b.txt')],
      ['/a.txt', original('cn-jilin-dehui-2024-targets-cell-lines')],
      ['/b.txt', original('cn-sichuan-panzhihua-dong-2024-report-prose')],
    ]);
    const { folder, nightly } = await site(pages, 2);
    const first = await nightly();
    expect(first.code, first.stderr).toBe(0);
    const codebook = join(folder, 'gongkai-data/dataset/datapackage.json');
    const published = readFileSync(codebook, 'utf8');

    pages.delete('/b.txt');
    const second = await nightly();
    expect(second.code).toBe(4);
    expect(second.stdout).toContain('NOT published');
    expect(second.stdout).toContain('pilot has 1 documents, 2 are expected');
    expect(readFileSync(codebook, 'utf8')).toBe(published);

    const [before, after] = reports(folder);
    expect(before).toMatchObject({ published: true, held: [], statuses: { ok: 2 } });
    expect(before!.sites[0]!.new.map(({ url }) => new URL(url).pathname).sort()).toEqual(['/a.txt', '/b.txt']);
    expect(after).toMatchObject({ published: false, sites: [{ documents: 1, gone: [{ why: 'http-404' }] }] });
    expect((await nightly('--force')).code).toBe(0);
  });

  it('does not begin while another night goes on', async () => {
    const { folder, nightly } = await site(new Map([['/index.html', list()]]), 1);
    const lock = await WriterLock.acquire(join(folder, 'gongkai-data/nightly.lock'), 'nightly');
    try {
      const { code, stderr } = await nightly();
      expect(code).toBe(5);
      expect(stderr).toContain('another night goes on');
    } finally {
      await lock.release();
    }
  });

  it('refuses a schedule that is none', async () => {
    const { code, stderr } = await runCli(temporaryFolder(), ['nightly', '--schedule', '61 22 * * *']);
    expect(code).toBe(2);
    expect(stderr).toContain('--schedule');
  });
});

describe('the publish gate', () => {
  it('holds a dataset that lost more than a tenth of a table', () => {
    const before = { documents: 100, projects: 50, readings: 9000 };
    expect(() => checkCounts(before, { documents: 90, projects: 60, readings: 1 })).not.toThrow();
    expect(() => checkCounts(before, { documents: 100, projects: 44 })).toThrow(HeldError);
    expect(() => checkCounts({}, {})).not.toThrow();
  });
});

describe('the schedule', () => {
  it('goes by the clock of China', () => {
    expect(lastTurn('30 22 * * *', new Date('2026-11-21T15:00:00Z'))).toEqual(new Date('2026-11-21T14:30:00Z'));
    expect(lastTurn('30 22 * * *', new Date('2026-11-21T14:00:00Z'))).toEqual(new Date('2026-11-20T14:30:00Z'));
    expect(() => checkPattern('* * *')).toThrow(/five fields/);
  });
});
