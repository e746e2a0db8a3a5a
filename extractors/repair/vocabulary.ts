/**
 * What repair needs to know about words, and cannot know itself: extractors know nothing of budgets. The pipeline
 * passes an implementation made from the lexicon (normalizers/vocabulary.ts).
 */
export interface Vocabulary {
  /** The whole text is a label, a column head or a level name of a known form. */
  isLabel(text: string): boolean;
  /** The text is the head of a column. */
  isColumnHead(text: string): boolean;
  /** A row with these texts begins a form: a title, or the first label of its head. */
  startsForm(texts: readonly string[]): boolean;
  /** The text is a label that says what a form is about or whose it is: 项目名称, 主管部门. */
  isHeadLabel(text: string): boolean;
  /** The two texts were one word, number or bracketed phrase that was cut in two. */
  joinsWord(left: string, right: string): boolean;
}
