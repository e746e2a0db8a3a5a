/** What the program says to people while it works: lines on standard error, and on a terminal one line that updates. */
import type { Writable } from 'node:stream';

export type Fields = Record<string, string | number>;

export interface Log {
  info(message: string, fields?: Fields): void;
  warning(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** Replaces the updating line; null takes it away. Nothing where there is no terminal. */
  status(line: string | null): void;
  /** Whether `status` shows anything. */
  readonly live: boolean;
}

export interface LogTarget {
  stream: Writable;
  terminal: boolean;
  /** Asked each time, since windows change. */
  columns: () => number;
}

export function createLog({ stream, terminal, columns }: LogTarget): Log {
  let shown: string | null = null;
  const draw = (line: string | null) => {
    if (!terminal) return;
    if (shown !== null) stream.write('\r\u001b[2K');
    shown = line;
    if (line !== null) stream.write(line.slice(0, Math.max(0, columns() - 1)));
  };
  const write = (level: string, message: string, fields: Fields = {}) => {
    const status = shown;
    draw(null);
    const details = Object.entries(fields).map(([name, value]) => `${name}=${printable(String(value))}`);
    stream.write(`gongkai: ${level}${[message, ...details].join(' ')}\n`);
    draw(status);
  };
  return {
    live: terminal,
    info: (message, fields) => write('', message, fields),
    warning: (message, fields) => write('warning: ', message, fields),
    error: (message, fields) => write('error: ', message, fields),
    status: draw,
  };
}

/** A file's name may hold anything, also what moves a terminal's cursor or fakes a line of the log. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
