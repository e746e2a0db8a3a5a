/** ZIP files as archives. */
import { decodeNames } from '../container/names.js';
import { readZip } from '../container/zip.js';
import type { OpenedArchive } from './entry.js';

/** Throws a DamagedError where there is no directory to go by. */
export async function openZip(bytes: Uint8Array): Promise<OpenedArchive> {
  const entries = await readZip(bytes);
  const { names, encoding } = decodeNames(entries);
  async function* named() {
    for (const [i, entry] of entries.entries()) yield { ...entry, name: names[i]! };
  }
  const findings: OpenedArchive['findings'] = [];
  if (encoding === 'gb18030') {
    findings.push({
      code: 'archive/names-in-gb18030',
      severity: 'info',
      message: 'the names in the archive are no UTF-8 and are read as GB18030',
      at: [],
    });
  }
  return { entries: named(), findings };
}
