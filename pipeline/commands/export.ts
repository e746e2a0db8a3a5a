/** `gongkai export`: the dataset in the shapes that other software likes best. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { EXPORT_FORMATS, type ExportFormat, exportableTables, exportDataset, WIDE } from '../export/export.js';
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { DATA_OPTION, type DataOptions } from './options.js';

interface ExportCommandOptions extends DataOptions {
  format: ExportFormat;
  out?: string;
  tables?: string[];
}

export const exportCommand: Command<ExportCommandOptions> = {
  name: 'export',
  summary: 'write the dataset as Excel workbook, partitioned Parquet, Stata, JSON Lines or CSV',
  options: [
    DATA_OPTION,
    {
      flags: '--format <name>',
      description: `one of ${EXPORT_FORMATS.join(', ')}`,
      default: 'xlsx',
      parse: (text) => {
        if ((EXPORT_FORMATS as readonly string[]).includes(text)) return text;
        throw new UsageError(`It is one of ${EXPORT_FORMATS.join(', ')}, not '${text}'`);
      },
    },
    { flags: '--out <dir>', description: 'folder to write into (default: DIR/export/FORMAT)' },
    {
      flags: '--tables <a,b>',
      description: 'only these tables (default: all but readings)',
      parse: (text) => {
        const names = text.split(',').map((name) => name.trim());
        const unknown = names.find((name) => !exportableTables().includes(name));
        if (unknown === undefined) return names;
        throw new UsageError(`There is no table '${unknown}'; there are ${exportableTables().join(', ')}`);
      },
    },
  ],
  help: `${WIDE} has one row an indicator, with all that its project and its document say; readings is the long
table, one row a value with the text and the place it was read from.

  xlsx     one workbook with a sheet for each table: frozen heads, filters, text cells that Excel leaves
           alone (=100%, 001), a codebook. Tables too long for it get workbooks of their own.
  parquet  folders by region_code and fiscal_year, as arrow::open_dataset and DuckDB read them
  stata    CSV and a do-file for each table that labels the variables and saves a .dta
  jsonl    one JSON object a row
  csv      UTF-8, numbers without trailing zeros

Examples:
  gongkai export
  gongkai export --format parquet --out panel --tables indicators_wide,projects
  gongkai export --format stata --tables indicators_wide

${EXIT_CODES_HELP}`,

  async run(_paths, { data, format, out, tables }, { log, print, signal }) {
    const database = join(data, 'dataset', 'gongkai.duckdb');
    await access(database).catch(() => {
      throw new CannotWorkError(`${data} holds no dataset yet; 'gongkai run FILE|DIR…' or 'gongkai build' makes it`);
    });
    const into = out ?? join(data, 'export', format);
    log.status(`exporting to ${into}`);
    const onFile = (path: string, rows: number) => log.status(`exporting: ${path}, ${rows} rows`);
    const files = await exportDataset({ database, format, into, tables, signal, onFile }).finally(() =>
      log.status(null),
    );
    await print(files.map((file) => `${file}\n`).join(''));
    return EXIT.done;
  },
};
