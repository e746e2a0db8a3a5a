/** `gongkai check`: the audit checks over all records. */
import { tmpdir } from 'node:os';
import type { Language, RuleDescription } from '../../normalizers/checks/rules/rule.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import { describeRule, makeReport, REPORT_FORMATS, type ReportFormat } from '../checks/report.js';
import { ALL_RULES, chooseRules } from '../checks/rules.js';
import { addOutcome, emptyTallies } from '../checks/tally.js';
import { Corrections } from '../corrections/corrections.js';
import { csvLine } from '../csv.js';
import type { DataFolder } from '../data-folder.js';
import { CODES } from '../dataset/codes.js';
import { loadLexicon } from '../lexicon.js';
import { CannotWorkError, type Command, type Context, EXIT, UsageError } from './command.js';
import { DATA_OPTION, type DataOptions } from './options.js';
import { withDataFolder } from './reading.js';

const SEVERITIES = ['info', 'warning', 'error'] as const;
const LANGUAGES = ['en', 'zh'] as const;

interface CheckOptions extends DataOptions {
  format: ReportFormat;
  lang: Language;
  severity?: (typeof SEVERITIES)[number];
  rule?: string[];
  failedOnly?: boolean;
  list?: boolean;
}

/** Records between two reports of progress. */
const REPORT_EVERY = 100;

export const checkCommand: Command<CheckOptions> = {
  name: 'check',
  summary: 'hold what was published against itself: sums, names, rates, dates, copies',
  options: [
    DATA_OPTION,
    {
      flags: '--format <table|md|json|csv>',
      description: 'table and md show failures and the count of each rule; json and csv every outcome',
      default: 'table',
      parse: (text) => oneOf(REPORT_FORMATS, text),
    },
    {
      flags: '--lang <en|zh>',
      description: 'language of table, md and --list; json and csv hold both',
      default: 'en',
      parse: (text) => oneOf(LANGUAGES, text),
    },
    {
      flags: '--severity <info|warning|error>',
      description: 'only rules at least so severe',
      parse: (text) => oneOf(SEVERITIES, text),
    },
    { flags: '--rule <ids>', description: 'only these rules, for example A05,A06', parse: ruleIds },
    { flags: '--failed-only', description: 'only what failed, in every format; no rules without a failure' },
    { flags: '--list', description: 'print the rules: what each compares, its source, tolerance and limits' },
  ],
  help: `Reads the records of this version under DIR/records, with the corrections in DIR/corrections, and changes
nothing; of a page that was published anew only what stands there now. Each rule comes to pass, fail or not applicable
for each listing, form, indicator, evaluation or figure that it is about, with what was printed on both sides and
where. error: two printed things cannot both be right. warning: it needs an explanation. info: a weakness of quality.
A01-A51 are the rules of the audit reference, B01-B04 go beyond it; A49 and the B rules compare documents with each
other. What page breaks and merged cells caused is a repair, and no failure.

The dataset has the same outcomes in its table checks.

Examples:
  gongkai check
  gongkai check --rule A05,A06,A07
  gongkai check --severity warning --format md > report.md
  gongkai check --format md --lang zh > 核查报告.md
  gongkai check --format csv --failed-only > failures.csv
  gongkai check --list

Exit codes:
  0    done, and no rule that was asked for failed
  1    done, and something failed
  2    wrong usage
  3    nothing could be done: no records of this version
  130  interrupted`,

  async run(_paths, { data: path, format, lang, severity, rule: ids, failedOnly = false, list = false }, context) {
    const least = SEVERITIES.indexOf(severity ?? 'info');
    const rules = chooseRules(
      ({ id, severity: given }) => SEVERITIES.indexOf(given) >= least && (!ids || ids.includes(id)),
    );
    if (list) {
      await context.print(describeRules(rules.described, format, lang));
      return EXIT.done;
    }
    return withDataFolder(path, async (data) => {
      if ((await data.records.list()).length === 0) {
        throw new CannotWorkError(`${path} holds no records of this version; 'gongkai run FILE|DIR…' makes them`);
      }
      // Only here: loading DuckDB takes longer than a list of rules.
      const { runChecks } = await import('../checks/run.js');
      const report = makeReport(format, lang);
      const tallies = emptyTallies(rules.described);
      let documents = 0;
      const records = counted(data, context, () => {
        documents++;
      });
      await context.print(report.begin());
      try {
        const lexicon = loadLexicon();
        for await (const batch of runChecks({ records, lexicon, rules, scratch: tmpdir() })) {
          const pieces = batch.map((outcome) => {
            addOutcome(tallies, outcome);
            if (failedOnly && outcome.verdict !== 'fail') return '';
            return report.outcome(outcome, tallies.get(outcome.rule)!.rule);
          });
          await context.print(pieces.join(''));
        }
      } finally {
        context.log.status(null);
      }
      const shown = [...tallies.values()].filter(({ failed }) => !failedOnly || failed > 0);
      await context.print(report.end(shown, documents));
      return [...tallies.values()].some(({ failed }) => failed > 0) ? EXIT.notAllOk : EXIT.done;
    });
  },
};

