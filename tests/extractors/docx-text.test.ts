/** What Word displays and does not write as text, or writes and does not display. */
import { describe, expect, it } from 'vitest';
import { extractDocx } from '../../extractors/docx/index.js';
import { docxOf, NAMESPACES, p, run, tbl, tc, tr } from './docx-writer.js';
import { outline } from './renditions.js';

const read = async (body: string, parts: Record<string, string> = {}) => extractDocx(docxOf(body, parts));
const DELETED_MARK = '<w:rPr><w:del w:id="1"/></w:rPr>';

describe('deleted paragraph marks', () => {
  it('at the end of a cell join nothing: the next cell keeps its text', async () => {
    const rows = [
      tr([tc(p('甲', DELETED_MARK)), tc('乙'), tc(p('丙', DELETED_MARK))]),
      tr([tc(p('旧', DELETED_MARK)), tc(p('行', DELETED_MARK)), tc(p('了', DELETED_MARK))], '<w:del w:id="2"/>'),
      tr([tc('1'), tc('2'), tc('3')]),
    ];
    expect(outline(await read(tbl(rows)))).toEqual([
      [
        ['甲@0', '乙@1', '丙@2'],
        ['1@0', '2@1', '3@2'],
      ],
    ]);
  });

  it('before a table and at the end of the document cost no text', async () => {
    const table = tbl([tr([tc('a'), tc('b')]), tr([tc('1'), tc('2')])]);
    expect(outline(await read(p('表前', DELETED_MARK) + table + p('末段', DELETED_MARK)))).toEqual([
      '表前',
      [
        ['a@0', 'b@1'],
        ['1@0', '2@1'],
      ],
      '末段',
    ]);
  });

  it('join two paragraphs over the text box of the first', async () => {
    const box = `<w:r><w:pict><v:textbox><w:txbxContent>${p('框', DELETED_MARK)}</w:txbxContent></v:textbox></w:pict></w:r>`;
    expect(outline(await read(p(run('绩效') + box, DELETED_MARK) + p('目标')))).toEqual(['框', '绩效目标']);
  });
});

it('spans and places before the grid that no table has end at its edge', async () => {
  const wide = (value: string) => `<w:gridSpan w:val="${value}"/>`;
  const rows = [
    tr([tc('a'), tc('宽', wide('1000000000')), tc('尾')]),
    tr([tc('1'), tc('2'), tc('3'), tc('4')]),
    tr([tc('5'), tc('6')], '<w:gridBefore w:val="1000000000"/>'),
    tr([tc('零', wide('0')), tc('负', wide('-5')), tc('字', wide('x')), tc('空', wide(''))]),
  ];
  expect(outline(await read(tbl(rows, [1000, 1000, 1000, 1000])))).toEqual([
    [
      ['a@0', '宽@1+1x2', '尾@3'],
      ['1@0', '2@1', '3@2', '4@3'],
      ['5@2', '6@3'],
      ['零@0', '负@1', '字@2', '空@3'],
    ],
  ]);
});

it('text in a hidden style is left out by name; what is shown in it is not', async () => {
  const styles = `<w:styles ${NAMESPACES}><w:style w:type="paragraph" w:styleId="z"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="z1"><w:basedOn w:val="z"/></w:style><w:style w:type="character" w:styleId="c"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>`;
  const document = await read(
    p('窗体顶端', '<w:pStyle w:val="z"/>') +
      p('窗体底端', '<w:pStyle w:val="z1"/>') +
      p(run('暗', '<w:rStyle w:val="c"/>') + run('明')) +
      p(run('显', '<w:vanish w:val="0"/>'), '<w:pStyle w:val="z"/>'),
    { 'word/styles.xml': styles },
  );
  expect(outline(document)).toEqual(['明', '显']);
  expect(document.ignored.map(({ reason, raw }) => [reason, raw])).toEqual([
    ['hidden-text', '窗体顶端'],
    ['hidden-text', '窗体底端'],
    ['hidden-text', '暗'],
  ]);
});

