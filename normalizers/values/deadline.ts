/** When a date is due, as the record keeps it. */
import { type CalendarDate, dateAt, lastDay } from './dates.js';
import { calendarLexicon } from './lexicon.js';
import { scan } from './tokens.js';

/** The date as the record keeps it: a full date, or a month where no day is printed; null without any year. */
export function isoDate(date: CalendarDate, fiscalYear: number | null): string | null {
  const year = date.year ?? (fiscalYear === null ? null : fiscalYear + date.yearOffset);
  if (year === null) return null;
  if (date.month === null) return `${year}-12-31`;
  const month = `${year}-${String(date.month).padStart(2, '0')}`;
  const last = lastDay(year, date.month);
  // 2月29日 of a form whose year has none.
  if (date.day === null || (date.day !== 'last' && date.day > last)) return month;
  return `${month}-${String(date.day === 'last' ? last : date.day).padStart(2, '0')}`;
}

/** The last day that a date allows: 2024-12 is due on 2024-12-31. */
export function lastDayOf(iso: string): string {
  const [year, month, day] = iso.split('-');
  return day === undefined ? `${iso}-${lastDay(Number(year), Number(month))}` : iso;
}

/**
 * A column of deadlines (完成时限): 2024 年 12 月 -> 2024-12, 2024.12.31, 2024/6/30, 全年 of the form's year. Words may
 * stand around (截至2024年12月底前完成); null where there is no date, no year, another number, or 每年 before it.
 */
export function readDeadline(text: string, fiscalYear: number | null): string | null {
  const cell = scan(text, calendarLexicon);
  for (const [i, token] of cell.tokens.entries()) {
    const found = dateAt(cell, i, true);
    if (found) {
      const another = cell.tokens.slice(found.next).some(({ kind }) => kind === 'number');
      return another ? null : isoDate(found.date, fiscalYear);
    }
    if (token.kind === 'number' || token.term?.every) return null;
  }
  return null;
}
