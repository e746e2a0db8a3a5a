/** What a workbook may cost. A form has hundreds of cells, a list of a county's projects some ten thousand. */
export const LIMITS = {
  /** Bytes that one part of the package may inflate to: shared strings and sheets are handled as one string. */
  partBytes: 64_000_000,
  /** Bytes that all parts that are read may inflate to. */
  packageBytes: 128_000_000,
  /** Cells in all sheets: some six seconds and 800 MB. */
  cells: 500_000,
  sheets: 1000,
  /** Merged cells in a sheet. */
  merges: 50_000,
  /** Rows and columns that Excel has; what lies beyond is made up. */
  rows: 1_048_576,
  columns: 16_384,
};
