/** `gongkai run`: from documents to dataset in one go. */
import type { DataFolder } from '../data-folder.js';
import { describeStatuses } from '../records/tally.js';
import { type Command, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { type Built, buildFrom, columns, supersededRow } from './dataset.js';
import { DATA_OPTION, type DataOptions, READING_OPTIONS, type ReadingOptions } from './options.js';
import { lookFor, readInto, withDataFolder } from './reading.js';

export const runCommand: Command<DataOptions & ReadingOptions> = {
  name: 'run',
  summary: 'extract, then build: from documents to the dataset',
  paths: { syntax: '[path...]', description: 'files and folders; none: only what is archived and not yet read' },
  options: [DATA_OPTION, ...READING_OPTIONS],
  help: `Reads the documents given and those in DIR/archive that have no record of this version, builds the
dataset from all records, and prints a summary. After an update of gongkai, 'gongkai run' alone brings
the whole archive up to date.

Examples:
  gongkai run disclosures/
  gongkai run --data ./county

${EXIT_CODES_HELP}`,

  async run(paths, options, context) {
    const { files, complete } = await lookFor(paths, options.data, context.log);
    return withDataFolder(options.data, async (data) => {
      const unread = await data.unread();
      if (paths.length === 0 && unread.length === 0 && (await data.records.list()).length === 0) {
        throw new UsageError(`${options.data} is empty: give files or folders to read`);
      }
      const { allOk } = await readInto(data, { files, unread }, options, context);
      await context.print(summary(data, await buildFrom(data, context)));
      return complete && allOk ? EXIT.done : EXIT.notAllOk;
    });
  },
};

export function summary(data: DataFolder, { tally, superseded }: Built): string {
  const { error, warning, info } = tally.findings;
  return columns([
    ['documents', `${tally.documents}  (${describeStatuses(tally) || 'none'})`],
    ...supersededRow(superseded),
    ['projects', tally.projects],
    ['indicators', tally.indicators],
    ['listings', tally.listings],
    ['evaluations', tally.evaluations],
    ['statistics', tally.statistics],
    ['findings', `${error + warning + info}  (${error} errors, ${warning} warnings, ${info} notes)`],
    ['dataset', data.dataset],
    ['next', `less ${data.dataset}/codebook.md    # what each table and column means`],
  ]);
}
