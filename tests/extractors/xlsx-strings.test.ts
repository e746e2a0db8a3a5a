/** Shared strings: with runs of their own looks, and missing. */
import { expect, it } from 'vitest';
import { type Document, statusOf } from '../../extractors/document.js';
import { extractXlsx } from '../../extractors/xlsx/index.js';
import { cell, packageOf, partsOf, row } from './xlsx-writer.js';

const shared = (reference: string, index: number) => `<c r="${reference}" t="s"><v>${index}</v></c>`;
const raisedRun = (text: string) => `<r><rPr><b/><vertAlign val="superscript"/></rPr><t>${text}</t></r>`;

/** A workbook of one sheet with these shared strings. */
function workbook(rows: string, strings: string): Buffer {
  const parts = partsOf([{ name: 'Sheet1', rows }]);
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml';
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings';
  const insert = (part: string, end: string, xml: string) => parts.set(part, parts.get(part)!.replace(end, xml + end));
  insert('[Content_Types].xml', '</Types>', `<Override PartName="/xl/sharedStrings.xml" ContentType="${type}"/>`);
  insert(
    'xl/_rels/workbook.xml.rels',
    '</Relationships>',
    `<Relationship Id="rIdT" Type="${relation}" Target="sharedStrings.xml"/>`,
  );
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  return packageOf(parts.set('xl/sharedStrings.xml', `<sst xmlns="${main}">${strings}</sst>`));
}

const texts = ({ blocks }: Document) =>
  blocks.flatMap((block) => (block.kind === 'table' ? block.cells.map(({ text }) => text) : [block.text]));

it('runs are one text, without readings; raised digits are such', async () => {
  const strings = `<si><r><t>项目</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 名称</t></r><rPh sb="0" eb="1"><t>カナ</t></rPh></si><si><r><t>10</t></r>${raisedRun('4')}<r><t>m</t></r>${raisedRun('2')}<r><t>2</t></r></si>`;
  const inline = `<c r="B2" t="inlineStr"><is><r><t>5</t></r>${raisedRun('3')}</is></c>`;
  const rows = row(1, shared('A1', 0) + shared('B1', 1)) + row(2, cell('A2', 1) + inline);
  const document = await extractXlsx(workbook(rows, strings));
  expect(texts(document)).toEqual(['项目 名称', '10⁴m²2', '1', '5³']);
  expect(document.findings).toEqual([]);
});

it('a cell whose text is missing costs itself, and is named', async () => {
  const rows = row(1, shared('A1', 0) + shared('B1', 99)) + row(2, shared('A2', 1000000000) + cell('B2', 7));
  const document = await extractXlsx(workbook(rows, '<si><t>甲</t></si>'));
  expect(texts(document)).toEqual(['甲', '7']);
  expect(document.findings).toMatchObject([
    {
      code: 'workbook/strings-missing',
      at: [{ path: 'xl/worksheets/sheet1.xml!B1' }, { path: 'xl/worksheets/sheet1.xml!A2' }],
    },
  ]);
  expect(statusOf(document.findings)).toBe('partial');
});
