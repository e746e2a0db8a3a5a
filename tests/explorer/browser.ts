/** A browser, an explorer to look at with it, and what must not happen in either. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const ROOT = join(import.meta.dirname, '..', '..');
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome'];
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Runs in the page, as text: the types of a browser are none of these tests'. */
const REPORT_POLICY = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile))`;

const executable = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => COMMANDS.map((command) => join(folder, command)))
  .find(existsSync);

/** Why there is no browser, or null. With GONGKAI_REQUIRE_ALL its absence is a failure. */
export const browserMissing: string | null = executable ? null : missing();

function missing(): string {
  const why = 'needs chromium (Debian: apt-get install chromium fonts-noto-cjk)';
  if (process.env.GONGKAI_REQUIRE_ALL !== undefined) throw new Error(why);
  return why;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable!, args: ARGUMENTS });
}

export interface Watched {
  context: BrowserContext;
  page: Page;
  /** What the console said as an error or a warning, what the page threw, and each violation of its security policy. */
  complaints: string[];
}

/** A page whose complaints are listened to. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 }, ...options });
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`threw: ${error.message}`));
  await page.addInitScript({ content: REPORT_POLICY });
  return { context, page, complaints };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious and critical violations of the page as it stands, each with the element. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { resultTypes: ['violations'] })`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

/** `gongkai explore` of a data folder, as its users start it; on a port that is free. */
export class RunningExplorer {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(data: string, options: string[] = []): Promise<RunningExplorer> {
    const command = [join(ROOT, 'dist', 'pipeline', 'cli.js'), 'explore', '--data', data, '--port', '0', ...options];
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    const url = await new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          said.push(line);
          const found = /https?:\/\/\S+/.exec(line);
          if (found) resolve(found[0].replace(/\/$/, ''));
        });
      }
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`gongkai explore ended with ${code}: ${said.join('\n')}`)));
    });
    return new RunningExplorer(url, child);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGINT');
    await ended;
  }
}
