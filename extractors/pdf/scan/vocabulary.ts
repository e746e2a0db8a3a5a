/**
 * The closed vocabulary that OCR is corrected by: what can stand in a form is known, so 一级指栎 can only be 一级指标.
 * Extractors know nothing of budgets; the pipeline passes an implementation made from the lexicon
 * (normalizers/closest.ts).
 */
export interface ScanVocabulary {
  /**
   * The label, column head or level name that a text was meant to be, with the number of characters that differ;
   * distance 0 where it is one; null where it is like none, or like two.
   */
  closestLabel(text: string): { text: string; distance: number } | null;
  /** The unit that stands behind a number, in the same way. */
  closestUnit(text: string): { text: string; distance: number } | null;
}

/** Knows no words: nothing is corrected. */
export const NO_VOCABULARY: ScanVocabulary = { closestLabel: () => null, closestUnit: () => null };
