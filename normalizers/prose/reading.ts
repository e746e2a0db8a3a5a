/** What a measure in management prose is about: the activity, the subject that is counted, the role of an amount, the year. */
import type { Span } from './folded.js';
import type { Activity, Role, StatisticLexicon, Subject } from './lexicon.js';
import type { Measure } from './measures.js';
import type { Outline } from './outline.js';
import { around, itemStart, nearest, type Passage } from './passage.js';
import { firstFrom, type Mention } from './phrases.js';

/** How far from the measure something was found. */
export type Reach = 'clause' | 'sentence' | 'paragraph' | 'heading';

export interface FoundActivity {
  activity: Activity;
  reach: Reach;
  /** Where its words stand, within the same passage. */
  span: Span | null;
}

/** Characters around a measure in which its subject and role are looked for. */
const SUBJECT_REACH = 20;
const ROLE_BEFORE = 14;
const ROLE_AFTER = 8;

/** All activities that a measure may belong to, most likely first. */
function candidates(passage: Passage, measure: Span, outline: Outline): FoundActivity[] {
  const { sentence, clause, part } = around(passage, measure.start);
  const found: FoundActivity[] = [];
  const add = (mentions: readonly Mention<Activity>[], reach: Reach) => {
    for (const { entry, start, end } of mentions) found.push({ activity: entry, reach, span: { start, end } });
  };
  const front = passage.foreground;
  for (const span of [part, clause]) add(nearest(front, span, measure), 'clause');
  if (passage.host) {
    const at = { start: passage.host.at, end: passage.host.at };
    const outer = candidates(passage.host.passage, at, outline);
    return [...found, ...outer.map((entry) => ({ ...entry, span: null }))];
  }
  const inSentence = nearest(front, sentence, measure);
  add(
    inSentence.filter(({ end }) => end <= measure.start),
    'sentence',
  );
  add(
    inSentence.filter(({ start }) => start >= measure.end),
    'sentence',
  );
  add(nearest(passage.activities, sentence, measure), 'sentence');
  const before = { start: itemStart(passage, measure.start), end: sentence.start };
  add(nearest(front, before, measure), 'paragraph');
  for (const activity of outline.activities) found.push({ activity, reach: 'heading', span: null });
  return found;
}

/**
 * The activity of a measure: of the same part, else of the clause, else of the sentence (before it, then after it), of
 * the paragraph's earlier sentences, of the headings. A general one gives way to its kind further off: under 重点评价,
 * 绩效评价 means 重点评价.
 */
export function activityOf(passage: Passage, measure: Measure, outline: Outline): FoundActivity | null {
  const found = candidates(passage, measure, outline);
  const [first] = found;
  if (!first) return null;
  const special = found.find(({ activity }) => activity.kind_of === first.activity.code);
  return special ? { ...first, activity: special.activity } : first;
}

/**
 * What a count counts. `taken` holds the nouns that earlier measures of the passage have used, `earlier` what the
 * sentence counted with the same unit before: 报告27份，对其中的11份组织专家评审; 其中优秀5个.
 */
export function subjectOf(
  passage: Passage,
  measure: Measure,
  taken: Set<Mention<Subject>>,
  earlier: Subject | null,
  lexicon: StatisticLexicon,
): Subject | null {
  const { text } = passage.folded;
  const { clause, part } = around(passage, measure.start);
  const next = passage.measures[firstFrom(passage.measures, measure.end)];
  const at = firstFrom(passage.subjects, measure.end);
  const right = passage.subjects[at];
  const reachable =
    right && right.end <= part.end && right.start - measure.end <= SUBJECT_REACH && !(next && right.start > next.start);
  const left = passage.subjects[firstFrom(passage.subjects, measure.start) - 1];
  const free = left && left.start >= clause.start && left.end <= measure.start && !taken.has(left);
  const joined = free && lexicon.connectors.test(text.slice(left.end, measure.start));
  const follows = reachable && right.start === measure.end;
  // 一级项目169个二级项目523个: the noun after the unit belongs to the next number.
  const claimed = follows && joined && next !== undefined && lexicon.connectors.test(text.slice(right.end, next.start));
  const choose = (mention: Mention<Subject>): Subject => {
    taken.add(mention);
    return mention.entry;
  };
  if (follows && !claimed) return choose(right);
  if (joined) return choose(left);
  // 个 counts anything; a unit of its own counts the same thing again.
  if (earlier && measure.unit !== '个') return earlier;
  if (reachable) return choose(right);
  const byUnit = lexicon.subjectOfUnit.get(measure.unit);
  if (byUnit) return byUnit;
  if (free && !earlier && measure.start - left.end <= SUBJECT_REACH) return choose(left);
  if (passage.host && measure.start < SUBJECT_REACH) {
    const outer = passage.host.passage;
    const before = outer.subjects[firstFrom(outer.subjects, passage.host.at) - 1];
    // 全县部门（86个）
    if (before && before.end === passage.host.at) return before.entry;
  }
  return earlier;
}

/** The role of a measure: what was done with the money or the projects (核减, 收回), what a rate is of (覆盖). */
export function roleOf(passage: Passage, measure: Measure): Role | null {
  const { clause } = around(passage, measure.start);
  const fitting = nearest(passage.roles, clause, measure).filter(({ entry }) => entry.measures.includes(measure.kind));
  const close = (weak: boolean) => {
    const ranked = fitting.filter(({ entry }) => entry.weak === weak);
    const before = ranked.find(({ end }) => end <= measure.start && measure.start - end <= ROLE_BEFORE);
    const after = ranked.find(({ start }) => start >= measure.end && start - measure.end <= ROLE_AFTER);
    const previous = passage.figures[firstFrom(passage.figures, measure.start) - 1];
    // 偏差项目46个整改40个: a role before another number of its kind is that number's.
    const shared = before && previous && previous.start > before.end && previous.kind === measure.kind;
    return shared ? (after ?? before) : (before ?? after);
  };
  return (close(false) ?? close(true))?.entry ?? null;
}
