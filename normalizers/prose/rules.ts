/** The first rule of the lexicon that a measure fits, and the metric and label that it gives. */
import type { Activity, CompiledRule, Role, StatisticLexicon, Subject } from './lexicon.js';
import type { Measure } from './measures.js';
import { around, type Passage } from './passage.js';

/** What is known of a measure when the rules are tried. */
export interface Situation {
  passage: Passage;
  measure: Measure;
  activity: Activity | null;
  /** The activity stands in the measure's sentence. */
  near: boolean;
  /** Under a heading about what is planned. */
  plan: boolean;
  subject: Subject | null;
  role: Role | null;
}

/** Characters of the clause on each side that the phrases of a rule see. */
const WINDOW = 60;

/** The clause of a measure with `#` in its place: 最终确定#项目予以支持. */
export function windowOf(
  { passage, measure }: Pick<Situation, 'passage' | 'measure'>,
  of: 'clause' | 'part' = 'clause',
): string {
  const clause = around(passage, measure.start)[of];
  const { text } = passage.folded;
  const before = text.slice(Math.max(clause.start, measure.start - WINDOW), measure.start);
  const after = text.slice(measure.end, Math.min(clause.end, measure.end + WINDOW));
  return `${before.replaceAll('#', '＃')}#${after.replaceAll('#', '＃')}`;
}

const allows = (codes: readonly string[] | undefined, code: string | undefined): boolean =>
  codes === undefined || codes.includes(code ?? 'none');

function fill(template: string, { activity, subject }: Situation, of: 'code' | 'label'): string {
  const words: Record<string, string | undefined> = {
    done: activity?.done,
    noun: activity?.noun ?? 'evaluation',
    activity: activity?.[of] ?? '绩效评价',
    subject: subject?.[of] ?? (of === 'code' ? 'projects' : '项目'),
  };
  return template.replace(/\{(\w+)\}/g, (_, key: string) => words[key] ?? '');
}

export interface MatchedRule {
  metric: string;
  label: string;
  /** The words of the rule stand within the measure's own part: 3个项目“予以部分支持”. */
  inPart: boolean;
  /** Says what holds in general, not of the year that is looked back on. */
  standing: boolean;
}

/** A manner of speaking rather than a figure: 从4个方面入手. */
export function isIgnored(situation: Pick<Situation, 'passage' | 'measure'>, lexicon: StatisticLexicon): boolean {
  const window = windowOf(situation);
  return situation.measure.kind === 'count' && lexicon.ignored.test(window.slice(window.indexOf('#') + 1));
}

/** Finds the rule of a measure; null where none fits. */
export function applyRules(situation: Situation, lexicon: StatisticLexicon): MatchedRule | null {
  const { measure, activity, near, plan, subject, role } = situation;
  const window = windowOf(situation);
  const fits = (rule: CompiledRule): boolean =>
    allows(rule.activity, activity?.code) &&
    allows(rule.subject, subject?.code) &&
    allows(rule.role, role?.code) &&
    (!measure.numeral || rule.numerals) &&
    (near || !rule.near) &&
    (plan || !rule.plan) &&
    (rule.pattern === null || rule.pattern.test(window));
  const rule = lexicon.rules.get(measure.kind)?.find(fits);
  if (!rule) return null;
  return {
    metric: fill(rule.metric, situation, 'code'),
    label: fill(rule.label, situation, 'label'),
    inPart: rule.pattern?.test(windowOf(situation, 'part')) ?? false,
    standing: rule.standing,
  };
}