describe('numbers of lists', () => {
  const level = (i: number, text: string, extra = '') =>
    `<w:lvl w:ilvl="${i}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>${extra}<w:lvlText w:val="${text}"/></w:lvl>`;
  const list = (id: number, content: string) => `<w:abstractNum w:abstractNumId="${id}">${content}</w:abstractNum>`;
  const lists = [
    list(0, `<w:styleLink w:val="S"/>${level(0, '（%1）')}`),
    list(1, '<w:numStyleLink w:val="S"/>'),
    list(2, level(0, '第%1条', '<w:pStyle w:val="H1"/>') + level(1, '%1.%2', '<w:pStyle w:val="H2"/>')),
    list(3, level(0, '%1.') + level(1, '(%2)', '<w:lvlRestart w:val="0"/>')),
  ];
  const numbers = lists.map((_, id) => `<w:num w:numId="${id + 1}"><w:abstractNumId w:val="${id}"/></w:num>`);
  const style = (id: string, number: number) =>
    `<w:style w:styleId="${id}"><w:pPr><w:numPr><w:numId w:val="${number}"/></w:numPr></w:pPr></w:style>`;
  const parts = {
    'word/numbering.xml': `<w:numbering ${NAMESPACES}>${lists.join('')}${numbers.join('')}</w:numbering>`,
    'word/styles.xml': `<w:styles ${NAMESPACES}>${style('S', 1)}${style('H1', 3)}${style('H2', 3)}</w:styles>`,
  };
  const item = (text: string, id: number, i = 0) =>
    p(text, `<w:numPr><w:ilvl w:val="${i}"/><w:numId w:val="${id}"/></w:numPr>`);
  const styled = (text: string, id: string) => p(text, `<w:pStyle w:val="${id}"/>`);

  it('a list that is defined by a style, and levels that are known by the style of their paragraphs', async () => {
    const body =
      item('甲', 2) + item('乙', 2) + styled('总', 'H1') + styled('一', 'H2') + styled('二', 'H2') + styled('次', 'H1');
    expect(outline(await read(body, parts))).toEqual(['（1）甲', '（2）乙', '第1条总', '1.1一', '1.2二', '第2条次']);
  });

  it('a level that never begins anew', async () => {
    expect(outline(await read(item('A', 4) + item('a', 4, 1) + item('B', 4) + item('b', 4, 1), parts))).toEqual([
      '1. A',
      '(1)a',
      '2. B',
      '(2)b',
    ]);
  });

  it('stand before the first line that says something, behind a page break', async () => {
    const broken = `<w:r><w:br w:type="page"/></w:r>${run('附件')}<w:r><w:br w:type="page"/></w:r>${run('目标表')}`;
    const body = p(broken, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr>');
    expect(outline(await read(body, parts))).toEqual(['1.附件', '目标表']);
  });
});

describe('equations', () => {
  const r = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`;
  const fraction = (over: string, under: string) => `<m:f><m:num>${over}</m:num><m:den>${under}</m:den></m:f>`;
  const brackets = (content: string, signs = '') => `<m:d><m:dPr>${signs}</m:dPr><m:e>${content}</m:e></m:d>`;
  const square = (base: string) => `<m:sSup><m:e>${r(base)}</m:e><m:sup>${r('2')}</m:sup></m:sSup>`;
  const sum = `<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>${r('i')}</m:sub><m:sup>${r('10')}</m:sup><m:e>${r('x')}</m:e></m:nary>`;

  it.each([
    ['a half', fraction(r('1'), r('2')), '1/2'],
    ['a sum above', `${fraction(r('实际+结转'), r('预算'))}${r('×100%')}`, '(实际+结转)/预算×100%'],
    ['brackets above', fraction(brackets(r('a-b')), r('c')), '(a-b)/c'],
    ['brackets of their own kind', brackets(r('x'), '<m:begChr m:val="["/><m:endChr m:val=""/>'), '[x'],
    ['a power', square('m'), 'm²'],
    ['a sum with limits', sum, '∑i10x'],
    ['a root', `<m:rad><m:deg/><m:e>${r('2')}</m:e></m:rad>`, '√2'],
  ])('%s', async (_, equation, line) => {
    expect(outline(await read(p(`<m:oMath>${equation}</m:oMath>`)))).toEqual([line]);
  });
});

it('fields that draw their result give it, or their code by name; so does Word art', async () => {
  const field = (code: string) =>
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
  const art = '<w:r><w:pict><v:textpath string="南丰县财政局"/></w:pict></w:r>';
  const body =
    field('EQ \\o\\ac(○,3)') +
    field('eq \\o(○,十)') +
    field(' EQ \\o(□,√)') +
    field(' EQ \\f(1,2) ') +
    run('尾') +
    field(' EQ \\r(3,x)') +
    field(' REF a ');
  const document = await read(p(body) + p(art));
  expect(outline(document)).toEqual(['③㊉☑1/2尾']);
  expect(document.ignored.map(({ reason, raw }) => [reason, raw])).toEqual([
    ['field-code', 'EQ \\r(3,x)'],
    ['word-art', '南丰县财政局'],
  ]);
});