async function* counted(
  data: DataFolder,
  { log, signal }: Context,
  onRecord: () => void,
): AsyncGenerator<GongkaiRecord> {
  let read = 0;
  const corrections = await Corrections.read(data.path);
  for await (const record of corrections.over(data.currentRecords())) {
    signal.throwIfAborted();
    onRecord();
    if (++read % REPORT_EVERY === 0) log.status(`checking: ${read} records`);
    yield record;
  }
}

function describeRules(rules: readonly RuleDescription[], format: ReportFormat, lang: Language): string {
  const described = rules.map(describeRule);
  if (format === 'json') return `${JSON.stringify(described, null, 2)}\n`;
  if (format === 'csv') {
    const columns = ['source', 'tolerance', 'needs', 'limits'] as const;
    const head = ['id', 'severity', 'title_zh', 'title_en', ...columns, ...columns.map((name) => `${name}_zh`)];
    const row = (rule: (typeof described)[number]) => [
      ...[rule.id, rule.severity, rule.title.zh, rule.title.en],
      ...columns.map((name) => rule[name]),
      ...columns.map((name) => rule[`${name}_zh`]),
    ];
    return [head, ...described.map(row)].map(csvLine).join('');
  }
  return rules.map((rule) => (lang === 'zh' ? inChinese(rule) : inEnglish(rule))).join('\n');
}

function inEnglish({ id, severity, title, source, tolerance, needs, limits }: RuleDescription): string {
  return lines(`${id} ${severity}  ${title.zh} · ${title.en}`, [
    `source: ${source.en}`,
    tolerance && `tolerance: ${tolerance.en}`,
    `takes ${needs.en}`,
    limits && `not decided: ${limits.en}`,
  ]);
}

function inChinese({ id, severity, title, source, tolerance, needs, limits }: RuleDescription): string {
  return lines(`${id} ${CODES.severity![severity]!.zh}  ${title.zh}`, [
    `依据：${source.zh}`,
    tolerance && `允许误差：${tolerance.zh}`,
    `需要：${needs.zh}`,
    limits && `不作判断：${limits.zh}`,
  ]);
}

function lines(head: string, rest: readonly (string | null | undefined)[]): string {
  const told = rest.flatMap((line) => (line ? [`    ${line}`] : []));
  return `${[head, ...told].join('\n')}\n`;
}

function ruleIds(text: string): string[] {
  const ids = text.split(',').map((id) => id.trim().toUpperCase());
  const unknown = ids.find((id) => !ALL_RULES.some((rule) => rule.id === id));
  if (unknown !== undefined) throw new UsageError(`There is no rule '${unknown}'; --list shows all`);
  return ids;
}

function oneOf<T extends string>(choices: readonly T[], text: string): T {
  if ((choices as readonly string[]).includes(text)) return text as T;
  throw new UsageError(`It is one of ${choices.join(', ')}, not '${text}'`);
}
