/** `gongkai diff`: what is different between two runs, and why. */
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvLine } from '../csv.js';
import type { DiffCount, Difference, DiffRow } from '../diff/compare.js';
import type { Run } from '../diff/runs.js';
import { TABLE_ROWS, textTable } from '../text-table.js';
import { pointInTime } from './as-of.js';
import { CannotWorkError, type Command, type Context, EXIT, UsageError } from './command.js';
import { DATA_OPTION, type DataOptions } from './options.js';

const FORMATS = ['table', 'json', 'csv'] as const;
type Format = (typeof FORMATS)[number];

interface DiffOptions extends DataOptions {
  from?: string;
  to?: string;
  format: Format;
}

export const diffCommand: Command<DiffOptions> = {
  name: 'diff',
  summary: 'which records two runs differ in, field by field, and why',
  paths: { syntax: '[run...]', description: 'two runs: the one before and the one after' },
  options: [
    DATA_OPTION,
    { flags: '--from <date>', description: 'compare the archive as published then …', parse: pointInTime },
    { flags: '--to <date>', description: '… with the archive as published then; now where absent', parse: pointInTime },
    {
      flags: '--format <table|json|csv>',
      description: `table counts and shows the first ${TABLE_ROWS}, the others give all`,
      default: 'table',
      parse: (text) => {
        if ((FORMATS as readonly string[]).includes(text)) return text;
        throw new UsageError(`It is one of ${FORMATS.join(', ')}, not '${text}'`);
      },
    },
  ],
  help: `A run is a dataset folder, a data folder with a dataset, records of a version (DIR/records/VERSION, or the
version alone), or a day or time: what was published then, as this version reads it. Of a day it is the end, in UTC.
Records are matched by their stable ids, documents by where they were published; the order of rows and where on
the page they stand is no difference. A record is added or gone, or a field of it changed, because of

  source      other bytes: something was published, changed or taken away; where the versions differ as well,
              they may have a part in it
  extractor   the same bytes, read otherwise: by another version, another OCR, with another limit
  correction  a person corrected it, or took a correction back

Examples:
  cp -r gongkai-data/dataset before && gongkai run && gongkai diff before gongkai-data
  gongkai diff 0.1.0-3ff0b7276a10 0.1.0-9ab1c2d3e4f5
  gongkai diff --from 2026-11-01 --to 2026-11-20 --format csv > changes.csv

Exit codes, as of diff(1):
  0    no difference
  1    there are differences
  2    wrong usage
  3    nothing could be done: a run is not there
  130  interrupted`,

  async run(names, { data, from, to, format }, context) {
    const isByDate = from !== undefined || to !== undefined;
    if (isByDate ? names.length > 0 || from === undefined : names.length !== 2) {
      throw new UsageError('Name two runs, or say --from DATE and --to DATE');
    }
    const scratch = await mkdtemp(join(tmpdir(), 'gongkai-diff-'));
    try {
      const now = new Date().toISOString();
      const [before, after] = isByDate
        ? [await atTime(from!, data, join(scratch, 'a')), await atTime(to ?? now, data, join(scratch, 'b'))]
        : [await named(names[0]!, data, join(scratch, 'a')), await named(names[1]!, data, join(scratch, 'b'))];
      context.signal.throwIfAborted();
      return await tell(before, after, format, scratch, context);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

async function named(name: string, data: string, scratch: string): Promise<Run> {
  // Only here: loading DuckDB takes longer than most commands.
  const { findRun } = await import('../diff/runs.js');
  const run = await findRun(name, data, scratch);
  if (run) return run;
  if (/^\d{4}-\d{2}-\d{2}/.test(name)) return atTime(pointInTime(name), data, scratch);
  throw new CannotWorkError(`${name} is no dataset, no data folder with one, no version below ${data}/records, no day`);
}

async function atTime(time: string, data: string, scratch: string): Promise<Run> {
  await access(join(data, 'archive')).catch(() => {
    throw new CannotWorkError(`${data} holds no archive`);
  });
  const { runAt } = await import('../diff/runs.js');
  const run = await runAt(time, data, scratch);
  if (run) return run;
  throw new CannotWorkError(`${data} holds no records of this version; 'gongkai run' makes them`);
}

async function tell(before: Run, after: Run, format: Format, scratch: string, context: Context): Promise<number> {
  const { log, signal } = context;
  const { Difference } = await import('../diff/compare.js');
  const difference = await Difference.between(before, after, scratch);
  const interrupt = () => difference.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    if (difference.incomparable.length > 0) {
      log.warning(`only one of the two has ${difference.incomparable.join(', ')}: not compared`);
    }
    const counts = await difference.counts();
    await WRITERS[format]({ before, after, counts, difference }, context);
    return counts.length > 0 ? EXIT.notAllOk : EXIT.done;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    difference.close();
  }
}

interface Told {
  before: Run;
  after: Run;
  counts: DiffCount[];
  difference: Difference;
}

const WRITERS: Record<Format, (told: Told, context: Context) => Promise<void>> = {
  async table({ before, after, counts, difference }, { print }) {
    await print(
      `before  ${before.name}  (read by ${before.version})\nafter   ${after.name}  (read by ${after.version})\n\n`,
    );
    if (counts.length === 0) return print('no difference\n');
    await print(
      `${textTable(
        [{ name: 'records' }, { name: 'change' }, { name: 'cause' }, { name: 'count', numeric: true }],
        counts.map(({ record_type, change, cause, records }) => [record_type, change, cause, records]),
      )}\n`,
    );
    const shown: DiffRow[] = [];
    let more = false;
    for await (const rows of difference.changes()) {
      more = shown.length + rows.length > TABLE_ROWS;
      shown.push(...rows.slice(0, TABLE_ROWS - shown.length));
      if (more) break;
    }
    const columns = ['change', 'cause', 'record_type', 'name', 'field', 'before', 'after', 'corrected_by'] as const;
    await print(
      textTable(
        columns.map((name) => ({ name })),
        shown.map((row) => columns.map((name) => row[name])),
      ),
    );
    if (more) await print(`(the first ${TABLE_ROWS} rows; --format csv gives all)\n`);
  },
  async csv({ difference }, { print }) {
    const { DIFF_COLUMNS } = await import('../diff/compare.js');
    await print(csvLine([...DIFF_COLUMNS]));
    for await (const rows of difference.changes()) {
      await print(rows.map((row) => csvLine(DIFF_COLUMNS.map((name) => row[name]))).join(''));
    }
  },
  async json({ before, after, counts, difference }, { print }) {
    const run = ({ name, version }: Run) => JSON.stringify({ run: name, version });
    await print(
      `{"before": ${run(before)},\n"after": ${run(after)},\n"counts": ${JSON.stringify(counts)},\n"changes": [`,
    );
    let separator = '\n';
    for await (const rows of difference.changes()) {
      for (const row of rows) {
        await print(`${separator}${JSON.stringify(row)}`);
        separator = ',\n';
      }
    }
    await print('\n]}\n');
  },
};
