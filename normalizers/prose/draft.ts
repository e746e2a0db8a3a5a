/** Statistics on their way to the record. */
import type { Statistic } from '../record.js';
import type { FoundYear } from './governing-year.js';
import type { Activity, Subject } from './lexicon.js';
import type { Measure } from './measures.js';
import type { Passage } from './passage.js';

/** A statistic before it has its id. */
export type StatisticDraft = Omit<Statistic, 'id'>;

/** A statistic with what was known when it was read; the checks over the whole document need it. */
export interface StatisticReading {
  statistic: StatisticDraft;
  passage: Passage;
  measure: Measure;
  activity: Activity | null;
  subject: Subject | null;
  year: FoundYear;
}
