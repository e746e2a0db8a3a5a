/** Where a site's logs and index lie in the data folder. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Longer names are cut: file systems take 255 bytes. */
const LONGEST_NAME = 180;
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
  const entries = await readdir(join(data, 'archive', 'log'), { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? siteOfFolder(entry.name) : [])).sort();
}

/** Any name as the name of one file on any system: `https://a.gov.cn/` → `https%3a%2f%2fa.gov.cn%2f`. */
function fileName(name: string): string {
  const safe = [...Buffer.from(name)]
    .map((byte, i) => {
      const character = String.fromCharCode(byte);
      return /[a-z0-9_-]/.test(character) || (character === '.' && i > 0)
        ? character
        : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
  if (safe.length <= LONGEST_NAME) return safe;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${safe.slice(0, LONGEST_NAME - 20).replace(/%.?$/, '')}~${digest}`;
}

function siteOfFolder(folder: string): string {
  try {
    return decodeURIComponent(folder);
  } catch {
    return folder;
  }
}
