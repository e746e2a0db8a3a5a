/** Finds the documents that paths on the command line stand for. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';

/** What a folder is searched for. A file that is named itself is taken whatever it is called: bytes decide, not names. */
const DOCUMENT_EXTENSIONS = new Set(
  'txt text md markdown csv tsv pdf ofd ceb doc docx docm dot dotx wps wpt rtf odt ott xls xlsx xlsm xlsb et ods htm html shtml xhtml mht mhtml zip rar 7z'.split(
    ' ',
  ),
);

export interface FoundFile {
  /** For the file system; a Buffer where the name is not valid UTF-8. */
  path: string | Buffer;
  /** For people and records: the path as given. */
  source: string;
  /** Unpacked from an archive: to be removed when it is read. */
  temporary?: boolean;
}

export interface Found {
  files: FoundFile[];
  /** Files in folders that do not look like documents, by extension. */
  skipped: Map<string, number>;
  /** Paths that led nowhere, and why. */
  problems: { source: string; message: string }[];
}

/** Files in the order given; a folder's by name, recursively, without hidden ones and without the folder `except`. */
export async function findDocuments(paths: readonly string[], except: string | null): Promise<Found> {
  const found: Found = { files: [], skipped: new Map(), problems: [] };
  const avoided = except === null ? null : await realpath(except).catch(() => null);
  for (const path of paths) {
    try {
      const there = await stat(path);
      if (there.isDirectory()) await searchGiven(path, avoided, found);
      else if (there.isFile()) found.files.push({ path, source: path });
      else found.problems.push({ source: path, message: 'is neither a file nor a folder' });
    } catch (error) {
      found.problems.push({ source: path, message: explain(error) });
    }
  }
  return found;
}

async function searchGiven(directory: string, avoided: string | null, found: Found): Promise<void> {
  const { files, problems } = found;
  const before = files.length + problems.length;
  const trimmed = directory.replace(/\/+$/, '');
  await search({ path: directory, source: trimmed }, avoided, found);
  if (files.length + problems.length === before) problems.push({ source: directory, message: 'holds no documents' });
}

async function search(directory: FoundFile, avoided: string | null, found: Found): Promise<void> {
  if (avoided !== null && (await realpath(directory.path)) === avoided) return;
  let entries: Dirent<Buffer>[];
  try {
    entries = await readdir(directory.path, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    found.problems.push({ source: directory.source, message: explain(error) });
    return;
  }
  entries.sort((a, b) => Buffer.compare(a.name, b.name));
  for (const entry of entries) {
    const file = within(directory, entry.name);
    if (entry.name[0] === '.'.charCodeAt(0)) continue;
    if (entry.isDirectory()) await search(file, avoided, found);
    else if (entry.isFile()) take(file, found);
    else if (entry.isSymbolicLink()) await follow(file, found);
  }
}

function take(file: FoundFile, { files, skipped }: Found): void {
  const extension = /\.([^./]+)$/.exec(file.source)?.[1]?.toLowerCase() ?? '';
  if (DOCUMENT_EXTENSIONS.has(extension)) files.push(file);
  else skipped.set(extension, (skipped.get(extension) ?? 0) + 1);
}

/** Links to folders are not followed: they lead in circles. */
async function follow(link: FoundFile, found: Found): Promise<void> {
  try {
    if ((await stat(link.path)).isFile()) take(link, found);
  } catch (error) {
    found.problems.push({ source: link.source, message: `is a link whose target ${explain(error)}` });
  }
}

/** ZIP files of Chinese offices unpack to names in GBK; the file system still wants those bytes. */
function within(directory: FoundFile, name: Buffer): FoundFile {
  const text = name.toString('utf8');
  const valid = Buffer.from(text).equals(name);
  const source = `${directory.source}/${valid ? text : new TextDecoder('gb18030').decode(name)}`;
  if (valid && typeof directory.path === 'string') return { path: source, source };
  return { path: Buffer.concat([Buffer.from(directory.path), Buffer.from('/'), name]), source };
}

/** An error of the file system in plain words. */
export function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read (no permission)';
  if (code === 'ENOTDIR') return 'lies under something that is not a folder';
  if (code === 'ELOOP') return 'is a link that leads in a circle';
  if (code === 'ENOSPC') return 'cannot be written: the disk is full';
  return message;
}
