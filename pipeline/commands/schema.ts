/** `gongkai schema`: the contract of a record. */
import { recordJsonSchema } from '../../normalizers/record.js';
import { type Command, EXIT, EXIT_CODES_HELP } from './command.js';

export const schemaCommand: Command<object> = {
  name: 'schema',
  summary: "print the JSON Schema of a record, one line of 'extract --json'",
  options: [],
  help: `Examples:
  gongkai schema > record.schema.json

${EXIT_CODES_HELP}`,

  async run(_paths, _options, { print }) {
    await print(`${JSON.stringify(recordJsonSchema(), null, 2)}\n`);
    return EXIT.done;
  },
};
