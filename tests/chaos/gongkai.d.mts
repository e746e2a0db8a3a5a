/** What `gongkai.mjs` gives to the tests. */
export interface Started {
  pid: number;
  /** What it wrote to standard error so far. */
  messages(): string;
  /** Kills it outright, unless told otherwise. */
  kill(signal?: NodeJS.Signals): boolean;
  ended: Promise<{ code: number | null; signal: string | null; messages: string }>;
  isOver(): boolean;
}

export function startGongkai(...args: string[]): Started;
export function gongkai(args: string[], options?: { codes?: number[] }): Promise<void>;
