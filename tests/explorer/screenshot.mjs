/**
 * Makes explorer/screenshot.png, the picture in README: a document of the corpora with a value lit up on its page.
 *
 *   npm run build && gongkai run corpora/documents/cn-henan-lankao-2025-targets-pdf-three-pages/original.pdf --data picture
 *   gongkai explore --data picture & node tests/explorer/screenshot.mjs http://127.0.0.1:4173
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [address] = process.argv.slice(2);
if (!address) {
  console.error('Usage: node tests/explorer/screenshot.mjs URL');
  process.exit(2);
}
const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
await page.goto(`${address}/documents?search=${encodeURIComponent('安置区生活污水集中处理率')}`);
await page.locator('.documents-title > a').first().click();
await page.locator('.value[data-field="raw_value"]', { hasText: '≥95%' }).first().click();
await page.locator('.lit').first().waitFor();
await page.waitForLoadState('networkidle');
// The page is drawn after it is loaded, and scrolled to smoothly.
await page.waitForTimeout(2000);
await page.screenshot({ path: join(import.meta.dirname, '../../explorer/screenshot.png') });
await browser.close();
