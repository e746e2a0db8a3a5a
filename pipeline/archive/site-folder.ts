/** Where a site's logs and index lie in the data folder. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readLog } from './fetch-log.js';

/** Longer names are cut: file systems take 255 bytes. */
const LONGEST_NAME = 180;
/** Between what is left of a longer name and its digest; no other name has it. */
const CUT = '~';
const DIGEST_LENGTH = 16;
const LOG_SUFFIX = '.jsonl';

export interface SiteFolders {
  /** `<run>.jsonl` each, and the lock of the writer. */
  log: string;
  /** Derived; may be deleted when nobody uses it. */
  index: string;
}

/** `data` is the data folder, `site` the name of the site. */
export function siteFolders(data: string, site: string): SiteFolders {
  const name = fileName(site);
  return { log: join(data, 'archive', 'log', name), index: join(data, 'archive', 'index', name) };
}

/** The log of one run of a site. */
export function runLog({ log }: SiteFolders, run: string): string {
  return join(log, `${fileName(run)}${LOG_SUFFIX}`);
}

/** The names of the logs in a site's folder, sorted; none where there is no such folder. */
export async function runLogs({ log }: SiteFolders): Promise<string[]> {
  const names = await readdir(log).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.endsWith(LOG_SUFFIX)).sort();
}

/** Every site that the data folder has a log of, sorted. */
export async function listSites(data: string): Promise<string[]> {
  const folder = join(data, 'archive', 'log');
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => siteOfFolder(join(folder, name)));
  return (await Promise.all(names)).flatMap((name) => name ?? []).sort();
}

/** Any name as the name of one file on any system: `https://a.gov.cn/` → `https%3a%2f%2fa.gov.cn%2f`. */
function fileName(name: string): string {
  const safe = [...Buffer.from(name)]
    .map((byte, i) => {
      const character = String.fromCharCode(byte);
      const isSafe = /[a-z0-9_-]/.test(character) || (character === '.' && i > 0);
      return isSafe ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  if (safe.length <= LONGEST_NAME) return safe;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH);
  return `${safe.slice(0, LONGEST_NAME - DIGEST_LENGTH - 1)}${CUT}${digest}`;
}

/** Null for a folder that is none of ours. */
async function siteOfFolder(folder: string): Promise<string | null> {
  const name = basename(folder);
  try {
    if (!name.includes(CUT)) return decodeURIComponent(name);
  } catch {
    return null;
  }
  for (const log of (await readdir(folder)).filter((each) => each.endsWith(LOG_SUFFIX)).sort()) {
    for await (const { line } of readLog(join(folder, log))) if (line?.type === 'run') return line.site;
  }
  return null;
}
