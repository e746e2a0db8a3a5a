/**
 * Number formats whose look depends on the language of Excel. A workbook only gives their number; what a Chinese Excel
 * prints for it is nowhere in the file (ECMA-376 18.8.30, zh-cn). Without them 2024年9月30日 becomes 9/30/24.
 */
export const CHINESE_FORMATS: Readonly<Record<number, string>> = {
  5: '"¥"#,##0;"¥"\\-#,##0',
  6: '"¥"#,##0;[Red]"¥"\\-#,##0',
  7: '"¥"#,##0.00;"¥"\\-#,##0.00',
  8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00',
  14: 'yyyy/m/d',
  22: 'yyyy/m/d h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm/d/yy',
  31: 'yyyy"年"m"月"d"日"',
  32: 'h"时"mm"分"',
  33: 'h"时"mm"分"ss"秒"',
  36: 'yyyy"年"m"月"',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  52: 'yyyy"年"m"月"',
  53: 'm"月"d"日"',
  54: 'm"月"d"日"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
};

/** The style sheet of a workbook with these formats written out, where it does not define them itself. */
export function withChineseFormats(given: string): string {
  const styles = /<fills\b/.test(given)
    ? given
    : given.replace(/<\/styleSheet>|(<styleSheet\b[^>]*)\/>/, closeWithFills);
  const missing = Object.entries(CHINESE_FORMATS).filter(
    ([id]) => !new RegExp(`numFmtId="${id}"[^>]*formatCode=`).test(styles),
  );
  const elements = missing
    .map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code.replaceAll('"', '&quot;')}"/>`)
    .join('');
  if (/<numFmts\b[^>]*[^/]>/.test(styles)) return styles.replace(/<numFmts\b[^>]*>/, (tag) => tag + elements);
  const rest = styles.replace(/<numFmts\b[^>]*\/>/, '');
  return rest.replace(/<styleSheet\b[^>]*>/, (tag) => `${tag}<numFmts>${elements}</numFmts>`);
}

/** SheetJS looks up the fill of every cell and throws where there is none: 27 µs a cell, for a list of 300,000 eight seconds. */
function closeWithFills(_: string, opening: string | undefined): string {
  const fills = '<fills count="1"><fill><patternFill patternType="none"/></fill></fills></styleSheet>';
  return opening === undefined ? fills : `${opening}>${fills}`;
}
