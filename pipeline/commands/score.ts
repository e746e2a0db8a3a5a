/** `gongkai score`: how well documents with a known truth are read. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadLexicon } from '../lexicon.js';
import { f1, type Miss, sumTallies, type Tally } from '../score/compare.js';
import { readCorpus, type Scored, scoreDocument } from '../score/corpus.js';
import { CannotWorkError, type Command, type Context, EXIT, EXIT_CODES_HELP } from './command.js';

interface ScoreOptions {
  misses?: boolean;
  json?: boolean;
  accept?: boolean;
  ci?: boolean;
}

export const scoreCommand: Command<ScoreOptions> = {
  name: 'score',
  summary: 'compare documents with their hand-checked truth',
  paths: {
    syntax: '<path...>',
    description: 'corpus folders: one folder a document, with origin.json and golden.json',
  },
  options: [
    { flags: '--misses', description: 'list each field that differs' },
    { flags: '--json', description: 'print the scores as JSON' },
    {
      flags: '--accept',
      description:
        'write accepted.json, the score and findings that the tests hold; read the change before you commit it',
    },
    { flags: '--ci', description: 'running under CI: --accept is refused', environment: 'CI' },
  ],
  help: `The golden (golden.json) is the truth, made by hand and never written by this command. Of each kind of record
the fields right, expected and spurious are counted, and F1 = 2·right / (expected + right + spurious).

Examples:
  gongkai score corpora/documents
  gongkai score corpora/documents/cn-jilin-dehui-2023-evaluations-prose --misses

${EXIT_CODES_HELP}`,

  async run(paths, options, context) {
    const lexicon = loadLexicon();
    const scored: Scored[] = [];
    for (const document of paths.flatMap(readCorpus)) scored.push(await scoreDocument(document, lexicon));
    if (scored.length === 0) throw new CannotWorkError(`no documents with goldens in ${paths.join(', ')}`);
    if (options.json)
      await context.print(
        `${JSON.stringify(
          scored.map(({ slug, current }) => ({ slug, ...current })),
          null,
          2,
        )}\n`,
      );
    else await context.print(scoreboard(scored));
    if (options.misses) await context.print(scored.map(missesOf).join(''));
    if (options.accept && options.ci) throw new CannotWorkError('accepted.json is not written under CI');
    return options.accept ? accept(scored, context) : EXIT.done;
  },
};

/** Writing goldens is a person's decision: never under CI, never for a document that yields nothing, and never a quiet success. */
async function accept(scored: readonly Scored[], { log }: Context): Promise<number> {
  let written = 0;
  for (const { directory, current, accepted, slug } of scored) {
    const text = `${JSON.stringify(current, null, 2)}\n`;
    if (accepted && `${JSON.stringify(accepted, null, 2)}\n` === text) continue;
    writeFileSync(join(directory, 'accepted.json'), text);
    log.info(`${slug}: accepted.json written; check it against the document before you commit it`);
    written++;
  }
  return written > 0 ? EXIT.notAllOk : EXIT.done;
}

const KINDS = ['document', 'listings', 'projects', 'indicators', 'evaluations', 'facts', 'statistics'];

function scoreboard(scored: readonly Scored[]): string {
  const rows = [['document', 'kind', 'right', 'expected', 'spurious', 'F1']];
  const row = (name: string, kind: string, tally: Tally) => [
    name,
    kind,
    String(tally.right),
    String(tally.expected),
    String(tally.spurious),
    f1(tally).toFixed(4),
  ];
  for (const { slug, current } of scored) {
    const kinds = KINDS.filter(
      (kind) => current.tallies[kind] && (current.tallies[kind].expected > 0 || current.tallies[kind].spurious > 0),
    );
    rows.push(...kinds.map((kind, i) => row(i === 0 ? slug : '', kind, current.tallies[kind]!)));
  }
  for (const kind of KINDS) {
    const tallies = scored.flatMap(({ current }) => current.tallies[kind] ?? []);
    if (tallies.length > 0) rows.push(row(kind === KINDS[0] ? 'all documents' : '', kind, sumTallies(tallies)));
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows
    .map(
      (cells) =>
        `${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}\n`,
    )
    .join('');
}

function missesOf({ slug, comparison }: Scored): string {
  const line = ({ where, field, expected, actual }: Miss) =>
    `  ${where} ${field}: expected ${JSON.stringify(expected)}, is ${JSON.stringify(actual)}\n`;
  return comparison.misses.length === 0 ? '' : `\n${slug}\n${comparison.misses.map(line).join('')}`;
}
