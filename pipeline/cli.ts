#!/usr/bin/env node
/** The command line: alone reads arguments and environment, alone imports commander, alone sets the exit code. */
import { Command as CommanderCommand, CommanderError, InvalidArgumentError, Option } from 'commander';
import {
  CannotWorkError,
  type Command,
  type CommandOption,
  type Context,
  EXIT,
  UsageError,
} from './commands/command.js';
import { isHopeless } from './extraction/drive.js';
import { explain } from './intake/find.js';
import { createLog } from './log.js';
import { readManifest } from './package.js';

const { stdout, stderr } = process;
const log = createLog({ stream: stderr, terminal: stderr.isTTY === true, columns: () => stderr.columns || 80 });
let exitCode: number = EXIT.done;

class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Each is loaded when it is asked for: all together take half a second, most of it for pdf.js and DuckDB. */
const COMMANDS = {
  extract: async () => (await import('./commands/extract.js')).extractCommand,
  build: async () => (await import('./commands/build.js')).buildCommand,
  run: async () => (await import('./commands/run.js')).runCommand,
  crawl: async () => (await import('./commands/crawl.js')).crawlCommand,
  history: async () => (await import('./commands/history.js')).historyCommand,
  archive: async () => (await import('./commands/archive.js')).archiveCommand,
  nightly: async () => (await import('./commands/nightly.js')).nightlyCommand,
  status: async () => (await import('./commands/status.js')).statusCommand,
  worker: async () => (await import('./commands/worker.js')).workerCommand,
  check: async () => (await import('./commands/check.js')).checkCommand,
  diff: async () => (await import('./commands/diff.js')).diffCommand,
  review: async () => (await import('./commands/review.js')).reviewCommand,
  families: async () => (await import('./commands/families.js')).familiesCommand,
  compare: async () => (await import('./commands/compare.js')).compareCommand,
  explore: async () => (await import('./commands/explore.js')).exploreCommand,
  query: async () => (await import('./commands/query.js')).queryCommand,
  search: async () => (await import('./commands/search.js')).searchCommand,
  export: async () => (await import('./commands/export.js')).exportCommand,
  tables: async () => (await import('./commands/tables.js')).tablesCommand,
  inspect: async () => (await import('./commands/inspect.js')).inspectCommand,
  demo: async () => (await import('./commands/demo.js')).demoCommand,
  schema: async () => (await import('./commands/schema.js')).schemaCommand,
  score: async () => (await import('./commands/score.js')).scoreCommand,
};

/** Knows the command asked for; where none is, as for help, all of them; for the version none. */
async function program(context: Context, asked: string | undefined): Promise<CommanderCommand> {
  const gongkai = new CommanderCommand('gongkai')
    .description(
      'Turns published budget performance documents (预算绩效公开) into a dataset that leads back to its sources.',
    )
    .version(readManifest().version, '--version')
    .exitOverride()
    .showHelpAfterError("Usage: gongkai COMMAND …\n'gongkai --help' lists the commands.")
    .addHelpText('after', "\n'gongkai COMMAND --help' gives examples and exit codes.");
  for (const one of toLoad(asked)) add(gongkai, (await one()) as Command<unknown>, context);
  return gongkai;
}

function toLoad(asked: string | undefined) {
  if (asked === '--version') return [];
  if (asked !== undefined && Object.hasOwn(COMMANDS, asked)) return [COMMANDS[asked as keyof typeof COMMANDS]];
  return Object.values(COMMANDS);
}

function add<Options>(gongkai: CommanderCommand, command: Command<Options>, context: Context): void {
  const { name, summary, paths, options, help } = command;
  const sub = gongkai.command(name).description(summary).addHelpText('after', `\n${help}`);
  if (paths) sub.argument(paths.syntax, paths.description);
  for (const option of options) sub.addOption(toOption(option));
  sub.showHelpAfterError(`Usage: ${sub.createHelp().commandUsage(sub)}\n'gongkai ${name} --help' tells more.`);
  sub.action(async (...given: unknown[]) => {
    const operands = paths ? [given[0] as string | string[]].flat() : [];
    try {
      exitCode = await command.run(operands, sub.opts() as Options, context);
    } catch (error) {
      if (error instanceof UsageError) sub.error(`error: ${error.message}`);
      throw error;
    }
  });
}

function toOption({ flags, description, default: value, environment, parse }: CommandOption): Option {
  const option = new Option(flags, description);
  if (value !== undefined) option.default(value);
  if (environment) {
    if (process.env[environment] === '') delete process.env[environment]; // commander would take it for a value
    option.env(environment);
  }
  if (parse) {
    option.argParser((text) => {
      try {
        return parse(text);
      } catch (error) {
        throw new InvalidArgumentError((error as Error).message);
      }
    });
  }
  return option;
}

/** The exit code that an error stands for, after telling about it. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  // `gongkai … | head` has seen enough.
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') return EXIT.done;
  if (error instanceof Interrupted) {
    log.info('interrupted; what was done is kept, and the same command goes on from there');
    return EXIT.interrupted;
  }
  if (error instanceof CannotWorkError || isHopeless(error)) log.error(explain(error));
  else log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.cannotWork;
}

function context(): Context {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    log.info('stopping; once more to stop at once');
    interrupt.abort(new Interrupted());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // What a closed pipe does to a write is told to the one who writes.
  stdout.on('error', () => {});
  stderr.on('error', () => {});
  return {
    log,
    print: (text) =>
      new Promise((resolve, reject) => {
        if (stdout.isTTY) log.status(null); // both on one screen
        stdout.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    screen: () => (stdout.isTTY ? { columns: stdout.columns || 80, rows: stdout.rows || 24 } : null),
    signal: interrupt.signal,
  };
}

try {
  const commands = await program(context(), process.argv[2]);
  await commands.parseAsync(process.argv);
} catch (error) {
  exitCode = report(error);
}
process.exit(exitCode);
