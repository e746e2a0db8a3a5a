/** `gongkai search`: words in the whole text of all documents. */
import type { DocumentRow, Match } from '../explorer/api.js';
import { CannotWorkError, type Command, EXIT, EXIT_CODES_HELP, UsageError } from './command.js';
import { DATA_OPTION, type DataOptions, positive } from './options.js';

interface SearchOptions extends DataOptions {
  region?: string;
  year?: number;
  limit: number;
  json?: boolean;
}

/** As many as the server gives at most. */
const MOST = 500;

export const searchCommand: Command<SearchOptions> = {
  name: 'search',
  summary: 'find words in the whole text of the documents',
  paths: { syntax: '<words...>', description: 'all of them have to stand in a document; a phrase in quotation marks' },
  options: [
    DATA_OPTION,
    { flags: '--region <code|name>', description: 'only of this region: its code, its first digits, or its name' },
    { flags: '--year <year>', description: 'only of this fiscal year', parse: positive({ whole: true, most: 9999 }) },
    { flags: '--limit <n>', description: 'documents shown', default: 20, parse: positive({ whole: true, most: MOST }) },
    { flags: '--json', description: 'as JSON: how many there are, and those shown' },
  ],
  help: `White space, line breaks, full-width forms and capitals do not count: 农村公路 finds 农 村 公 路 and what a page break cut.
First come documents with more of the words in their title, then those whose text has them more often.
The index is made by 'gongkai build' (DIR/dataset/search.duckdb).

Examples:
  gongkai search 足额保障率
  gongkai search 农村公路 养护 --year 2024 --region 43
  gongkai search '绩效 管理' 财政局 --json       # a phrase and a word

${EXIT_CODES_HELP}`,

  async run(words, { data, region, year, limit, json }, { print }) {
    // What the shell took for one argument is one phrase.
    const search = words
      .map((word) => (/^[^"“「]*\s/.test(word.trim()) ? `"${word}"` : word))
      .join(' ')
      .trim();
    if (search === '') throw new UsageError('Say what to look for');
    // Only here: loading DuckDB takes longer than most commands.
    const [{ Explorer }, { documentsQuery }, { RequestProblem }] = await Promise.all([
      import('../explorer/explorer.js'),
      import('../explorer/documents.js'),
      import('../explorer/problem.js'),
    ]);
    const explorer = new Explorer(data);
    try {
      const query = documentsQuery.safeParse({ search, region, year, limit });
      if (!query.success) throw new UsageError(query.error.issues.map(({ message }) => message).join('; '));
      const { total, rows } = await explorer.documents(query.data);
      await print(json ? `${JSON.stringify({ total, documents: rows })}\n` : textOf(total, rows));
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof RequestProblem)) throw error;
      throw error.status === 503 ? new CannotWorkError(error.message) : new UsageError(error.message);
    } finally {
      explorer.close();
    }
  },
};

function textOf(total: number, rows: readonly DocumentRow[]): string {
  const lines = rows.flatMap((row) => [
    [row.title ?? '(no title)', row.region_name, row.fiscal_year, `${row.hits} hits`].filter(Boolean).join(' · '),
    `  ${row.source}  ${row.document_id.slice(0, 12)}`,
    ...row.matches.map((match) => `  ${placeOf(match)}: ${match.text}`),
    '',
  ]);
  const more = total > rows.length ? `, of which ${rows.length} are shown; --limit shows more` : '';
  return `${lines.join('\n')}${rows.length > 0 ? '\n' : ''}(${total} document${total === 1 ? '' : 's'}${more})\n`;
}

function placeOf(match: Match): string {
  if (!('hit' in match)) return match.field;
  return match.page === null ? `hit ${match.hit}` : `page ${match.page}`;
}
