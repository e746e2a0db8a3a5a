/** What `chaos.mjs` gives to the tests. */
export interface ChaosFigures {
  kills: { crawler: number; worker: number; redis: number };
  rounds: number;
  /** Of the undisturbed crawl. */
  requests: number;
  /** Requests for what had been asked for before, in all; and the most that one kill cost. */
  repeated: number;
  mostRepeated: number;
  /** Records written anew with the same bytes. */
  readInVain: number;
  records: number;
  /** Files that differ from those of the undisturbed crawl. */
  differences: string[];
  kept: string | null;
}

export interface ChaosOptions {
  kills: number;
  seed: number;
  redis?: boolean;
  /** Of each site at most. */
  disclosures: number;
  /** Between two requests, in milliseconds. */
  delay?: number;
  onRound?: (figures: ChaosFigures) => void;
}

export function chaos(options: ChaosOptions): Promise<ChaosFigures>;
