/** A table, as it is filtered and sorted, as a file for a spreadsheet. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { csvLine } from '../csv.js';
import { quoteName } from '../dataset/duckdb.js';
import { excelText } from '../dataset/files.js';
import type { Sheet } from '../export/xlsx.js';
import type { Current } from './current.js';
import { RequestProblem } from './problem.js';
import { rowsQuery, selectRows } from './tables.js';

export const downloadQuery = rowsQuery.extend({ format: z.enum(['csv', 'xlsx']) });

/** A workbook is made in memory; CSV has no limit. */
const WORKBOOK_ROWS = 50_000;
const BYTE_ORDER_MARK = '\uFEFF';
const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

type Body = ReadableStream<Uint8Array>;

/** The file, and the headers that name it. Ends when `signal` says that nobody waits any more. */
export async function fileOf(
  current: Current,
  table: string,
  { format, ...query }: z.infer<typeof downloadQuery>,
  signal: AbortSignal,
): Promise<{ headers: Record<string, string>; body: Body }> {
  const rows = format === 'csv' ? csvOf(current, table, query, signal) : workbookOf(current, table, query, signal);
  // What is wrong with the question is told before the first byte.
  const first = await rows.next();
  async function* all() {
    if (!first.done) yield first.value;
    yield* rows;
  }
  const headers = {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename="${table}.${format}"`,
  };
  return { headers, body: Readable.toWeb(Readable.from(all())) as unknown as Body };
}

/** As the folder csv-excel of the dataset has it: nothing that a spreadsheet would run, or show otherwise. */
async function* csvOf(
  current: Current,
  table: string,
  query: z.infer<typeof rowsQuery>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const parts = new TransformStream<Uint8Array, Uint8Array>();
  const writer = parts.writable.getWriter();
  const encoder = new TextEncoder();
  const writing = current.use(({ dataset }) =>
    dataset.with(async (database) => {
      const { sql, columns } = selectRows(dataset, table, query);
      const texts = columns.map((column) => `${excelText(column)} AS ${quoteName(column.name)}`);
      const { batches } = await database.stream(`SELECT ${texts.join(', ')} FROM (${sql})`);
      await writer.write(encoder.encode(BYTE_ORDER_MARK + csvLine(columns.map(({ name }) => name))));
      for await (const batch of batches()) {
        signal.throwIfAborted();
        await writer.write(encoder.encode(batch.map(csvLine).join('')));
      }
      await writer.close();
    }),
  );
  writing.catch((error) => writer.abort(error).catch(() => {}));
  try {
    yield* parts.readable as unknown as AsyncIterable<Uint8Array>;
  } finally {
    await writer.abort(new Error('nobody waits for it')).catch(() => {});
    await writing.catch(() => {});
  }
}

async function* workbookOf(
  current: Current,
  table: string,
  query: z.infer<typeof rowsQuery>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const sheet = await current.use(async ({ dataset }) => {
    const { sql, columns } = selectRows(dataset, table, query);
    const rows: (string | number | boolean | null)[][] = [];
    await dataset.with(async (database) => {
      const { batches } = await database.stream(`${sql} LIMIT ${WORKBOOK_ROWS + 1}`);
      for await (const batch of batches()) {
        signal.throwIfAborted();
        rows.push(...batch);
      }
    });
    if (rows.length > WORKBOOK_ROWS) {
      throw new RequestProblem(422, `a workbook has at most ${WORKBOOK_ROWS} rows here: filter more, or take CSV`);
    }
    const numeric = columns.map(({ name, type }) => ({ name, numeric: type !== 'text' && type !== 'boolean' }));
    return { name: table.slice(0, 31), columns: numeric, rows };
  });
  const folder = await mkdtemp(join(tmpdir(), 'gongkai-download-'));
  try {
    const path = join(folder, `${table}.xlsx`);
    await writeAside(path, sheet, signal);
    yield await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a workbook in a thread of its own, until nobody waits for it any more. */
async function writeAside(path: string, sheet: Sheet, signal: AbortSignal): Promise<void> {
  const thread = new Worker(new URL('./workbook-thread.js', import.meta.url), { workerData: { path, sheet } });
  const end = () => void thread.terminate();
  signal.addEventListener('abort', end);
  try {
    await new Promise<void>((resolve, reject) => {
      thread.once('error', reject);
      thread.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the workbook ended with ${code}`))));
    });
  } finally {
    signal.removeEventListener('abort', end);
  }
}
