/** What a reader throws to give up on a document for a reason of the document's: it becomes one error finding. */
export class Refused extends Error {
  constructor(
    /** `failed/too-large`, `failed/broken`, `document/encrypted` … */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
