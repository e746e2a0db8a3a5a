/** `gongkai archive`: the archive against its logs, and for other tools. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Archive } from '../archive/archive.js';
import { listSites, runLog, siteFolders } from '../archive/site-folder.js';
import { SiteIndex } from '../archive/site-index.js';
import { verifyArchive } from '../archive/verify.js';
import type { WarcCounts } from '../archive/warc.js';
import { explain } from '../intake/find.js';
import { readManifest } from '../package.js';
import { CannotWorkError, type Command, type Context, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { columns } from './dataset.js';
import { DATA_OPTION, type DataOptions } from './options.js';

interface ArchiveOptions extends DataOptions {
  warc?: string;
  run?: string;
  json?: boolean;
}

export const archiveCommand: Command<ArchiveOptions> = {
  name: 'archive',
  summary: 'verify the archive, or export it as WARC',
  paths: { syntax: '<action...>', description: "'verify', or 'export' and the sites to export (none: all)" },
  options: [
    { flags: '--warc <file>', description: 'with export: the WARC 1.1 file to write, as *.warc.gz' },
    { flags: '--run <run>', description: 'with export: only this run of each site' },
    { flags: '--json', description: 'with verify: print one problem a line, and what was verified' },
    DATA_OPTION,
  ],
  help: `verify hashes every object again and looks for every object that a log tells of. A stump is a line that a crash
cut short; what it would have told was never believed.

export writes what the log and the archive hold and makes nothing up: headers are those that the log keeps,
bodies are as they lie in the archive (content and transfer codings undone), an answer whose body was not
kept is marked as truncated, bytes that are in the file already are a revisit.

Examples:
  gongkai archive verify --data ./county
  gongkai archive export --warc all.warc.gz
  gongkai archive export cn-jilin-dehui --run 2026-11-21 --warc dehui.warc.gz

${EXIT_CODES_HELP}`,

  async run([action, ...sites], options, context) {
    if (action === 'verify' && sites.length === 0) return verify(options, context);
    if (action === 'export') return exportWarc(sites, options, context);
    throw new UsageError("It is 'verify', or 'export' and sites");
  },
};

async function verify({ data, json = false }: ArchiveOptions, { print, log, signal }: Context): Promise<number> {
  let problems = 0;
  const archive = new Archive(join(data, 'archive'));
  try {
    const verified = await verifyArchive(
      data,
      archive,
      async (problem) => {
        problems += 1;
        await print(json ? `${JSON.stringify(problem)}\n` : `${problem.kind}: ${problem.where}: ${problem.message}\n`);
      },
      { signal, onProgress: (objects) => log.status(`verifying: ${objects} objects`) },
    );
    const { objects, bytes, lines, stumps, untold } = verified;
    if (json) await print(`${JSON.stringify({ ...verified, problems })}\n`);
    else {
      await print(
        columns([
          ['objects', `${objects}  (${(bytes / 1e6).toFixed(1)} MB; ${untold} of them in no log)`],
          ['log lines', `${lines}  (${stumps} stumps)`],
          ['problems', problems],
        ]),
      );
    }
    return problems === 0 ? EXIT.done : EXIT.notAllOk;
  } finally {
    log.status(null);
  }
}

async function exportWarc(sites: string[], { data, warc, run }: ArchiveOptions, context: Context): Promise<number> {
  if (!warc) throw new UsageError('export needs --warc FILE');
  const known = await listSites(data);
  const unknown = sites.find((site) => !known.includes(site));
  if (unknown !== undefined) {
    throw new UsageError(`No crawl of '${unknown}' is in ${data}; there are: ${known.join(', ') || 'none'}`);
  }
  const logs: string[] = [];
  for (const site of sites.length > 0 ? sites : known) {
    const index = await SiteIndex.read(data, site);
    const runs = index.runs().filter((each) => run === undefined || each.run === run);
    await index.close();
    logs.push(...runs.map((each) => runLog(siteFolders(data, site), each.run)));
  }
  if (logs.length === 0) throw new CannotWorkError(`${data} holds no such crawl`);
  // Only here: few commands need it.
  const { warcParts } = await import('../archive/warc.js');
  const counts: WarcCounts = { responses: 0, truncated: 0, revisits: 0, unanswered: 0, lost: 0 };
  const software = `gongkai/${readManifest().version}`;
  const archive = new Archive(join(data, 'archive'));
  const parts = warcParts({ logs, archive, software, filename: basename(warc) }, counts);
  await writeWhole(warc, parts, context.signal);
  const { responses, truncated, revisits, unanswered, lost } = counts;
  await context.print(
    columns([
      ['answers', `${responses + truncated + revisits}  (${revisits} revisits, ${truncated} without their body)`],
      ['left out', `${unanswered} requests without an answer`],
      ['file', warc],
    ]),
  );
  if (lost > 0) context.log.error(`${lost} answers are not in the file: their bytes are not in the archive`);
  return lost === 0 ? EXIT.done : EXIT.notAllOk;
}

/** The file is there whole or not at all. */
async function writeWhole(file: string, parts: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await pipeline(Readable.from(parts), createWriteStream(partial), { signal });
    const handle = await open(partial, 'r');
    await handle.sync().finally(() => handle.close());
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    signal.throwIfAborted();
    throw new CannotWorkError(`${file} cannot be written: ${explain(error)}`, { cause: error });
  }
}
