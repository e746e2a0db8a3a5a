/** What makes documents of formats that we do not read into ones that we do: an office program, on the pipeline's side. */

/** The formats that it gives, both read with all their places. */
export type ConversionTarget = 'docx' | 'xlsx';

export interface OfficeConverter {
  /** Name and version: `LibreOffice 7.4.7.2`. Another version may make another record of the same bytes. */
  readonly name: string;
  /**
   * Converts a document; `extension` (`rtf`) says what it is. Throws a {@link ConversionError} where the program gives
   * up, ends or takes too long.
   */
  convert(bytes: Uint8Array, extension: string, target: ConversionTarget): Promise<Uint8Array>;
}

/** The document could not be converted; `code` is that of the finding: `failed/broken`, `failed/timeout`. */
export class ConversionError extends Error {
  override name = 'ConversionError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
