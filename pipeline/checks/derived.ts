/** The table `checks` of the dataset: made while the records go by. */
import { checkRecord } from '../../normalizers/checks/rules/catalogue.js';
import type { GongkaiRecord } from '../../normalizers/record.js';
import type { Database } from '../dataset/duckdb.js';
import type { Derived } from '../dataset/load.js';
import { loadLexicon } from '../lexicon.js';
import { checkRow, foldOutcomes } from './columns.js';
import { DatasetChecks } from './dataset-checks.js';
import { referenceOf } from './facts.js';
import { chooseRules } from './rules.js';

/**
 * Calls `load` with the checks as a derived table; what they need on the way lies below `scratch` and is removed, and
 * shares the memory of `database`.
 */
export async function withDerivedChecks<T>(
  scratch: string,
  database: Database,
  load: (checks: Derived) => Promise<T>,
): Promise<T> {
  const lexicon = loadLexicon();
  const rules = chooseRules();
  const dataset = await DatasetChecks.open(scratch, database);
  try {
    return await load({
      table: 'checks',
      rowsOf(record: GongkaiRecord) {
        dataset.add(record);
        const document = referenceOf(record);
        const outcomes = checkRecord(record, lexicon, rules.ofRecords).map((outcome) => ({ ...outcome, document }));
        return foldOutcomes(outcomes).map(checkRow);
      },
      async *rest() {
        for await (const outcome of dataset.outcomes(rules.ofDataset)) {
          yield { sha256: outcome.document.sha256, row: checkRow(outcome) };
        }
        // Its files are the size of the staged ones, and of no use any more.
        await dataset.close();
      },
    });
  } finally {
    await dataset.close();
  }
}
