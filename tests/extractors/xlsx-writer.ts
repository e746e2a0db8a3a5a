/** Writes XLSX workbooks from the XML of their sheets. */
import { zipOf } from './zip-writer.js';

export interface WrittenSheet {
  name: string;
  /** What stands inside `<sheetData>`. */
  rows: string;
  /** What stands before and after it: `<cols>`, `<mergeCells>`. */
  before?: string;
  after?: string;
  state?: 'hidden' | 'veryHidden';
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Parts by name, so that a test can take one away or put another in its place. */
export function partsOf(sheets: readonly WrittenSheet[], styles = ''): Map<string, string> {
  const type = (part: string, kind: string) =>
    `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const parts = new Map([
    [
      '[Content_Types].xml',
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${type('xl/workbook.xml', 'sheet.main')}${type('xl/styles.xml', 'styles')}${sheets.map((_, i) => type(`xl/worksheets/sheet${i + 1}.xml`, 'worksheet')).join('')}</Types>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.map(({ name, state }, i) => `<sheet name="${name}" sheetId="${i + 1}" ${state ? `state="${state}" ` : ''}r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="rIdS" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>`],
  ]);
  sheets.forEach(({ rows, before = '', after = '' }, i) => {
    parts.set(
      `xl/worksheets/sheet${i + 1}.xml`,
      `<worksheet xmlns="${MAIN}">${before}<sheetData>${rows}</sheetData>${after}</worksheet>`,
    );
  });
  return parts;
}

export function packageOf(parts: ReadonlyMap<string, string | Uint8Array>): Buffer {
  return zipOf(...[...parts].map(([name, content]) => ({ name, content })));
}

export function xlsxOf(sheets: readonly WrittenSheet[], styles = ''): Buffer {
  return packageOf(partsOf(sheets, styles));
}

/** A cell with text, or with a number and its style. */
export function cell(reference: string, value: string | number, style?: number): string {
  const s = style === undefined ? '' : ` s="${style}"`;
  if (typeof value === 'number') return `<c r="${reference}"${s}><v>${value}</v></c>`;
  return `<c r="${reference}"${s} t="inlineStr"><is><t>${value}</t></is></c>`;
}

export function row(number: number, cells: string, attributes = ''): string {
  return `<row r="${number}" ${attributes}>${cells}</row>`;
}
