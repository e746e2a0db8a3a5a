/** LibreOffice, found on PATH, as a converter of documents: one run a document, in a folder that is gone afterwards. */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ConversionError, type ConversionTarget, type OfficeConverter } from '../../extractors/office/converter.js';
import { PACKAGE_ROOT } from '../package.js';

/** Time for one document, in seconds: less than what a worker has for it. A start takes one, 500 pages some ten. */
const SECONDS = 45;
const START_SECONDS = 30;
/** What the process may ask for in all, and what one file that it writes may come to. */
const MEMORY_MB = 4096;
const OUTPUT_MB = 256;
const STDERR_SHOWN = 300;

/** Built, also where this file runs from its source under a test runner. */
const KEEPER = join(PACKAGE_ROOT, 'dist', 'pipeline', 'office', 'keeper.js');
const FILTERS: Record<ConversionTarget, string> = {
  docx: 'docx:MS Word 2007 XML',
  xlsx: 'xlsx:Calc MS Excel 2007 XML',
};

const run = promisify(execFile);

/**
 * LibreOffice by the option `--office`: `auto` looks for soffice on PATH, `off` for nothing, anything else is its path.
 * Null where it is not there.
 */
export async function findOffice(choice: string): Promise<OfficeConverter | null> {
  if (choice === 'off') return null;
  const program = choice === 'auto' ? 'soffice' : choice;
  try {
    const { stdout } = await run(program, ['--version'], { timeout: START_SECONDS * 1000 });
    const version = /LibreOffice(?:Dev)? (\d[\d.]*)/.exec(stdout)?.[1];
    return version ? new LibreOffice(program, `LibreOffice ${version}`, await withoutNetwork()) : null;
  } catch {
    return null;
  }
}

/** What a program is put behind to have no network but itself; nothing where the system does not allow that. */
async function withoutNetwork(): Promise<string[]> {
  const prefix = ['unshare', '--map-root-user', '--net'];
  return run(prefix[0]!, [...prefix.slice(1), 'true'], { timeout: START_SECONDS * 1000 })
    .then(() => prefix)
    .catch(() => []);
}

/**
 * Settings of the profile that each run gets for itself: no macros, no links that are followed, and a proxy that is not
 * there, in case a link is followed all the same. A DOC may name a picture by its address.
 */
const SETTINGS: [path: string, name: string, value: string | number | boolean][] = [
  ['/org.openoffice.Office.Common/Security/Scripting', 'DisableMacrosExecution', true],
  ['/org.openoffice.Office.Common/Security/Scripting', 'MacroSecurityLevel', 3],
  ['/org.openoffice.Office.Common/Security/Scripting', 'BlockUntrustedRefererLinks', true],
  ['/org.openoffice.Office.Writer/Content/Update', 'Link', 0],
  ['/org.openoffice.Office.Calc/Content/Update', 'Link', 2],
  ['/org.openoffice.Inet/Settings', 'ooInetProxyType', 1],
  ['/org.openoffice.Inet/Settings', 'ooInetHTTPProxyName', '127.0.0.1'],
  ['/org.openoffice.Inet/Settings', 'ooInetHTTPProxyPort', 9],
  ['/org.openoffice.Inet/Settings', 'ooInetHTTPSProxyName', '127.0.0.1'],
  ['/org.openoffice.Inet/Settings', 'ooInetHTTPSProxyPort', 9],
];

class LibreOffice implements OfficeConverter {
  constructor(
    private readonly program: string,
    readonly name: string,
    private readonly prefix: readonly string[],
  ) {}

  async convert(bytes: Uint8Array, extension: string, target: ConversionTarget): Promise<Uint8Array> {
    const folder = mkdtempSync(join(tmpdir(), 'gongkai-office-'));
    try {
      const input = join(folder, `document.${extension}`);
      const output = join(folder, 'converted');
      const profile = join(folder, 'profile');
      writeFileSync(input, bytes);
      writeProfile(profile);
      const stderr = await this.#run(folder, [
        `-env:UserInstallation=${pathToFileURL(profile)}`,
        '--headless',
        '--norestore',
        '--nologo',
        '--convert-to',
        FILTERS[target],
        '--outdir',
        output,
        input,
      ]);
      return this.#result(output, target, stderr);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #run(folder: string, args: string[]): Promise<string> {
    // A limit that the system does not know is no reason not to read the document.
    const limited = `ulimit -v ${MEMORY_MB * 1024} 2>/dev/null; ulimit -f ${OUTPUT_MB * 2048} 2>/dev/null; exec "$@"`;
    const command = [...this.prefix, 'sh', '-c', limited, 'sh', this.program, ...args];
    return new Promise((resolve, reject) => {
      const keeper = spawn(process.execPath, [KEEPER, String(SECONDS), folder, ...command], {
        // Ctrl-C reaches the whole process group; the keeper ends by itself when this process does.
        detached: true,
        stdio: ['pipe', 'ignore', 'pipe'],
        env: { ...process.env, HOME: folder, NODE_OPTIONS: '', http_proxy: DEAD_PROXY, https_proxy: DEAD_PROXY },
      });
      let stderr = '';
      keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr = (stderr + text).slice(-STDERR_SHOWN);
      });
      keeper.stdin.on('error', () => {}); // it is only held open
      keeper.on('error', (error) => reject(new ConversionError('failed/broken', `${this.name}: ${error.message}`)));
      keeper.on('close', (code) => {
        if (code === TIMED_OUT)
          reject(new ConversionError('failed/timeout', `${this.name} took longer than ${SECONDS} s`));
        else resolve(stderr);
      });
    });
  }

  /** The one file that came out. It ends with exit code 0 whether one did or not. */
  #result(output: string, target: ConversionTarget, stderr: string): Uint8Array {
    let file: string | undefined;
    try {
      file = readdirSync(output).find((name) => name.endsWith(`.${target}`));
    } catch {
      // It did not get as far as to make the folder.
    }
    const path = file && join(output, file);
    if (!path || statSync(path).size === 0)
      throw new ConversionError('failed/broken', `${this.name} cannot open it: ${stderr.trim() || 'no reason given'}`);
    return new Uint8Array(readFileSync(path));
  }
}

/** The exit code of the keeper where the time was up. */
const TIMED_OUT = 124;
const DEAD_PROXY = 'http://127.0.0.1:9';

function writeProfile(profile: string): void {
  const user = join(profile, 'user');
  mkdirSync(user, { recursive: true });
  const items = SETTINGS.map(
    ([path, name, value]) =>
      `<item oor:path="${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`,
  );
  writeFileSync(
    join(user, 'registrymodifications.xcu'),
    `<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${items.join('')}</oor:items>`,
  );
}
