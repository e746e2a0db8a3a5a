/** What `gongkai check` prints, as outcomes come: for a terminal, as a Markdown report, as JSON, as CSV. */
import type { RuleDescription, Side } from '../../normalizers/checks/rules/rule.js';
import { csvLine } from '../csv.js';
import { placeText } from '../dataset/places.js';
import { printable } from '../log.js';
import { CHECK_COLUMNS, checkRow } from './columns.js';
import type { DocumentOutcome } from './dataset-checks.js';
import type { DocumentReference } from './facts.js';
import { describeTally, describeTallyInChinese, type RuleTally } from './tally.js';

export const REPORT_FORMATS = ['table', 'md', 'json', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Writes a report in pieces: begin, each outcome that is wanted, the summary at the end. */
export interface Report {
  begin(): string;
  outcome(outcome: DocumentOutcome, rule: RuleDescription): string;
  end(tallies: readonly RuleTally[], documents: number): string;
}

export function makeReport(format: ReportFormat): Report {
  switch (format) {
    case 'table':
      return new TextReport();
    case 'md':
      return new MarkdownReport();
    case 'json':
      return new JsonReport();
    case 'csv':
      return new CsvReport();
  }
}

/** What stands at a place may be a whole paragraph; a report shows so much of it. In characters. */
const LONGEST_VALUE = 120;

const shorten = (text: string) => (text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text);

/** Failures only: what passes is told by the summary. */
class TextReport implements Report {
  #document: string | null = null;

  begin(): string {
    return '';
  }

  outcome({ verdict, document, subject, message, sides }: DocumentOutcome, rule: RuleDescription): string {
    if (verdict !== 'fail') return '';
    const head = this.#document === document.sha256 ? '' : `\n${heading(document)}\n`;
    this.#document = document.sha256;
    const of = subject.id && subject.name ? `${subject.name}: ` : '';
    const lines = [`  ${rule.id} ${rule.severity.padEnd(7)} ${printable(of + message)}`];
    return `${head}${[...lines, ...sides.map((side) => `      ${sideLine(side)}`)].join('\n')}\n`;
  }

  end(tallies: readonly RuleTally[], documents: number): string {
    const applied = tallies.filter(({ passed, failed }) => passed + failed > 0);
    const lines = applied.map((tally) => {
      const { rule, failed } = tally;
      return `${failed > 0 ? '✗' : '✓'} ${rule.id}  ${rule.severity.padEnd(7)}  ${rule.title.en}: ${describeTally(tally)}`;
    });
    const rest = tallies.filter((tally) => !applied.includes(tally)).map(({ rule }) => rule.id);
    if (rest.length > 0) lines.push(`– not applicable: ${rest.join(', ')} (--list tells what each takes)`);
    return `\n${countOf(documents)}\n${lines.join('\n')}\n`;
  }
}

const countOf = (documents: number) => `${documents} ${documents === 1 ? 'document' : 'documents'}`;

function heading({ source, region_name: region, fiscal_year: year, title }: DocumentReference): string {
  const about = [region, year, title].filter((part) => part !== null).join(' ');
  return printable(about ? `${source}  (${about})` : source);
}

function sideLine({ what, value, raw, at, document }: Side): string {
  const printed = raw && raw !== value ? ` 「${shorten(raw)}」` : '';
  const place = placeText(at);
  const source = document ? `${document.source} ` : '';
  return printable(
    `${what}: ${shorten(value)}${printed}${place ? `  ${source}${place}` : source && `  ${source}`}`,
  ).trimEnd();
}

/** A report for people, in both languages: failures by document, then the table of all rules. */
class MarkdownReport implements Report {
  #document: string | null = null;

  begin(): string {
    return '# 核查报告 · Checks\n';
  }

  outcome({ verdict, document, subject, message, sides }: DocumentOutcome, rule: RuleDescription): string {
    if (verdict !== 'fail') return '';
    const head = this.#document === document.sha256 ? '' : `\n## ${markdown(heading(document))}\n\n`;
    this.#document = document.sha256;
    const of = subject.id && subject.name ? `${subject.name}: ` : '';
    const line = `- **${rule.id} ${rule.title.zh}** (${rule.severity}) ${markdown(of + message)}`;
    return `${head}${[line, ...sides.map((side) => `  - ${markdown(sideLine(side))}`)].join('\n')}\n`;
  }

  end(tallies: readonly RuleTally[], documents: number): string {
    const rows = tallies.map((tally) => {
      const { rule } = tally;
      const cells = [
        rule.id,
        `${rule.title.zh} · ${rule.title.en}`,
        rule.severity,
        describeTallyInChinese(tally),
        describeTally(tally),
      ];
      return `| ${cells.map((cell) => markdown(cell)).join(' | ')} |`;
    });
    return [
      `\n## 汇总 · Summary of ${countOf(documents)}\n`,
      '| 规则 Rule | 内容 What is compared | 程度 Severity | 结论 | Outcome |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n');
  }
}

/** Text from documents is text, whatever it holds. */
function markdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, '\\$&');
}

/** One object: `outcomes` as they come, then `rules` with their counts, then `documents`. */
class JsonReport implements Report {
  #first = true;

  begin(): string {
    return '{"outcomes":[';
  }

  outcome(outcome: DocumentOutcome, { severity }: RuleDescription): string {
    const separator = this.#first ? '\n' : ',\n';
    this.#first = false;
    return `${separator}${JSON.stringify({ ...outcome, severity })}`;
  }

  end(tallies: readonly RuleTally[], documents: number): string {
    const rules = tallies.map(({ rule, passed, failed, notApplicable, repaired }) => ({
      ...describeRule(rule),
      passed,
      failed,
      not_applicable: notApplicable,
      repaired,
    }));
    return `\n],"rules":[\n${rules.map((rule) => JSON.stringify(rule)).join(',\n')}\n],"documents":${documents}}\n`;
  }
}

/** What a rule is, without how it is computed. */
export function describeRule({ id, title, subjects, source, tolerance, severity, needs, limits }: RuleDescription) {
  return { id, title, subjects, source, tolerance, severity, needs, limits: limits ?? null };
}

/** One row an outcome. */
class CsvReport implements Report {
  begin(): string {
    return csvLine([...DOCUMENT_COLUMNS, ...CHECK_COLUMNS.map(({ name }) => name)]);
  }

  outcome(outcome: DocumentOutcome): string {
    const { sha256, region_code: region, region_name: name, fiscal_year: year, source } = outcome.document;
    return csvLine([sha256, region, name, year, source, ...checkRow(outcome)]);
  }

  end(): string {
    return '';
  }
}

const DOCUMENT_COLUMNS = ['document_id', 'region_code', 'region_name', 'fiscal_year', 'source'];
