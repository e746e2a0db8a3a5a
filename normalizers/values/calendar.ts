/**
 * The words of the calendar, a closed vocabulary: 年, 月底, 第三季度. They are in code and not in the lexicon because
 * they are no words of the field, and because a column of dates is read without one.
 */

/** What the number before a word, or the word itself, says. */
export const CALENDAR_MARKS = [
  'year',
  'month',
  'day',
  'yearEnd',
  'monthEnd',
  'monthPart',
  'before',
  'columnWord',
] as const;

export type DateMark = (typeof CALENDAR_MARKS)[number];

interface Calendar extends Record<DateMark, readonly string[]> {
  yearWords: Readonly<Record<string, number>>;
  periods: Readonly<Record<string, string>>;
  every: readonly string[];
  ranges: readonly string[];
}

/** 第三季度, 三季度, 3季度 and 第3季度 end on the same day. */
function quarters(): Record<string, string> {
  const ends = ['03-31', '06-30', '09-30', '12-31'];
  const names = [...'一二三四'];
  return Object.fromEntries(
    ends.flatMap((end, i) =>
      [names[i]!, String(i + 1)].flatMap((number) => [`${number}季度`, `第${number}季度`].map((word) => [word, end])),
    ),
  );
}

export const CALENDAR: Calendar = {
  year: ['年', '年度'],
  month: ['月', '月份'],
  day: ['日', '号'],
  yearEnd: ['年底', '年末', '年终', '年度末'],
  monthEnd: ['月底', '月末', '月份底', '月份末'],
  monthPart: ['月初', '月中', '月上旬', '月中旬', '月下旬'],
  before: ['前', '之前', '以前', '底前', '末前', '底', '末', '止', '为止', '内', '以内', '之内'],
  /** A deadline only in a column of deadlines; as a value 全年 is a span. */
  columnWord: ['全年', '全年度', '整年'],
  /** The year of the form, moved by so many years. */
  yearWords: {
    ...{ 当年: 0, 当年度: 0, 本年: 0, 本年度: 0, 今年: 0, 年度: 0 },
    ...{ 次年: 1, 翌年: 1, 下年: 1, 下年度: 1, 来年: 1, 明年: 1 },
    ...{ 上年: -1, 上年度: -1, 去年: -1 },
  },
  /** Month and day on which a period ends. */
  periods: { 上半年: '06-30', 年中: '06-30', 下半年: '12-31', 首季度: '03-31', ...quarters() },
  every: ['每', '按'],
  ranges: ['-', '--', '—', '——', '–', '~', '至', '到'],
};
