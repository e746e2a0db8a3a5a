/** `gongkai build`: the dataset from the records. */
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP } from './command.js';
import { buildFrom, columns } from './dataset.js';
import { DATA_OPTION, type DataOptions } from './options.js';
import { withDataFolder } from './reading.js';

export const buildCommand: Command<DataOptions> = {
  name: 'build',
  summary: 'build the dataset from the records',
  options: [DATA_OPTION],
  help: `Reads every record of this version under DIR/records and replaces DIR/dataset as a whole. Nothing else
goes into it: delete it, and this command makes it again, identical. Prints the rows of each table.

Examples:
  gongkai build
  gongkai build --data ./county

${EXIT_CODES_HELP}`,

  async run(_paths, { data: path }, context) {
    return withDataFolder(path, async (data) => {
      if ((await data.records.list()).length === 0) {
        throw new CannotWorkError(`${path} holds no records of this version; 'gongkai run FILE|DIR…' makes them`);
      }
      const { counts } = await buildFrom(data, context);
      await context.print(columns([...Object.entries(counts), ['dataset', data.dataset]]));
      return EXIT.done;
    });
  },
};
