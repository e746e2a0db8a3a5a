/** `gongkai review`: what most needs a human eye, out to a spreadsheet and back as corrections. */
import { access } from 'node:fs/promises';
import { checkRecord } from '../../normalizers/checks/rules/catalogue.js';
import { chooseRules } from '../checks/rules.js';
import { Corrections } from '../corrections/corrections.js';
import { ReviewList } from '../corrections/review.js';
import { importReview, writeReview } from '../corrections/review-file.js';
import { DataFolder } from '../data-folder.js';
import { loadLexicon } from '../lexicon.js';
import { CannotWorkError, type Command, type Context, EXIT, UsageError } from './command.js';
import { columns } from './dataset.js';
import { DATA_OPTION, type DataOptions, wholeNumber } from './options.js';

interface ReviewOptions extends DataOptions {
  export?: string;
  import?: string;
  limit: number;
  who?: string;
}

/** What a person goes through in some days, and any spreadsheet opens at once. */
const ROWS = 2000;
const MOST_ROWS = 1_000_000;

export const reviewCommand: Command<ReviewOptions> = {
  name: 'review',
  summary: 'what most needs a human eye, as a spreadsheet; what people filled in, as corrections',
  options: [
    DATA_OPTION,
    { flags: '--export <file>', description: 'write what is to be looked at: .xlsx or .csv', parse: reviewFile },
    { flags: '--import <file>', description: 'take the rows with a new_value, .xlsx or .csv, as corrections' },
    {
      flags: '--limit <n>',
      description: 'rows to export, the most urgent first',
      default: ROWS,
      parse: wholeNumber({ least: 1, most: MOST_ROWS }),
    },
    { flags: '--who <name>', description: 'of an import: who reviewed, where a row does not say it' },
  ],
  help: `The rows are fields of records: 1 error findings, 2 failed checks of severity error, 3 what OCR was unsure of,
4 warnings, 5 failed checks of severity warning. A row without a field is about the record as such; write the field
into it. What is corrected already is left out.

Fill in new_value and why (and who, evidence): numbers as 95, 95% or 60,000.00 in the unit of the field, dates as
2024-09-30, several codes joined by |, and (none) where nothing should stand. Rows without a new_value are left alone.
A new_value equal to what is read accepts it: the row is left out from then on.
Importing writes DIR/corrections/review-….csv; importing again takes only what is new. 'gongkai build' applies the
corrections of all files there, whose columns are record_id, document_id, field, value, previous, who, when, why and
evidence. Records on disk are never changed. A correction holds in every document that has the record, as long as
what was read there (raw or value) is 'previous'; else it is reopened: not applied, and a finding
correction/reopened. The table corrections of the dataset tells what became of each.

Examples:
  gongkai review --export review.xlsx
  gongkai review --import review.xlsx --who 李明 && gongkai build

Exit codes:
  0    done
  1    done, but rows with a new value could not be taken
  2    wrong usage
  3    nothing could be done: no records of this version, the file cannot be read
  130  interrupted`,

  async run(_paths, options, context) {
    if ((options.export === undefined) === (options.import === undefined)) {
      throw new UsageError('Say one of --export FILE and --import FILE');
    }
    return options.export === undefined
      ? importFrom(options.import!, options, context)
      : exportTo(options.export, options, context);
  },
};

async function exportTo(file: string, { data: path, limit }: ReviewOptions, context: Context): Promise<number> {
  const { log, signal, print } = context;
  const data = await DataFolder.inspect(path);
  if ((await data.records.list()).length === 0) {
    throw new CannotWorkError(`${path} holds no records of this version; 'gongkai run FILE|DIR…' makes them`);
  }
  const list = new ReviewList(limit);
  const lexicon = loadLexicon();
  const { ofRecords } = chooseRules();
  const corrections = await Corrections.read(path);
  for await (const record of corrections.over(data.currentRecords())) {
    signal.throwIfAborted();
    list.add(record, checkRecord(record, lexicon, ofRecords));
  }
  const rows = list.rows();
  await writeReview(file, rows);
  if (list.left > 0) log.info(`${list.left} less urgent rows are left out; --limit takes more`);
  await print(
    columns([
      ['rows', rows.length],
      ['review', file],
    ]),
  );
  return EXIT.done;
}

async function importFrom(file: string, { data, who }: ReviewOptions, { log, print }: Context): Promise<number> {
  await access(file).catch((error: Error) => {
    throw new CannotWorkError(`the review cannot be read: ${error.message}`);
  });
  await access(data).catch(() => {
    throw new CannotWorkError(`there is no data folder ${data}`);
  });
  const imported = await importReview(file, { data, who, now: new Date() });
  for (const { line, problem } of imported.problems) {
    log.error(problem, line === null ? { source: file } : { source: file, row: line });
  }
  await print(
    columns([
      ['corrections taken', imported.taken],
      ['taken before', imported.known],
      ['rows without a new value', imported.untouched],
      ['rows not taken', imported.problems.length],
      ...(imported.file ? [['file', imported.file] as const] : []),
    ]),
  );
  return imported.problems.length > 0 ? EXIT.notAllOk : EXIT.done;
}

function reviewFile(path: string): string {
  if (/\.(xlsx|csv)$/i.test(path)) return path;
  throw new UsageError(`A review is an .xlsx or .csv file, not '${path}'`);
}
