export interface Scores {
  documents: number;
  macroF1: { mean: number; low: number; high: number };
  micro: { p: number; r: number; f1: number };
  tables: { expected: number; found: number; matched: number; perfect: number };
  docs: { name: string; p: number; r: number; f1: number }[];
}
export function scoreIcdar(truth: string, predictions: string): Scores;
