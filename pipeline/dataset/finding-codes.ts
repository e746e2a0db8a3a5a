/**
 * What each kind of finding is, in both languages: `findings.code`. A finding's own message says it of the place at hand,
 * in English; `findingInChinese` says its kind and the facts that it holds.
 */

import type { Bilingual } from '../../normalizers/checks/rules/rule.js';
import type { RecordFinding } from '../../normalizers/record.js';

const meaning = (zh: string, en: string): Bilingual => ({ zh, en });

export const FINDING_CODES: Readonly<Record<string, Bilingual>> = {
  'archive/damaged': meaning('压缩包损坏', 'the archive is damaged'),
  'archive/debris': meaning('压缩包中的系统文件，已略去', 'files of operating systems in the archive, left out'),
  'archive/encrypted': meaning('压缩包已加密', 'the archive needs a password'),
  'archive/member-damaged': meaning('压缩包内文件损坏', 'a file in the archive is damaged'),
  'archive/member-encrypted': meaning('压缩包内文件已加密', 'a file in the archive needs a password'),
  'archive/member-too-large': meaning('压缩包内文件过大', 'a file in the archive is too large'),
  'archive/names-in-gb18030': meaning('压缩包内文件名按 GB18030 读取', 'names in the archive are read as GB18030'),
  'archive/nested-too-deep': meaning('压缩包嵌套过深', 'archives in archives, too deep'),
  'archive/one-of-several-volumes': meaning(
    '分卷压缩包之一，其余缺失',
    'one of several volumes; the others are missing',
  ),
  'archive/repeated-name': meaning('压缩包内文件重名', 'two files of one name in the archive'),
  'archive/too-large': meaning('压缩包展开后过大', 'the archive is too large when unpacked'),
  'archive/unsafe-name': meaning('压缩包内文件名越出目录', 'a name that leads out of the archive'),

  'budget/unit-doubtful': meaning('金额单位存疑（疑似以元填写）', 'the amount may be in 元 and not in 万元'),

  'correction/invalid': meaning('更正无效', 'a correction cannot be used'),
  'correction/reopened': meaning('更正待复核：原文已变', 'what was corrected is not what stands there now'),

  'dataset/duplicate-id': meaning('记录标识重复', 'two records of the document have one id'),
  'dataset/number-rounded': meaning('数字已舍入到列的精度', 'a number with more decimals than its column'),
  'dataset/number-too-large': meaning('数字超出列的范围', 'a number larger than its column holds'),

  'doc/list-numbers': meaning('自动编号未读取', 'numbers of list paragraphs are not read'),
  'doc/nested-table': meaning('嵌套表格未完整读取', 'tables within cells are not read as tables'),
  'doc/symbols': meaning('符号字体中的字符无法识别', 'characters of a symbol font are not known'),
  'docx/date-of-today': meaning('显示当天日期的域，已略去', 'fields that show the date of the day, left out'),
  'docx/embedded-document': meaning('嵌入的文件未读取', 'an embedded document is not read'),
  'docx/part-left-out': meaning('文件的一部分未能读取', 'a part of the package is not read'),
  'docx/picture': meaning('图片中的文字未读取', 'pictures, whose text is not read'),
  'docx/reader-warning': meaning('读取程序的提示', 'a warning of the reader of Word files'),

  'document/blocked': meaning(
    '不是文件，而是拦截页（验证码、登录等）',
    'a page that blocks in the place of the document',
  ),
  'document/converted': meaning('经办公软件转换后读取', 'read through an office program'),
  'document/encrypted': meaning('文件已加密，需要密码', 'the document needs a password'),
  'document/gone': meaning('页面提示内容已不存在', 'the page says that there is nothing any more'),
  'document/needs-ocr': meaning('扫描件，需要文字识别', 'scanned pages that need OCR'),
  'document/no-title': meaning('未找到标题', 'no title was found'),
  'document/unsupported': meaning('暂不支持的文件格式', 'a format that is not read'),

  'failed/broken': meaning('文件损坏，无法打开', 'the file is broken'),
  'failed/crashed': meaning('读取进程异常退出', 'the process that read it died'),
  'failed/empty': meaning('空文件', 'the file is empty'),
  'evaluation/table-differs': meaning('汇总表与正文不一致', 'a table of results and the text do not agree'),

  'failed/internal-error': meaning('程序内部错误', 'an error of this program'),
  'failed/invalid-pdf': meaning('不是有效的 PDF', 'no valid PDF'),
  'failed/memory': meaning('读取时内存超限', 'it needs more memory than is allowed'),
  'failed/output-too-large': meaning('读取结果过大', 'what was read is too large'),
  'failed/timeout': meaning('读取超时', 'it takes longer than is allowed'),
  'failed/too-large': meaning('文件过大，未读取', 'the file is too large'),
  'failed/unreadable-pdf': meaning('PDF 无法读取', 'the PDF cannot be read'),

  'fiscal-year/ambiguous': meaning('标题含多个年度', 'the title names several years'),
  'fiscal-year/contradiction': meaning('标题与表内年度不一致', 'title and forms say different years'),
  'fiscal-year/forms-differ': meaning('各表年度不同', 'the forms bear different years'),
  'fiscal-year/missing': meaning('未标明年度', 'no year is named'),

  'form/blank-template': meaning('空白表（未填写）', 'a form that nobody filled in'),
  'form/guessed-column': meaning('列名未知，按内容判断', 'a column was read by what stands below its unknown head'),
  'form/interrupted': meaning(
    '表中夹有页眉等文字',
    'lines in the middle of the form were taken for the head of a page',
  ),
  'form/leftover-cells': meaning('表内有未读懂的单元格', 'cells of the form were not understood'),
  'form/long-term-block': meaning('中长期目标，未列入记录', 'targets of the whole term, no part of the record'),
  'form/name-missing': meaning('表中未印项目名称', 'the form prints no name of a project'),
  'form/note': meaning('表内说明，未列入记录', 'notes in the table, no part of the record'),
  'form/not-read': meaning('疑似绩效表但未能读取', 'a table with the words of a form could not be read'),
  'form/other-fund-line': meaning('资金分项，记录中无对应字段', 'a line of the funds that the record has no field for'),
  'form/set-out-by-blanks': meaning(
    '以空格排版的表，跨行单元格按位置拼合',
    'cells of a form set out by blanks were put together by where their lines stand',
  ),
  'form/cells-left-out': meaning(
    '每行一格且省略空格的表，按内容拼成各行',
    'rows of a form with a cell a line leave cells out, and were put together by what the others say',
  ),
  'form/unit-not-printed': meaning('未印金额单位，按万元读取', 'no unit is printed for the amounts; read as 万元'),

  'html/attachment': meaning('网页附件', 'a file attached to the page'),
  'html/charset': meaning('声明的编码与实际不符', 'the bytes are of another charset than is declared'),
  'html/list-by-script': meaning('列表由脚本加载，网页中没有', 'a list that a script loads'),
  'html/list-in-comment': meaning('列表写在注释中，由脚本显示', 'a list that stands in a comment'),
  'html/no-article': meaning('网页没有正文', 'the page has no text of its own'),
  'html/table-cut': meaning('表格过大，部分单元格未读', 'cells beyond the limit of a table are not read'),
  'html/too-deep': meaning('网页嵌套过深', 'elements nested too deep'),

  'indicator/level1-missing': meaning('缺一级指标', 'an indicator without a level 1'),
  'indicator/name-missing': meaning('有指标值而无指标名称', 'a value without the name of an indicator'),
  'indicator/earlier-value': meaning(
    '另有年初或半年指标值，未列入记录',
    'a target of the beginning or the half of the year, no part of the record',
  ),
  'indicator/placeholder': meaning('占位符（无、/ 等），不计为指标', 'a placeholder, which is no target'),
  'indicator/unknown-level2': meaning('二级指标不在规范名称之列', 'a level 2 that no scheme has'),
  'indicator/unread-deadline': meaning('完成时限不是日期', 'the deadline is no date'),
  'indicator/unread-weight': meaning('权重不是数字', 'the weight is no number'),
  'indicator/value-missing': meaning('有指标名称而无指标值', 'an indicator without a value'),

  'listing/group-rows': meaning(
    '清单中的分组小计行，不计为项目',
    'rows of a list that head a group, and are no projects',
  ),

  'mht/attachment': meaning('网页归档中的附件', 'a file within the web archive'),
  'mht/too-many-pages': meaning('网页归档中的页面过多', 'too many pages in the web archive'),

  'ocr/engine': meaning('由文字识别程序读取', 'read by OCR'),
  'ocr/failed': meaning('文字识别失败', 'OCR failed'),
  'ocr/hidden-layer': meaning('文字来自图片下的隐藏层，未经核对', 'text of an invisible layer below a picture'),
  'ocr/low-confidence': meaning('文字识别把握不足', 'OCR is not sure of it'),
  'ocr/no-text': meaning('照片或深色图片，未识别文字', 'a photo or a dark picture; no text was looked for'),
  'ocr/suspect-number': meaning('识别出的数字前后矛盾', 'a number read by OCR that contradicts others'),
  'ocr/unreadable': meaning('图片几乎无法识别', 'hardly anything on the picture could be read'),

  'pdf/damaged': meaning('PDF 损坏', 'the PDF is damaged'),
  'pdf/garbled-text': meaning('文字疑似乱码', 'the text looks garbled'),
  'pdf/no-text': meaning('页面有字形而取不出文字', 'text is painted, but its characters cannot be read'),
  'pdf/page-count': meaning('声明页数与实际不符', 'the file has another number of pages than it says'),
  'pdf/page-too-large': meaning('页面内容过多，未读完', 'a page with more content than is read'),
  'pdf/permissions': meaning('文件限制了复制等权限', 'the file restricts what may be done with it'),
  'pdf/picture': meaning('正文旁的图片未读取', 'pictures beside the text are not read'),
  'pdf/scanned-page': meaning('扫描页，需要文字识别', 'a page that is a picture and needs OCR'),
  'pdf/stream-too-large': meaning('数据流展开后过大', 'content inflates beyond the limit'),
  'pdf/too-many-pages': meaning('页数过多，未读完', 'more pages than are read'),
  'pdf/too-many-rulings': meaning('线条过多，未找表格', 'a drawing of more lines than any table'),
  'pdf/unknown-character': meaning('字符无法识别', 'characters that are not known'),
  'pdf/unreadable-content': meaning('页面内容损坏', 'the content of a page is damaged'),
  'pdf/unreadable-page': meaning('页面无法读取', 'a page cannot be read'),
  'pdf/warnings': meaning('读取 PDF 时的提示', 'warnings of the reader of PDFs'),

  'prose/contradictory-count': meaning('同一数量前后说法不一', 'a count is stated twice, differently'),
  'prose/inconsistent-figure': meaning('评价摘要中数字前后不一', 'the summary states a figure twice, differently'),
  'prose/missing-section': meaning('评价摘要缺少部分内容', 'the summary lacks sections'),
  'prose/unclassified-numbers': meaning('未归类的数字', 'numbers of the text that fit no rule'),

  'region/above-county': meaning('发布地区为省级', 'the publisher is a province'),
  'region/ambiguous': meaning('地区名称有多种可能', 'several regions have the name'),
  'region/evidence-conflict': meaning('网站与文件的地区不一致', 'site and document are of different regions'),
  'region/foreign-county': meaning('文中出现其他县区名称', 'another county is named'),
  'region/from-site-entry': meaning('地区取自网站登记', 'the region is that of the entry of the site'),
  'region/no-code': meaning('开发区，无行政区划代码', 'a development zone, which has no code'),
  'region/not-in-table': meaning('地名不在区划表中', 'a place that the table of divisions does not have'),
  'region/short-form': meaning('地区仅有简称', 'the region is printed in its short form only'),
  'region/site-entry-conflict': meaning(
    '文件地区与网站登记不一致',
    'document and entry of the site are of different regions',
  ),
  'region/site-entry-undecided': meaning(
    '网站登记有多个地区，无法确定',
    'the entries of the site do not decide the region',
  ),
  'region/unresolved': meaning('无法确定地区', 'the region is not known'),
  'region/weak-evidence': meaning('地区依据不足', 'the region rests on little'),

  'repair/doubtful-join': meaning('断行拼接存疑', 'pieces that a break may have cut were joined, with doubt'),
  'table/not-recognized': meaning('其他表格，未读取', 'a table that is none of the forms that are read'),
  'text/broken-characters': meaning('有无法解码的字节', 'bytes that are no characters'),

  'workbook/annotations-unread': meaning('批注未读取', 'annotations are not read'),
  'workbook/cells-outside': meaning('单元格越出工作表范围', 'cells outside of any possible sheet'),
  'workbook/comments': meaning('单元格批注', 'comments of cells'),
  'workbook/drawings': meaning('图形和图片未读取', 'drawings are not read'),
  'workbook/error-values': meaning('公式错误值', 'cells with error values'),
  'workbook/formula-without-result': meaning('公式没有计算结果', 'formulas without a result'),
  'workbook/hidden-sheet': meaning('隐藏的工作表', 'a hidden sheet'),
  'workbook/overlapping-merges': meaning('合并单元格重叠', 'merged cells that overlap'),
  'workbook/partly-read': meaning('工作簿未读完', 'not all of the workbook is read'),
  'workbook/strings-missing': meaning('单元格文本缺失', 'cells whose text is missing'),
  'workbook/too-many-merges': meaning('合并单元格过多', 'too many merged cells'),
  'workbook/too-many-sheets': meaning('工作表过多', 'too many sheets'),
};

/** A finding in Chinese: what kind it is, what stands there, and what ought to. */
export function findingInChinese({ code, actual, expected }: RecordFinding): string {
  const facts = [
    actual !== undefined && actual !== '' ? `实际为“${actual}”` : '',
    expected !== undefined && expected !== '' ? `应为“${expected}”` : '',
  ].filter((fact) => fact !== '');
  const name = FINDING_CODES[code]?.zh ?? code;
  return facts.length > 0 ? `${name}：${facts.join('，')}` : name;
}
