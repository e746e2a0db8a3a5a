/** `gongkai families`: what is measured alike under many names. */
import type { FamilySummary } from '../compare/families.js';
import { csvLine } from '../csv.js';
import { textTable } from '../text-table.js';
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { DATA_OPTION, type DataOptions } from './options.js';

const FORMATS = ['table', 'csv', 'json'] as const;
type Format = (typeof FORMATS)[number];

export const NO_DATASET = (data: string) =>
  new CannotWorkError(`${data} holds no dataset of this version; 'gongkai run FILE|DIR…' or 'gongkai build' makes it`);

export const familiesCommand: Command<DataOptions & { format: Format }> = {
  name: 'families',
  summary: 'list the families of indicators: members, counties, spread by unit',
  options: [
    DATA_OPTION,
    {
      flags: '--format <table|csv|json>',
      description: 'json names each member, how often it stands and how it came to the family',
      default: 'table',
      parse: (text) => {
        if ((FORMATS as readonly string[]).includes(text)) return text;
        throw new UsageError(`It is one of ${FORMATS.join(', ')}, not '${text}'`);
      },
    },
  ],
  help: `A family is what counties measure alike under many names (资金拨付及时率, 补助资金发放及时率). corpora/lexicon/families.yml
decides first, then the likeness of words within category and unit; what is near to nothing is a family of its own,
own/NAME. To correct one, write DIR/families.csv with the columns name and family (a slug or name as listed here, or
one of your own) and build again: it wins. One row a family and unit; no unit: words, dates, bare numbers.

Examples:
  gongkai families
  gongkai families --format csv > families-found.csv
  gongkai families --format json | jq '.[] | select(.family | startswith("own/")) | .name'

${EXIT_CODES_HELP}`,

  async run(_paths, { data, format }, context) {
    const { withDataset } = await import('../compare/open.js');
    const { readFamilies } = await import('../compare/families.js');
    const families = await withDataset(data, context.signal, readFamilies);
    if (!families) throw NO_DATASET(data);
    if (format === 'json') await context.print(`${JSON.stringify(families, null, 2)}\n`);
    else if (format === 'csv')
      await context.print([COLUMNS.map(({ name }) => name), ...rowsOf(families)].map(csvLine).join(''));
    else await context.print(`${textTable(COLUMNS, rowsOf(families))}(${families.length} families)\n`);
    return EXIT.done;
  },
};

const COLUMNS = [
  { name: 'family' },
  { name: 'family_name' },
  { name: 'counties', numeric: true },
  { name: 'comparable_unit' },
  { name: 'indicators', numeric: true },
  { name: 'min', numeric: true },
  { name: 'median', numeric: true },
  { name: 'max', numeric: true },
  { name: 'members' },
];

const rowsOf = (families: readonly FamilySummary[]) =>
  families.flatMap(({ family, name, counties, members, units }) =>
    units.map(({ comparable_unit: unit, indicators, min, median, max }) => [
      ...[family, name, counties, unit, indicators, min, median, max],
      members.map((member) => member.name).join('、'),
    ]),
  );
