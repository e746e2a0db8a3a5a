/**
 * What `gongkai check` prints, as outcomes come: for a terminal, as a Markdown report, as JSON, as CSV. The first two are
 * in one language; JSON and CSV always hold both.
 */
import type { Place } from '../../extractors/document.js';
import {
  both,
  type Language,
  type RuleDescription,
  type Side,
  type Subject,
  withSigns,
} from '../../normalizers/checks/rules/rule.js';
import { csvLine } from '../csv.js';
import { CODES } from '../dataset/codes.js';
import { placeText } from '../dataset/places.js';
import { printable } from '../log.js';
import { CHECK_COLUMNS, checkRow } from './columns.js';
import type { DocumentOutcome } from './dataset-checks.js';
import type { DocumentReference } from './facts.js';
import { describeTally, type RuleTally } from './tally.js';

export const REPORT_FORMATS = ['table', 'md', 'json', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Writes a report in pieces: begin, each outcome that is wanted, the summary at the end. */
export interface Report {
  begin(): string;
  outcome(outcome: DocumentOutcome, rule: RuleDescription): string;
  end(tallies: readonly RuleTally[], documents: number): string;
}

export function makeReport(format: ReportFormat, language: Language): Report {
  switch (format) {
    case 'table':
      return new TextReport(language);
    case 'md':
      return new MarkdownReport(language);
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

  constructor(private readonly language: Language) {}

  begin(): string {
    return '';
  }

  outcome({ verdict, document, subject, message, sides }: DocumentOutcome, rule: RuleDescription): string {
    if (verdict !== 'fail') return '';
    const head = this.#document === document.sha256 ? '' : `\n${heading(document)}\n`;
    this.#document = document.sha256;
    const severity = severityIn(this.language, rule);
    const lines = [`  ${rule.id} ${severity} ${printable(nameOf(subject, this.language) + message[this.language])}`];
    return `${head}${[...lines, ...sides.map((side) => `      ${sideLine(side, this.language)}`)].join('\n')}\n`;
  }

  end(tallies: readonly RuleTally[], documents: number): string {
    const applied = tallies.filter(({ passed, failed }) => passed + failed > 0);
    const lines = applied.map((tally) => {
      const { rule, failed } = tally;
      const told = `${rule.title[this.language]}${COLON[this.language]}${describeTally(tally)[this.language]}`;
      return `${failed > 0 ? '✗' : '✓'} ${rule.id}  ${severityIn(this.language, rule)}  ${told}`;
    });
    const rest = tallies.filter((tally) => !applied.includes(tally)).map(({ rule }) => rule.id);
    const names = rest.join(', ');
    const unused = both(
      `– 不适用：${names}（--list 列出各规则所需内容）`,
      `– not applicable: ${names} (--list tells what each takes)`,
    );
    if (rest.length > 0) lines.push(unused[this.language]);
    return `\n${countOf(documents)[this.language]}\n${lines.join('\n')}\n`;
  }
}

const countOf = (documents: number) =>
  both(`${documents}份文件`, `${documents} ${documents === 1 ? 'document' : 'documents'}`);

const COLON: Record<Language, string> = { zh: '：', en: ': ' };

/** How much a failure of the rule matters, as wide as the widest. */
function severityIn(language: Language, { severity }: RuleDescription): string {
  return language === 'zh' ? CODES.severity![severity]!.zh : severity.padEnd(7);
}

const nameOf = ({ id, name }: Subject, language: Language) => (id && name ? `${name}${COLON[language]}` : '');

function heading({ source, region_name: region, fiscal_year: year, title }: DocumentReference): string {
  const about = [region, year, title].filter((part) => part !== null).join(' ');
  return printable(about ? `${source}  (${about})` : source);
}

function sideLine({ what, value, raw, at, document }: Side, language: Language): string {
  const printed = raw && raw !== value ? ` 「${shorten(raw)}」` : '';
  const place = placeIn(language, at);
  const source = document ? `${document.source} ` : '';
  return printable(
    `${what[language]}${COLON[language]}${shorten(language === 'zh' ? withSigns(value) : value)}${printed}${place ? `  ${source}${place}` : source && `  ${source}`}`,
  ).trimEnd();
}

/** As the dataset says it, or 第2页, 第3行第5字; pages and lines once each. */
function placeIn(language: Language, at: readonly Place[]): string {
  if (language === 'en') return placeText(at);
  return [...new Set(at.map(placeInChinese))].join('、');
}

function placeInChinese(place: Place): string {
  if ('page' in place) return `第${place.page}页`;
  return 'line' in place ? `第${place.line}行第${place.column}字` : place.path;
}

/** A report for people: failures by document, then the table of all rules, which are called by both languages. */
class MarkdownReport implements Report {
  #document: string | null = null;

  constructor(private readonly language: Language) {}

  begin(): string {
    return '# 核查报告 · Checks\n';
  }

  outcome({ verdict, document, subject, message, sides }: DocumentOutcome, rule: RuleDescription): string {
    if (verdict !== 'fail') return '';
    const head = this.#document === document.sha256 ? '' : `\n## ${markdown(heading(document))}\n\n`;
    this.#document = document.sha256;
    const severity = this.language === 'zh' ? `（${severityIn('zh', rule)}）` : ` (${rule.severity}) `;
    const line = `- **${rule.id} ${rule.title.zh}**${severity}${markdown(nameOf(subject, this.language) + message[this.language])}`;
    return `${head}${[line, ...sides.map((side) => `  - ${markdown(sideLine(side, this.language))}`)].join('\n')}\n`;
  }

  end(tallies: readonly RuleTally[], documents: number): string {
    const rows = tallies.map((tally) => {
      const { rule } = tally;
      const cells = [
        rule.id,
        `${rule.title.zh} · ${rule.title.en}`,
        rule.severity,
        describeTally(tally).zh,
        describeTally(tally).en,
      ];
      return `| ${cells.map((cell) => markdown(cell)).join(' | ')} |`;
    });
    return [
      `\n## 汇总 · Summary of ${countOf(documents).en}\n`,
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
    return `${separator}${JSON.stringify({ ...outcomeInJson(outcome), severity })}`;
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

/** An outcome whose texts are English, with Chinese beside them. */
export function outcomeInJson({ message, sides, ...outcome }: DocumentOutcome) {
  return {
    ...outcome,
    message: message.en,
    message_zh: message.zh,
    sides: sides.map(({ what, ...side }) => ({ what: what.en, what_zh: what.zh, ...side })),
  };
}

/** What a rule is, without how it is computed: texts are English, with Chinese beside them. */
export function describeRule({ id, title, subjects, source, tolerance, severity, needs, limits }: RuleDescription) {
  return {
    ...{ id, title, subjects, severity },
    ...{ source: source.en, tolerance: tolerance?.en ?? null, needs: needs.en, limits: limits?.en ?? null },
    ...{ source_zh: source.zh, tolerance_zh: tolerance?.zh ?? null, needs_zh: needs.zh, limits_zh: limits?.zh ?? null },
  };
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
