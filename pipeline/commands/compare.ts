/** `gongkai compare`: one family across counties and years, or a project's targets beside its results. */
import { writeFileSync } from 'node:fs';
import type { FamilyName, FamilyRows } from '../compare/family-rows.js';
import type { Selection } from '../compare/open.js';
import { OUTLIER_RULE } from '../compare/spread.js';
import { csvLine } from '../csv.js';
import { TABLE_ROWS, textTable } from '../text-table.js';
import { type Command, type Context, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { NO_DATASET } from './families.js';
import { DATA_OPTION, type DataOptions } from './options.js';

const FORMATS = ['table', 'csv', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface CompareOptions extends DataOptions {
  region?: string;
  year?: [number, number];
  format: Format;
  plot?: string;
  project?: string;
}

/** Pixels a unit of the drawing, in a PNG. */
const PNG_SCALE = 2;
const PLOTS = /\.(?:svg|html|png)$/;
/** Families that are named where a text may mean several. */
const NAMED = 10;

export const compareCommand: Command<CompareOptions> = {
  name: 'compare',
  summary: 'one family of indicators across counties and years, or a project beside its evaluation',
  paths: {
    syntax: '[family]',
    description: 'a slug or name as gongkai families lists them, or the name of an indicator',
  },
  options: [
    DATA_OPTION,
    { flags: '--region <text>', description: 'a code or its first digits (37, 370124), or a part of the name' },
    { flags: '--year <year>', description: 'a budget year, or two: 2022-2024', parse: yearsOf },
    {
      flags: '--format <table|csv|json>',
      description: `table shows the first ${TABLE_ROWS} targets; csv and json all, with every column`,
      default: 'table',
      parse: (text) => {
        if ((FORMATS as readonly string[]).includes(text)) return text;
        throw new UsageError(`It is one of ${FORMATS.join(', ')}, not '${text}'`);
      },
    },
    {
      flags: '--plot <file>',
      description: 'draw it too: .svg, .png, or .html with the sources below',
      parse: (text) => {
        if (PLOTS.test(text)) return text;
        throw new UsageError(`It takes a file that ends in .svg, .html or .png, not '${text}'`);
      },
    },
    {
      flags: '--project <name>',
      description: 'the targets of a project beside its results of the same or the next year',
    },
  ],
  help: `Values are in their comparable unit (元, %, 元/人/月); of a range the lower end counts. Medians and quartiles are those of
one unit and year; ${OUTLIER_RULE}.
What cannot be compared (words, dates, no unit) is listed with the reason and has no part in them.

--project takes the name of either form. Forms meet within one county by their names without county, department, year,
brackets and 项目 at the end; other words for one project are not guessed at. Indicators meet by name, else by a family
that both forms have once. reached: by the printed operator, ≤ at most, everything else at least.

Examples:
  gongkai compare satisfaction
  gongkai compare 验收合格率 --region 37 --year 2023-2025 --format csv > acceptance.csv
  gongkai compare fund-payment-timeliness --plot timeliness.png
  gongkai compare --project 农村公路管养

${EXIT_CODES_HELP}`,

  async run([text], options, context) {
    const { data, project, plot } = options;
    if ((text === undefined) === (project === undefined)) {
      throw new UsageError('It takes a family, or --project NAME');
    }
    if (plot !== undefined && project !== undefined) throw new UsageError('--plot draws a family, no project');
    const { withDataset } = await import('../compare/open.js');
    const selection: Selection = {
      ...(options.region === undefined ? {} : { region: options.region }),
      ...(options.year === undefined ? {} : { years: options.year }),
    };
    const done = await withDataset(data, context.signal, async (database) => {
      if (project !== undefined) {
        const { readProject } = await import('../compare/project.js');
        const lines = await readProject(database, project, selection);
        if (lines.length === 0) {
          const among = options.region === undefined && options.year === undefined ? '' : ' of that region and year';
          throw new UsageError(`No project${among} is called '${project}'; ${ALL_PROJECTS} lists all`);
        }
        await printLines(lines, options.format, context);
        return true;
      }
      const { findFamilies, readFamily } = await import('../compare/family-rows.js');
      const family = onlyFamily(await findFamilies(database, text!), text!);
      const rows = await readFamily(database, family.family, selection);
      await printFamily(family, rows, options.format, context);
      if (plot !== undefined) await draw(family, rows, plot, context);
      return true;
    });
    if (!done) throw NO_DATASET(data);
    return EXIT.done;
  },
};

const ALL_PROJECTS = `'gongkai query "select distinct region_name, name from projects" --format csv'`;

function onlyFamily(found: readonly FamilyName[], text: string): FamilyName {
  const [first, ...others] = found;
  if (!first) throw new UsageError(`No family and no indicator is called '${text}'; 'gongkai families' lists all`);
  if (others.length === 0) return first;
  const names = found
    .slice(0, NAMED)
    .map(({ family, name }) => (family.endsWith(name) ? family : `${family} (${name})`));
  throw new UsageError(`'${text}' may be ${names.join(', ')}${found.length > NAMED ? ', …' : ''}`);
}

async function printFamily(family: FamilyName, { targets, groups }: FamilyRows, format: Format, { print }: Context) {
  if (format === 'json') {
    await print(`${JSON.stringify({ ...family, outlier_rule: OUTLIER_RULE, groups, targets }, null, 2)}\n`);
    return;
  }
  if (format === 'csv') {
    const medians = new Map(groups.map((group) => [`${group.comparable_unit} ${group.fiscal_year}`, group]));
    const lines = targets.map((target) => {
      const group =
        target.comparable_value === null ? undefined : medians.get(`${target.comparable_unit} ${target.fiscal_year}`);
      return {
        family: family.family,
        ...target,
        median: group?.median ?? null,
        q1: group?.q1 ?? null,
        q3: group?.q3 ?? null,
      };
    });
    await print(table(lines, [...TARGET_COLUMNS]));
    return;
  }
  const shown = targets
    .slice(0, TABLE_ROWS)
    .map((target) => [
      target.region_name ?? target.region_code,
      target.fiscal_year,
      target.project_name,
      target.name,
      target.raw_value,
      target.comparable_value ?? `(${target.comparable_reason})`,
      target.comparable_value === null ? null : target.comparable_unit,
      target.outlier,
      target.source,
      target.place,
    ]);
  const spreads = groups.map((group) => [
    group.comparable_unit,
    group.fiscal_year,
    ...[group.count, group.counties, group.min, group.q1, group.median, group.q3, group.max],
    group.fences ? `${group.fences.low} … ${group.fences.high}` : 'too few values',
  ]);
  const compared = groups.reduce((sum, { count }) => sum + count, 0);
  await print(
    `${family.name}  ${family.family}\n\n${textTable(TARGET_HEAD, shown)}\n${textTable(SPREAD_HEAD, spreads)}`,
  );
  await print(`(${compared} of ${targets.length} targets compared; ${OUTLIER_RULE})\n`);
  if (targets.length > TABLE_ROWS) await print(`(the first ${TABLE_ROWS} targets; --format csv gives all)\n`);
}

const TARGET_COLUMNS = [
  ...['family', 'region_code', 'region_name', 'fiscal_year', 'department', 'project_name', 'name', 'raw_value'],
  ...['operator', 'comparable_value', 'comparable_value_high', 'comparable_actual', 'comparable_unit'],
  ...[
    'comparable_reason',
    'direction',
    'outlier',
    'q1',
    'median',
    'q3',
    'source',
    'place',
    'document_id',
    'indicator_id',
  ],
];

const numeric = (name: string) => ({ name, numeric: true });
const TARGET_HEAD = [
  { name: 'region' },
  numeric('year'),
  ...['project', 'name', 'printed'].map((name) => ({ name })),
  numeric('value'),
  ...['unit', 'outlier', 'source', 'place'].map((name) => ({ name })),
];
const SPREAD_HEAD = [
  { name: 'unit' },
  ...['year', 'values', 'counties', 'min', 'q1', 'median', 'q3', 'max'].map(numeric),
  { name: 'fences' },
];

async function printLines(lines: readonly object[], format: Format, { print }: Context) {
  if (format === 'json') await print(`${JSON.stringify(lines, null, 2)}\n`);
  else if (format === 'csv') await print(table(lines, PROJECT_COLUMNS));
  else {
    const rows = lines.map((line) => LINE_COLUMNS.map((name) => (line as Record<string, unknown>)[name] ?? null));
    await print(
      `${textTable(
        LINE_COLUMNS.map((name) => ({ name })),
        rows,
      )}(${lines.length} lines)\n`,
    );
  }
}

const LINE_COLUMNS = [
  ...['region_name', 'project_name', 'what', 'target_year', 'target', 'result_year', 'result', 'reached'],
  ...['target_source', 'target_place', 'result_source', 'result_place'],
];
const PROJECT_COLUMNS = [
  ...['region_name', 'project_name', 'what', 'unit', 'target_year', 'target', 'target_value', 'result_year', 'result'],
  ...['result_value', 'reached', 'target_source', 'target_place', 'result_source', 'result_place'],
];

function table(lines: readonly object[], columns: readonly string[]): string {
  const row = (line: object) =>
    columns.map((name) => ((line as Record<string, unknown>)[name] ?? null) as string | number | boolean | null);
  return [columns, ...lines.map(row)].map(csvLine).join('');
}

async function draw(family: FamilyName, rows: FamilyRows, file: string, { log }: Context): Promise<void> {
  if (rows.groups.length === 0) {
    log.warning(`nothing to draw: no target of ${family.name} has a comparable value`);
    return;
  }
  const { drawHtml, drawSvg, FONTS } = await import('../compare/plot.js');
  if (file.endsWith('.html')) writeFileSync(file, drawHtml(family.name, rows));
  else if (file.endsWith('.svg')) writeFileSync(file, drawSvg(family.name, rows));
  else {
    const { installedFont, rasterise } = await import('../../extractors/pdf/render.js');
    const font = await installedFont(FONTS);
    if (font === null)
      log.warning(`no font for 汉字 is installed (${FONTS[0]}, …): the picture lacks them, .svg has them`);
    writeFileSync(file, await rasterise(drawSvg(family.name, rows, font ?? 'sans-serif'), PNG_SCALE));
  }
  log.info(`drawn to ${file}`);
}

function yearsOf(text: string): [number, number] {
  const match = /^(\d{4})(?:-(\d{4}))?$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (match && first <= last) return [first, last];
  throw new UsageError(`It takes a year or two (2024, 2022-2024), not '${text}'`);
}
