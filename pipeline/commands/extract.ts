/** `gongkai extract`: local documents to records. */
import { extractLines } from '../extraction/lines.js';
import { EmbeddedQueue } from '../queue/embedded.js';
import { describeStatuses } from '../records/tally.js';
import { type Command, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { DATA_OPTION, type DataOptions, READING_OPTIONS, type ReadingOptions } from './options.js';
import { lookFor, readInto, withDataFolder, withReader } from './reading.js';

interface ExtractOptions extends DataOptions, ReadingOptions {
  json?: boolean;
}

export const extractCommand: Command<ExtractOptions> = {
  name: 'extract',
  summary: 'read local documents into records',
  paths: {
    syntax: '<path...>',
    description: 'files, and folders to search for documents; a file named here is read whatever it is called',
  },
  options: [
    { flags: '--json', description: 'print one record a line, in the order given, and write nothing' },
    { flags: '--no-stitch', description: 'with --json: leave tables in pieces, one a page, and cut words as printed' },
    DATA_OPTION,
    ...READING_OPTIONS,
  ],
  help: `Without --json the bytes go to DIR/archive and the records to DIR/records. A document that has a
record already is not read again, unless it failed at a limit that is higher now.

The files in a ZIP or RAR archive are documents of their own, called path/to.zip!/inner/name.pdf, in their
order in the archive. The archive itself has a record, before them, only if something in it was not read.

Examples:
  gongkai extract report.txt --json                       one record on standard output
  gongkai extract disclosures/ --json > records.jsonl     one line a document
  gongkai extract disclosures/ --data ./county            archive and records under ./county
  gongkai extract big.pdf --timeout 600 --memory 4096

${EXIT_CODES_HELP}`,

  async run(paths, options, context) {
    if (options.stitch === false && !options.json) throw new UsageError('--no-stitch goes with --json');
    const { log, print, signal } = context;
    const { concurrency } = options;
    const { files, complete } = await lookFor(paths, options.data, log);
    if (files.length === 0) return EXIT.notAllOk;
    if (options.json) {
      const { allOk } = await withReader(options, log, (reader) =>
        extractLines(files, print, { reader, queue: new EmbeddedQueue(), concurrency, log, signal }),
      );
      return complete && allOk ? EXIT.done : EXIT.notAllOk;
    }
    return withDataFolder(options.data, async (data) => {
      const { tally, allOk } = await readInto(data, { files, unread: [] }, options, context);
      await print(`${tally.documents} documents: ${describeStatuses(tally) || 'none'}\n`);
      await print(`records in ${data.records.directory}\n`);
      return complete && allOk ? EXIT.done : EXIT.notAllOk;
    });
  },
};
