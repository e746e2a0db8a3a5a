/** Lines of CSV by RFC 4180. */

/** Nothing between the commas is null, `""` an empty text. */
export function csvLine(row: readonly (string | number | boolean | null)[]): string {
  const quoted = (text: string) => (text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${row.map((cell) => (cell === null ? '' : quoted(String(cell)))).join(',')}\r\n`;
}
