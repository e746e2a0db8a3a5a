/** What a command of `gongkai` is, apart from how its arguments are parsed: `cli.ts` does that for all of them. */
import type { Log } from '../log.js';

export const EXIT = { done: 0, notAllOk: 1, usage: 2, cannotWork: 3, interrupted: 130 } as const;

export const EXIT_CODES_HELP = `Exit codes:
  0    done
  1    done, but some files could not be read, or some documents are not ok
  2    wrong usage
  3    nothing could be done, or not go on: no data, no permission, disk full, broken installation
  130  interrupted; what was done is kept, and the same command goes on from there`;

/** The user asked for something that the command line does not offer. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The command cannot do its work, for a reason that the message tells. */
export class CannotWorkError extends Error {
  override name = 'CannotWorkError';
}

/** What a command gets from the outside. */
export interface Context {
  log: Log;
  /** Writes results to standard output. */
  print: (text: string) => Promise<void>;
  /** The size of the terminal that `print` writes to; null where that is none. */
  screen: () => { columns: number; rows: number } | null;
  /** Aborted at Ctrl-C and SIGTERM. */
  signal: AbortSignal;
}

export interface CommandOption {
  /** As commander writes them: `--data <dir>`. */
  flags: string;
  description: string;
  default?: string | number;
  /** The environment variable that stands in for it. */
  environment?: string;
  /** Reads its text; throws a UsageError. */
  parse?: (text: string) => unknown;
}

export interface Command<Options> {
  name: string;
  summary: string;
  /** The arguments as commander writes them, and what they are. None where absent. */
  paths?: { syntax: string; description: string };
  options: CommandOption[];
  /** Below the options in --help: examples, exit codes. */
  help: string;
  /** Does the work and returns the exit code. */
  run(paths: string[], options: Options, context: Context): Promise<number>;
}
