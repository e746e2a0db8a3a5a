/** Whether the archive still holds what its logs tell: every object against its name, every line against its object. */
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Archive, digestFile } from './archive.js';
import { readLines } from './fetch-log.js';
import { listSites, runLogs, siteFolders } from './site-folder.js';

export interface Problem {
  /** `damaged`: the bytes are not those of the name; `missing`: a log tells of it; `stray`: no object of ours. */
  kind: 'damaged' | 'missing' | 'stray' | 'unreadable';
  /** Path of the object, or of the log and the line. */
  where: string;
  message: string;
}

export interface Verification {
  objects: number;
  bytes: number;
  lines: number;
  /** Lines that a crash cut short: what they would have told was never believed. */
  stumps: number;
  /** Objects that no log tells of: their line was lost in a crash. Harmless. */
  untold: number;
}

/** Goes over all objects and all lines, and tells each problem. `onProgress` hears how many objects are done. */
export async function verifyArchive(
  data: string,
  archive: Archive,
  onProblem: (problem: Problem) => Promise<void>,
  { onProgress, signal }: { onProgress?: (objects: number) => void; signal: AbortSignal },
): Promise<Verification> {
  const result: Verification = { objects: 0, bytes: 0, lines: 0, stumps: 0, untold: 0 };
  /** Size by hash, of objects that are whole. */
  const whole = new Map<string, number>();
  const damaged = new Set<string>();
  for await (const path of objectsIn(archive.objects)) {
    signal.throwIfAborted();
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (archive.pathOf(name) !== join(archive.objects, path) || !/^[0-9a-f]{64}$/.test(name)) {
      await onProblem({ kind: 'stray', where: path, message: 'is no object of the archive' });
      continue;
    }
    result.objects += 1;
    onProgress?.(result.objects);
    const digest = await digestFile(join(archive.objects, path), signal).catch((error: Error) => error);
    if (digest instanceof Error) {
      signal.throwIfAborted();
      damaged.add(name);
      await onProblem({ kind: 'unreadable', where: path, message: digest.message });
    } else if (digest.sha256 !== name) {
      damaged.add(name);
      await onProblem({ kind: 'damaged', where: path, message: `hashes to ${digest.sha256}` });
    } else {
      result.bytes += digest.bytes;
      whole.set(name, digest.bytes);
    }
  }
  const told = new Set<string>();
  for await (const { log, number, line } of linesIn(data)) {
    signal.throwIfAborted();
    result.lines += 1;
    if (line === null) {
      result.stumps += 1;
      continue;
    }
    const { sha256, bytes } = line;
    if (!sha256 || damaged.has(sha256)) continue;
    const where = `${log}:${number}`;
    const size = whole.get(sha256);
    if (!told.has(sha256) && size === undefined) {
      await onProblem({ kind: 'missing', where, message: `object ${sha256} is not in the archive` });
    } else if (size !== undefined && bytes !== undefined && size !== bytes) {
      await onProblem({ kind: 'damaged', where, message: `tells ${bytes} bytes of ${sha256}, which has ${size}` });
    }
    told.add(sha256);
  }
  for (const sha256 of whole.keys()) if (!told.has(sha256)) result.untold += 1;
  return result;
}

/** Paths below the folder of the objects, by `/`; files that are being written are left out. */
async function* objectsIn(folder: string): AsyncGenerator<string> {
  for (const prefix of (await names(folder)).sort()) {
    if (prefix === '.incoming') continue;
    if (!(await stat(join(folder, prefix))).isDirectory()) yield prefix;
    else for (const name of (await names(join(folder, prefix))).sort()) yield `${prefix}/${name}`;
  }
}

interface ToldLine {
  log: string;
  number: number;
  /** Null for a stump. */
  line: { sha256?: string; bytes?: number } | null;
}

/** The lines of all logs, with the objects that must be there. */
async function* linesIn(data: string): AsyncGenerator<ToldLine> {
  const folder = join(data, 'archive', 'log');
  const paths = [join(folder, 'local.jsonl')];
  for (const site of await listSites(data)) {
    const folders = siteFolders(data, site);
    paths.push(...(await runLogs(folders)).map((name) => join(folders.log, name)));
  }
  for (const path of paths) {
    if (!(await stat(path).catch(() => null))) continue;
    let number = 0;
    for await (const { text } of readLines(path)) {
      number += 1;
      if (text !== '') yield { log: relative(folder, path), number, line: told(text) };
    }
  }
}

function told(text: string): ToldLine['line'] {
  try {
    const { sha256, bytes, outcome } = JSON.parse(text) as { sha256?: string; bytes?: number; outcome?: string };
    // Of a file that was too large only the hash was taken; of what a site sent nothing is logged with a hash then.
    if (sha256 === undefined || outcome === 'too-large') return {};
    return { sha256, ...(bytes === undefined ? {} : { bytes }) };
  } catch {
    return null;
  }
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
