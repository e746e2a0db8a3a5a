/** Totals of one document that cannot all be right: 85, 86 and 82 units, each said to be all. */
import type { Finding } from '../../extractors/document.js';
import type { StatisticReading } from './draft.js';
import { evidenceOf, originOf } from './folded.js';
import type { StatisticLexicon } from './lexicon.js';
import { around } from './passage.js';

/** Characters around a count in which 全县 or 其中 bears on it. */
const REACH = 60;

function saidOfAll({ passage, measure, activity, subject }: StatisticReading, lexicon: StatisticLexicon): boolean {
  if (!activity?.whole || !subject?.population) return false;
  const { sentence, clause } = around(passage, measure.start);
  const { text } = passage.folded;
  const before = text.slice(Math.max(sentence.start, measure.start - REACH), measure.start);
  if (lexicon.partOf.test(before) || lexicon.partial.test(text.slice(clause.start, measure.end + 6))) return false;
  return lexicon.totality.test(
    text.slice(Math.max(sentence.start, measure.start - REACH), Math.min(clause.end, measure.end + REACH)),
  );
}

function report(group: readonly StatisticReading[], message: string): Finding {
  return {
    code: 'prose/contradictory-count',
    severity: 'info',
    message,
    at: group.flatMap(({ passage, measure }) => evidenceOf(passage.paragraph, originOf(passage.folded, measure)).at),
    actual: group.map(({ statistic }) => statistic.quote).join(' | '),
  };
}

/** Differing totals of one population (all units, all level-2 projects), one finding a population. */
export function contradictions(readings: readonly StatisticReading[], lexicon: StatisticLexicon): Finding[] {
  const populations = new Map<string, StatisticReading[]>();
  for (const reading of readings) {
    if (!reading.subject || !saidOfAll(reading, lexicon)) continue;
    const group = populations.get(reading.subject.code) ?? [];
    const last = group.at(-1);
    // 一级预算单位68个、二级预算单位113个: two kinds, not two totals of one.
    const beside =
      last?.passage === reading.passage &&
      around(last.passage, last.measure.start).sentence.start ===
        around(reading.passage, reading.measure.start).sentence.start;
    if (beside) continue;
    group.push(reading);
    populations.set(reading.subject.code, group);
  }
  return [...populations.values()].flatMap((group) => {
    const values = [...new Set(group.map(({ statistic }) => statistic.value))];
    if (values.length < 2) return [];
    const counted = group[0]?.subject?.label ?? '';
    return [report(group, `the document gives different totals of ${counted}: ${values.join(', ')}`)];
  });
}
