/** Documents that hold searched words, ranked: a table kept in the dataset, of the index and of what people corrected since. */
import { quoteText } from '../dataset/duckdb.js';
import { countWord, rankDocuments, type WordCounts } from '../search/find.js';
import { type Dataset, SEARCH } from './dataset.js';
import { RequestProblem } from './problem.js';
import { holds } from './search.js';

/**
 * The name of a table with a row for each document in which every word stands: its `position`, in how many words its
 * title has (`titled`), and how often its text has the one that it has `least`, and all of them (`hits`).
 */
export async function rankedTable(dataset: Dataset, words: readonly string[]): Promise<string> {
  if (!dataset.hasIndex)
    throw new RequestProblem(503, "this dataset has no index of the texts yet; 'gongkai build' makes it");
  return dataset.keepTable(`search ${JSON.stringify(words)}`, async (database, name) => {
    const documents = await dataset.remember('published documents', async () => {
      const [row] = await dataset.rows(`SELECT count(*)::INTEGER AS n FROM ${dataset.partsOf('documents')[0]!.from}`);
      return Number(row!.n);
    });
    const counts: WordCounts[] = [];
    for (const word of words) {
      const counted = await countWord(database, SEARCH, word, documents);
      for (const position of await correctedSince(dataset, word)) counted.besides[position]! += 1;
      counts.push(counted);
    }
    await database.run(
      `CREATE TABLE memory.main.${name} (position INTEGER, titled INTEGER, least INTEGER, hits INTEGER)`,
    );
    const appender = await database.appender(name, ['integer', 'integer', 'integer', 'integer'], { catalog: 'memory' });
    for (const { document, titled, least, hits } of rankDocuments(counts, documents))
      appender.append([document, titled, least, hits]);
    appender.close();
  });
}

/** Documents in which the word was written by a person after the dataset was built. */
async function correctedSince(dataset: Dataset, word: string): Promise<number[]> {
  const [, laid] = dataset.partsOf('readings');
  if (!laid) return [];
  const rows = await dataset.rows(`
    SELECT position::INTEGER AS position FROM ${dataset.positioned('documents')} WHERE document_id IN (
      SELECT document_id FROM ${laid.from}
      WHERE contains(repairs, ${quoteText('corrected by ')}) AND ${holds('value', word)})`);
  return rows.map(({ position }) => Number(position));
}
