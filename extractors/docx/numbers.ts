/** Numbers as Word and browsers print them in lists: 一、 （一） 1. ① 甲 A i. */

const DIGITS = '〇一二三四五六七八九';
const LEGAL = '零壹贰叁肆伍陆柒捌玖';

/** A number in a format of `w:numFmt`; the empty string for bullets and formats without a number. */
export function formatNumber(value: number, format: string): string {
  switch (format) {
    case 'none':
    case 'bullet':
      return '';
    case 'decimalZero':
      return String(value).padStart(2, '0');
    case 'upperLetter':
      return letters(value, 'A');
    case 'lowerLetter':
      return letters(value, 'a');
    case 'upperRoman':
      return roman(value);
    case 'lowerRoman':
      return roman(value).toLowerCase();
    case 'chineseCounting':
    case 'chineseCountingThousand':
    case 'japaneseCounting':
    case 'taiwaneseCounting':
    case 'taiwaneseCountingThousand':
    case 'ideographLegalTraditional2':
      return counting(value, DIGITS.replace('〇', '零'), '十百千').replace(/^一十/, '十');
    case 'chineseLegalSimplified':
    case 'ideographLegalTraditional':
      return counting(value, LEGAL, '拾佰仟');
    case 'ideographDigital':
    case 'taiwaneseDigital':
    case 'japaneseDigitalTenThousand':
      return [...String(value)].map((digit) => DIGITS[Number(digit)]).join('');
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return value >= 1 && value <= 20 ? String.fromCodePoint(0x245f + value) : String(value);
    case 'decimalEnclosedParen':
      return value >= 1 && value <= 20 ? String.fromCodePoint(0x2473 + value) : `(${value})`;
    case 'decimalEnclosedFullstop':
      return value >= 1 && value <= 20 ? String.fromCodePoint(0x2487 + value) : `${value}.`;
    case 'ideographEnclosedCircle':
      return value >= 1 && value <= 10 ? String.fromCodePoint(0x327f + value) : String(value);
    case 'ideographTraditional':
      return '甲乙丙丁戊己庚辛壬癸'[value - 1] ?? String(value);
    case 'ideographZodiac':
      return '子丑寅卯辰巳午未申酉戌亥'[value - 1] ?? String(value);
    case 'decimalFullWidth':
    case 'decimalFullWidth2':
      return String(value).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    default:
      return String(value);
  }
}

/** A text behind its number; `1.` before `2023年` would read 1.2023. */
export function withNumber(number: string, text: string): string {
  return /[\w.]$/.test(number) && /^[\w.]/.test(text) ? `${number} ${text}` : number + text;
}

/** 十一, 一百零三, 一千零二十; past ten thousand nobody numbers a list. */
function counting(value: number, digits: string, units: string): string {
  if (value <= 0 || value > 9999) return value === 0 ? digits[0]! : String(value);
  let text = '';
  let zero = false;
  const printed = String(value);
  [...printed].forEach((digit, i) => {
    const place = printed.length - 1 - i;
    if (digit === '0') {
      zero = text !== '';
      return;
    }
    text += `${zero ? digits[0] : ''}${digits[Number(digit)]}${place > 0 ? units[place - 1] : ''}`;
    zero = false;
  });
  return text;
}

/** A … Z, AA … ZZ, AAA: Word repeats the letter. */
function letters(value: number, first: string): string {
  if (value < 1 || value > 26 * 10) return String(value);
  return String.fromCharCode(first.charCodeAt(0) + ((value - 1) % 26)).repeat(Math.ceil(value / 26));
}

function roman(value: number): string {
  if (value < 1 || value > 3999) return String(value);
  const signs: [number, string][] = [
    [1000, 'M'],
    [900, 'CM'],
    [500, 'D'],
    [400, 'CD'],
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ];
  let text = '';
  for (const [amount, sign] of signs) for (; value >= amount; value -= amount) text += sign;
  return text;
}
