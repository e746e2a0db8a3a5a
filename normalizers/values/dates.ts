/**
 * Dates as forms write them: 2024年9月30前, 12月底前, 2024.12.31, 第三季度末, 年底前, 2024年1-12月, 每月10日前.
 *
 * A month without a day stays a month in the record (2024 年 12 月 -> 2024-12). 底 and 末 mean the last day, so 12月底
 * is a full date. A period is due at its end.
 */
import type { DateMark } from './calendar.js';
import type { Scan, Token } from './tokens.js';

export interface CalendarDate {
  /** Null where the year is that of the form, moved by `yearOffset` (次年3月). */
  year: number | null;
  yearOffset: number;
  month: number | null;
  day: number | 'last' | null;
  /** 前 or 底 is printed: it is said by when. */
  bound: boolean;
  period: boolean;
  /** 2024年9月30前 (德惠 000): the mark 日 is not printed. */
  dayMarkMissing: boolean;
  impossible: boolean;
}

interface Found {
  date: CalendarDate;
  next: number;
}

const EARLIEST_YEAR = 1949;
const LATEST_YEAR = 2100;
const NUMERIC_SEPARATORS = new Set(['-', '/', '.', '—', '–']);

/** 年内 is this year, 年前 the eve of the next. */
const INSIDE = /内$/;

export const marked = (token: Token | undefined, mark: DateMark) => token?.term?.date?.includes(mark) ?? false;

/** An integer within bounds; 06 counts, although elsewhere a leading zero makes a name. */
function integer(token: Token | undefined, low: number, high: number): number | null {
  const text = token?.kind === 'words' && /^0\d$/.test(token.text) ? token.text : (token?.decimal ?? '');
  if (!/^\d{1,4}$/.test(text)) return null;
  const value = Number(text);
  return value >= low && value <= high ? value : null;
}

const yearOf = (token: Token | undefined) => integer(token, EARLIEST_YEAR, LATEST_YEAR);
const monthOf = (token: Token | undefined) => integer(token, 1, 12);
export const dayOf = (token: Token | undefined) => integer(token, 1, 31);

/** The date or period that begins at token `first`. `column`: the cell can hold nothing but a date (2024.12, 全年). */
export function dateAt(scan: Scan, first: number, column = false): Found | null {
  const start = pointAt(scan, first, column);
  if (!start) return null;
  let { date, next } = start;
  if (scan.tokens[next]?.term?.range && !date.bound) {
    const end = pointAt(scan, next + 1, column);
    if (end) {
      const year = end.date.year ?? date.year;
      date = { ...end.date, year, yearOffset: end.date.yearOffset || date.yearOffset, period: true };
      next = end.next;
    }
  }
  while (marked(scan.tokens[next], 'before')) {
    date = { ...date, bound: true };
    next++;
  }
  return { date: checked(date), next };
}

function pointAt(scan: Scan, first: number, column: boolean): Found | null {
  return numericAt(scan, first, column) ?? writtenAt(scan, first, column);
}

const blankDate: CalendarDate = {
  year: null,
  yearOffset: 0,
  month: null,
  day: null,
  bound: false,
  period: false,
  dayMarkMissing: false,
  impossible: false,
};

/** 2024-12-31, 2024/6/30, 2024.12.31, 2024-12; in a column of dates 2024.12 and 20241231 too. */
function numericAt({ tokens }: Scan, first: number, column: boolean): Found | null {
  const written = tokens[first]?.decimal ?? '';
  const solid = column ? /^(\d{4})(\d\d)(\d\d)$/.exec(written) : null;
  const dotted = /^(\d{4})\.(\d{1,2})$/.exec(written);
  const separated = (i: number) => NUMERIC_SEPARATORS.has(tokens[i]?.text ?? '');
  const joined = solid ?? dotted;
  const year = within(joined ? Number(joined[1]) : yearOf(tokens[first]), EARLIEST_YEAR, LATEST_YEAR);
  if (!joined && !separated(first + 1)) return null;
  const month = within(joined ? Number(joined[2]) : monthOf(tokens[first + 2]), 1, 12);
  if (year === null || month === null) return null;
  if (solid) return { date: { ...blankDate, year, month, day: Number(solid[3]) }, next: first + 1 };
  let next = first + (dotted ? 1 : 3);
  const day = separated(next) ? dayOf(tokens[next + 1]) : null;
  if (day !== null) next += 2;
  // 2024.12 by itself is an amount, unless 前 or 完成 follows.
  if (dotted && day === null && !column && !marked(tokens[next], 'before') && !tokens[next]?.term?.action) return null;
  if (marked(tokens[next], day === null ? 'month' : 'day')) next++;
  // 2024-12个 is no date.
  if (!column && tokens[next]?.term?.unit) return null;
  return { date: { ...blankDate, year, month, day }, next };
}

