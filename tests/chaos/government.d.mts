/** What `government.mjs` gives to the tests. */
export interface Government {
  urls: string[];
  /** What was asked, as `host/path`. */
  asked: string[];
  close(): Promise<void>;
}

export function serveGovernment(disclosures?: number): Promise<Government>;
export function repeatedIn(asked: readonly string[]): number;
