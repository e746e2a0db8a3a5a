/** 文号: 沈西财发〔2023〕16号, in all the brackets that are printed. */

/** The brackets met: 〔〕 is right; 【】 [] （） () ［］ and the small ﹝﹞ are what producers make of them. */
const OPEN = '[〔\\[【（(［﹝〖]';
const CLOSE = '[〕\\]】）)］﹞〗]';
const NUMBER = `\\p{Script=Han}[\\p{Script=Han}（）()]{0,14}${OPEN}(?:19|20)\\d\\d${CLOSE}第?\\d+号`;
const NOTICE_NUMBER = '\\p{Script=Han}{0,14}(?:20)\\d\\d年第\\d+号';

const ALONE = new RegExp(`^[（(]?(${NUMBER}|${NOTICE_NUMBER})[）)]?(?:签发人[:：].*)?$`, 'u');
const LABELLED = /^(?:发文字号|公文文号|文件编号|发文号|文号)[:：]/u;

/** The document number that a line (white space removed) consists of; one that is only cited in the line is not. */
export function documentNumberLine(text: string): string | null {
  return text.length <= 60 ? (ALONE.exec(text.replace(LABELLED, ''))?.[1] ?? null) : null;
}
