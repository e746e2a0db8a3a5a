/**
 * The lexicon: the words of the field, kept as data in `corpora/lexicon/*.yml` and never as literals in code.
 *
 * Each part of the normalizers owns one file and its schema; this file only puts them together. Reading the YAML from
 * disk is the pipeline's business.
 */
import { type CheckLexicon, parseCheckLexicon } from './checks/rules/lexicon.js';
import { type FamilyLexicon, parseFamilyLexicon } from './families/lexicon.js';
import { type FormLexicon, parseFormLexicon } from './forms/lexicon.js';
import { parseStatisticLexicon, type StatisticLexicon } from './prose/lexicon.js';
import { parseRefusalLexicon, type RefusalLexicon } from './refusals.js';
import { parseValueLexicon, type ValueLexicon } from './values/lexicon.js';

export interface Lexicon {
  /** `forms.yml`: titles of forms, labels of fields, column heads, indicator levels. */
  forms: FormLexicon;
  /** `values.yml`: operators, units, grades, placeholders. */
  values: ValueLexicon;
  /** `statistics.yml`: what is counted in prose. */
  statistics: StatisticLexicon;
  /** `refusals.yml`: what pages say that are none of what was asked for. */
  refusals: RefusalLexicon;
  /** `checks.yml`: what the audit checks look for. No reading depends on it. */
  checks: CheckLexicon;
  /** `families.yml`: what is measured alike under many names. No reading depends on it. */
  families: FamilyLexicon;
}

/** Checks and indexes the parsed YAML files, given by name without extension. Throws with the file and the path of the fault. */
export function parseLexicon(files: Record<string, unknown>): Lexicon {
  return {
    forms: parseFormLexicon(files.forms),
    values: parseValueLexicon(files.values),
    statistics: parseStatisticLexicon(files.statistics),
    refusals: parseRefusalLexicon(files.refusals),
    checks: parseCheckLexicon(files.checks),
    families: parseFamilyLexicon(files.families),
  };
}
