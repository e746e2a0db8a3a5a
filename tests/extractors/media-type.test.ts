import { describe, expect, it } from 'vitest';
import { compoundFileNames } from '../../extractors/container/compound-file.js';
import { extract } from '../../extractors/index.js';
import { sniffMediaType } from '../../extractors/media-type.js';
import { compoundFileOf } from './compound-writer.js';
import { cell, row, xlsxOf } from './xlsx-writer.js';
import { zipOf } from './zip-writer.js';

const OOXML = 'application/vnd.openxmlformats-officedocument';
const contentTypes = (...parts: [string, string][]) =>
  `<Types>${parts.map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`).join('')}</Types>`;

describe('what the bytes are', () => {
  it('tells compound files apart by the streams at their root', async () => {
    expect(await sniffMediaType(compoundFileOf('WordDocument', '1Table'))).toBe('application/msword');
    expect(await sniffMediaType(compoundFileOf('Workbook'))).toBe('application/vnd.ms-excel');
    expect(await sniffMediaType(compoundFileOf('Book'))).toBe('application/vnd.ms-excel');
    expect(await sniffMediaType(compoundFileOf('PowerPoint Document'))).toBe('application/vnd.ms-powerpoint');
    expect(await sniffMediaType(compoundFileOf('Something'))).toBe('application/x-cfb');
  });

  it('does not take a document for what is embedded in it', async () => {
    expect(await sniffMediaType(compoundFileOf('WordDocument', 'ObjectPool/_1/Workbook'))).toBe('application/msword');
    expect(await sniffMediaType(compoundFileOf('Workbook', 'MBD1/WordDocument'))).toBe('application/vnd.ms-excel');
  });

  it('names encrypted OOXML as such', async () => {
    const document = await extract(compoundFileOf('EncryptedPackage', 'EncryptionInfo'));
    expect(document.findings.map(({ code }) => code)).toEqual(['document/encrypted']);
  });

  it('tells OOXML apart by the type of the main part, whatever is embedded', async () => {
    const word = `${OOXML}.wordprocessingml.document.main+xml`;
    const sheet = `${OOXML}.spreadsheetml.sheet.main+xml`;
    const docx = zipOf({
      name: '[Content_Types].xml',
      content: contentTypes(['/word/embeddings/a.xml', sheet], ['/word/document.xml', word]),
    });
    expect(await sniffMediaType(docx)).toBe(`${OOXML}.wordprocessingml.document`);
    expect(await sniffMediaType(xlsxOf([{ name: '表', rows: row(1, cell('A1', 'x')) }]))).toBe(
      `${OOXML}.spreadsheetml.sheet`,
    );
  });

  it('finds the content types behind a megabyte of pictures', async () => {
    const picture = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 7919) >> (i % 13));
    const type = contentTypes(['/xl/workbook.xml', `${OOXML}.spreadsheetml.sheet.main+xml`]);
    const file = zipOf({ name: 'xl/media/a.png', content: picture }, { name: '[Content_Types].xml', content: type });
    expect(await sniffMediaType(file)).toBe(`${OOXML}.spreadsheetml.sheet`);
  });

  it('knows OFD, ODS and plain archives', async () => {
    expect(await sniffMediaType(zipOf({ name: 'OFD.xml', content: '<ofd:OFD/>' }))).toBe('application/ofd');
    const ods = 'application/vnd.oasis.opendocument.spreadsheet';
    expect(await sniffMediaType(zipOf({ name: 'mimetype', content: ods }))).toBe(ods);
    expect(await sniffMediaType(zipOf({ name: 'a.txt', content: 'x' }))).toBe('application/zip');
    expect(await sniffMediaType(Buffer.from('PK\x03\x04 and then nothing'))).toBe('application/zip');
  });

  it('says which format is not read', async () => {
    const ofd = await extract(zipOf({ name: 'OFD.xml', content: '<ofd:OFD/>' }));
    expect(ofd.findings).toMatchObject([{ code: 'document/unsupported', message: 'OFD is not read yet' }]);
    const ppt = await extract(compoundFileOf('PowerPoint Document'));
    expect(ppt.findings).toMatchObject([{ code: 'document/unsupported', message: 'PPT is not read yet' }]);
  });

  it('reads the directory of a compound file that is cut, leads in a circle or is noise', () => {
    const whole = compoundFileOf('Workbook', 'WordDocument');
    for (let length = 0; length < whole.length; length += 97) compoundFileNames(whole.subarray(0, length));
    for (let at = 0; at < 512; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = 0xff;
      compoundFileNames(damaged);
    }
    const circle = Buffer.from(whole);
    circle.writeUInt32LE(0, 68); // the table of tables goes on in sector 0, which goes on in itself
    expect(compoundFileNames(circle).length).toBeLessThan(10_000);
  });
});