const within = (value: number | null, low: number, high: number) =>
  value !== null && value >= low && value <= high ? value : null;

/** 2024年, 2024年9月30日, 当年12月底, 9月, 上半年, 年底. */
function writtenAt(scan: Scan, first: number, column: boolean): Found | null {
  const { tokens } = scan;
  const date = { ...blankDate };
  let next = first;
  const year = yearOf(tokens[first]);
  const shortYear = integer(tokens[first], 10, 99);
  const openYear =
    tokens[first + 1]?.term?.range && yearOf(tokens[first + 2]) !== null && marked(tokens[first + 3], 'year');
  if (year !== null && (marked(tokens[first + 1], 'year') || openYear)) {
    date.year = year;
    next = first + (openYear ? 1 : 2);
  } else if (year !== null && marked(tokens[first + 1], 'yearEnd')) {
    date.year = year;
    next = first + 1;
  } else if (shortYear !== null && marked(tokens[first + 1], 'year') && monthNear(tokens, first + 2)) {
    // 24年12月
    date.year = 2000 + shortYear;
    next = first + 2;
  } else if (tokens[first]?.term?.yearOffset !== undefined) {
    date.yearOffset = tokens[first].term.yearOffset;
    next = first + 1;
  }
  const found = withinYear(tokens, next, date);
  if (found) return found;
  // 年内, 年度内
  if (marked(tokens[first], 'year') && INSIDE.test(tokens[first + 1]?.text ?? '')) {
    return { date: { ...date, month: 12, day: 'last' }, next: first + 1 };
  }
  if (column && marked(tokens[next], 'columnWord'))
    return { date: { ...date, month: 12, day: 'last' }, next: next + 1 };
  // 年度 alone names no date; 2024年 and 当年 do.
  if (date.year !== null || (next > first && !marked(tokens[first], 'year'))) return { date, next };
  return null;
}

const monthNear = (tokens: readonly Token[], i: number) =>
  monthOf(tokens[i]) !== null && (marked(tokens[i + 1], 'month') || marked(tokens[i + 1], 'monthEnd'));

function withinYear(tokens: readonly Token[], first: number, date: CalendarDate): Found | null {
  const token = tokens[first];
  const period = token?.term?.periodEnd;
  if (period !== undefined) {
    const [month, day] = period.split('-').map(Number);
    return { date: { ...date, month: month!, day: day! }, next: first + 1 };
  }
  if (marked(token, 'yearEnd')) return { date: { ...date, month: 12, day: 'last', bound: true }, next: first + 1 };
  let month = monthOf(token);
  let mark = first + 1;
  let isPeriod = date.period;
  // 1-7月
  if (month !== null && tokens[mark]?.term?.range && monthOf(tokens[mark + 1]) !== null) {
    month = monthOf(tokens[mark + 1]);
    mark += 2;
    isPeriod = true;
  }
  if (month === null) return null;
  const point = { ...date, month, period: isPeriod };
  if (marked(tokens[mark], 'monthEnd')) return { date: { ...point, day: 'last', bound: true }, next: mark + 1 };
  if (marked(tokens[mark], 'monthPart')) return { date: point, next: mark + 1 };
  if (!marked(tokens[mark], 'month')) return null;
  const next = tokens[mark + 1];
  const day = dayOf(next);
  if (day !== null && marked(tokens[mark + 2], 'day')) return { date: { ...point, day }, next: mark + 3 };
  const follows = tokens[mark + 2];
  if (day !== null && (!follows || marked(follows, 'before') || follows.term?.action)) {
    return { date: { ...point, day, dayMarkMissing: true }, next: mark + 2 };
  }
  if (next && marked(next, 'before') && /^[底末]/.test(next.text)) {
    return { date: { ...point, day: 'last', bound: true }, next: mark + 2 };
  }
  return { date: point, next: mark + 1 };
}

export const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** 2月30日 is no day: what remains is the month. */
function checked(date: CalendarDate): CalendarDate {
  if (date.month === null || typeof date.day !== 'number') return date;
  const leapYear = 2024;
  if (date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= lastDay(date.year ?? leapYear, date.month)) {
    return date;
  }
  return date.month >= 1 && date.month <= 12
    ? { ...date, day: null, impossible: true }
    : { ...date, month: null, day: null, impossible: true };
}
