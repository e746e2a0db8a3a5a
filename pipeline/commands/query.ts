/** `gongkai query`: SQL over the dataset. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../csv.js';
import { TABLE_ROWS, textTable } from '../text-table.js';
import { CannotWorkError, type Command, type Context, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { DATA_OPTION, type DataOptions } from './options.js';

const FORMATS = ['table', 'csv', 'json', 'jsonl'] as const;
type Format = (typeof FORMATS)[number];

type Cell = string | number | boolean | null;

export const queryCommand: Command<DataOptions & { format: Format }> = {
  name: 'query',
  summary: 'ask the dataset in SQL',
  paths: { syntax: '<sql>', description: 'one statement in the SQL of DuckDB' },
  options: [
    DATA_OPTION,
    {
      flags: '--format <table|csv|json|jsonl>',
      description: `table shows the first ${TABLE_ROWS} rows, the others give all`,
      default: 'table',
      parse: (text) => {
        if ((FORMATS as readonly string[]).includes(text)) return text;
        throw new UsageError(`It is one of ${FORMATS.join(', ')}, not '${text}'`);
      },
    },
  ],
  help: `Reads DIR/dataset/gongkai.duckdb, never writes to it. 'show tables' and 'describe indicators' tell what
there is; codebook.md beside it tells what it means.

Examples:
  gongkai query "select region_name, count(*) from projects group by all"
  gongkai query "select name, raw_value from indicators where name like '%满意度%'" --format csv > satisfaction.csv
  gongkai query "from findings where severity = 'error'" --format json

${EXIT_CODES_HELP}`,

  async run([sql = ''], { data, format }, context) {
    const file = join(data, 'dataset', 'gongkai.duckdb');
    await access(file).catch(() => {
      throw new CannotWorkError(`${data} holds no dataset yet; 'gongkai run FILE|DIR…' or 'gongkai build' makes it`);
    });
    // Only here: loading DuckDB takes longer than most commands.
    const { openDatabase } = await import('../dataset/duckdb.js');
    const database = await openDatabase(file, { access_mode: 'READ_ONLY' });
    const interrupt = () => database.interrupt();
    context.signal.addEventListener('abort', interrupt);
    try {
      const { columns, batches } = await database.stream(sql).catch((error: Error) => {
        context.signal.throwIfAborted();
        throw new UsageError(error.message);
      });
      const names = columns.map(({ name }) => name);
      const numeric = columns.map((column) => column.numeric);
      const read = async function* () {
        for await (const rows of batches()) {
          context.signal.throwIfAborted();
          yield rows.map((row) => row.map((cell, i) => (numeric[i] ? plain(cell) : cell)));
        }
      };
      await WRITERS[format]({ names, numeric, batches: read() }, context.print);
      return EXIT.done;
    } finally {
      context.signal.removeEventListener('abort', interrupt);
      database.close();
    }
  },
};

interface Result {
  names: string[];
  numeric: boolean[];
  batches: AsyncIterable<Cell[][]>;
}

const WRITERS: Record<Format, (result: Result, print: Context['print']) => Promise<void>> = {
  async table({ names, numeric, batches }, print) {
    const shown: Cell[][] = [];
    let more = false;
    for await (const rows of batches) {
      shown.push(...rows.slice(0, TABLE_ROWS - shown.length));
      more = shown.length === TABLE_ROWS;
      if (more) break;
    }
    await print(
      textTable(
        names.map((name, i) => ({ name, numeric: numeric[i]! })),
        shown,
      ),
    );
    await print(more ? `(the first ${TABLE_ROWS} rows; --format csv gives all)\n` : `(${shown.length} rows)\n`);
  },
  async csv({ names, batches }, print) {
    await print(csvLine(names));
    for await (const rows of batches) await print(rows.map(csvLine).join(''));
  },
  async json({ names, numeric, batches }, print) {
    await print('[');
    let separator = '\n';
    for await (const rows of batches) {
      for (const row of rows) {
        await print(`${separator}${toJson(names, numeric, row)}`);
        separator = ',\n';
      }
    }
    await print('\n]\n');
  },
  async jsonl({ names, numeric, batches }, print) {
    for await (const rows of batches) await print(rows.map((row) => `${toJson(names, numeric, row)}\n`).join(''));
  },
};

/** A decimal without the zeros that its column's scale adds. */
function plain(cell: Cell): Cell {
  return typeof cell === 'string' && cell.includes('.') && !/e/i.test(cell) ? cell.replace(/\.?0+$/, '') : cell;
}

/** Numbers stand as numbers, but for those whose digits a reader of JSON would not keep. */
function toJson(names: readonly string[], numeric: readonly boolean[], row: readonly Cell[]): string {
  const value = (cell: Cell, i: number) =>
    numeric[i] && typeof cell === 'string' && String(Number(cell)) === cell ? Number(cell) : cell;
  return JSON.stringify(Object.fromEntries(row.map((cell, i) => [names[i], value(cell, i)])));
}
