/** `gongkai build`: the dataset from the records. */
import { join } from 'node:path';
import { pointInTime } from './as-of.js';
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { buildFrom, columns, supersededRow } from './dataset.js';
import { DATA_OPTION, type DataOptions } from './options.js';
import { withDataFolder } from './reading.js';

interface BuildOptions extends DataOptions {
  asOf?: string;
  allVersions?: boolean;
}

export const buildCommand: Command<BuildOptions> = {
  name: 'build',
  summary: 'build the dataset from the records',
  options: [
    DATA_OPTION,
    {
      flags: '--as-of <date>',
      description: 'build the dataset of what was published then, into DIR/as-of/TIME/dataset',
      parse: pointInTime,
    },
    {
      flags: '--all-versions',
      description: 'also the rows of versions whose page was published anew since',
    },
  ],
  help: `Reads every record of this version under DIR/records and replaces DIR/dataset as a whole. Nothing else
goes into it: delete it, and this command makes it again, identical. Prints the rows of each table.
Of a page that was published anew, the tables hold the version that stands there now; the table documents has the
others, too, as superseded, by which document and since when. A version that cannot be told from a refusal, and one
that was not read, takes the place of none; what is away from its page stays. With --all-versions the rows of all
versions are in the tables, and numbers that were published twice count twice.
The corrections in DIR/corrections are applied; 'gongkai review --help' tells more.
Who publishes the dataset says so in DIR/publication.yml: url, license (its URL), creator (name, url), date. Croissant
requires them; they go into croissant.json and datapackage.json.

--as-of takes a day (its end, in UTC) or a time. Of each URL it takes the version that the fetch log shows there then,
and nothing where the log shows it gone; of local files those seen by then. They are read as this version reads,
and today's corrections count. DIR/dataset stays; DIR/as-of/TIME is a data folder to query, export and diff.

Examples:
  gongkai build
  gongkai build --data ./county
  gongkai build --as-of 2026-11-01
  gongkai build --all-versions
  gongkai query --data gongkai-data/as-of/2026-11-01T23-59-59Z "from documents"

${EXIT_CODES_HELP}`,

  async run(_paths, { data: path, asOf: time, allVersions = false }, context) {
    if (time !== undefined && allVersions) {
      throw new UsageError('--as-of takes the versions of one time: say one of --as-of and --all-versions');
    }
    return withDataFolder(path, async (data) => {
      if ((await data.records.list()).length === 0) {
        throw new CannotWorkError(`${path} holds no records of this version; 'gongkai run FILE|DIR…' makes them`);
      }
      const asOf = time === undefined ? null : { time, directory: join(path, 'as-of', folderOf(time), 'dataset') };
      const { counts, superseded } = await buildFrom(data, context, { allVersions, ...(asOf ? { asOf } : {}) });
      const dataset = ['dataset', asOf?.directory ?? data.dataset] as const;
      await context.print(columns([...Object.entries(counts), ...supersededRow(superseded), dataset]));
      return EXIT.done;
    });
  },
};

/** A time as the name of a folder on any system; of a day's end without the milliseconds. */
function folderOf(time: string): string {
  return time.replace(/\.(?:000|999)Z$/, 'Z').replaceAll(':', '-');
}
