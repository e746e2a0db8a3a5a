/** Numbers and times as people read them. */
import { language } from './language.js';

const counts = new Intl.NumberFormat('en-US');

/** A count: 1,024. */
export function count(n: number): string {
  return counts.format(n);
}

const decimals = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });

/** A measured value, with all its digits: 15,628,700.5. */
export function decimal(n: number): string {
  return decimals.format(n);
}

/** A share of a whole: 12%, and never 0% or 100% of what is neither none nor all. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  if (percent > 0 && percent < 1) return '<1%';
  if (percent > 99 && percent < 100) return '>99%';
  return `${Math.round(percent)}%`;
}

/** A moment (ISO 8601) by the reader's clock; the text itself where it is none. */
export function moment(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return time.toLocaleString(language() === 'en' ? 'en-GB' : 'zh-CN', { dateStyle: 'medium', timeStyle: 'short' });
}
