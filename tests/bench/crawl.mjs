/**
 * Pages a second of the crawler beside Crawlee's CheerioCrawler, over one loopback site that is served by another process:
 * `node tests/bench/crawl.mjs [PAGES]` after `npm run build`, or through `npm run bench`. Crawlee is no dependency: it is
 * installed to a temporary folder; where that is not possible, it is left out and told so.
 *
 * What each does is said in crawl/gongkai.mjs and crawl/crawlee.mjs. Ours asks one page at a time, as it would a real site;
 * Crawlee is measured so, too, and as it comes, with many connections at once.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CRAWLEE = '@crawlee/cheerio@3.18.1';
const run = promisify(execFile);
const script = (name) => join(import.meta.dirname, 'crawl', `${name}.mjs`);

/** Yields each crawler's `{ crawler, pages, pages_a_second, cpu_ms_a_page, megabytes }`, memory after each 1,000 pages. */
export async function* measureCrawl(pages = 5_000) {
  const work = mkdtempSync(join(tmpdir(), 'gongkai-bench-crawl-'));
  const server = spawn(process.execPath, [script('site'), String(pages)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(server.stdout, 'data');
    const url = `${line}`.trim();
    const measure = async (crawler, name, ...args) => {
      const { stdout } = await run(process.execPath, [script(name), url, join(work, crawler), ...args]);
      const { pages: fetched, seconds, cpu, megabytes } = JSON.parse(stdout.trim().split('\n').at(-1));
      if (fetched < pages) throw new Error(`${crawler} fetched ${fetched} pages of ${pages}`);
      return {
        crawler,
        pages: fetched,
        pages_a_second: Math.round(fetched / seconds),
        cpu_ms_a_page: Math.round((cpu * 10_000) / fetched) / 10,
        megabytes,
      };
    };
    yield await measure('gongkai', 'gongkai');
    const crawlee = await installCrawlee(join(work, 'install'));
    if (crawlee.missing) {
      yield { crawler: CRAWLEE, missing: crawlee.missing };
      return;
    }
    yield await measure('Crawlee, one request at a time', 'crawlee', crawlee.folder, '1');
    yield await measure('Crawlee, as it comes', 'crawlee', crawlee.folder, '0');
  } finally {
    server.kill();
    rmSync(work, { recursive: true, force: true });
  }
}

async function installCrawlee(folder) {
  try {
    await run('mkdir', ['-p', folder]);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--no-audit', '--no-fund', '--save-exact', CRAWLEE], { cwd: folder });
    return { folder };
  } catch (error) {
    return {
      missing: `cannot be installed: ${String(error.stderr || error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    };
  }
}

if (process.argv[1] === import.meta.filename) {
  for await (const figures of measureCrawl(Number(process.argv[2] ?? 5_000))) console.log(JSON.stringify(figures));
}
