/**
 * Name and value in one text: `维修周转房≥124套`, `完成时间：2025年8月底前`, `防火体系持续完善`. Where forms have no column for
 * values, or no table at all, the value begins with the longest end of the text that is one by itself.
 */
import { looksLike, type ValueLexicon } from '../values/index.js';

/** Heads of the grid that is made of such targets, as the official form has them. */
export const GRID_HEADS = ['一级指标', '二级指标', '三级指标', '指标值'];

export interface NamedTarget {
  name: string;
  value: string;
}

/** A target is a phrase; what is longer is a sentence, and its own value. */
const LONGEST = 80;
const SHORTEST_NAME = 2;
/** What only joins a name to its value. */
const JOINTS = /[为是在:：\s]+$/u;
/** What belongs to the value: 降至6.5%以下, 提高到95%. */
const MOTION = /(?:[降减缩提增升][低少小短高加长升]?[至到]|控制在|稳定在|保持在|维持在|不低于|不少于|不超过|不高于)$/u;
/** `1.`, `（2）`, `①`, `指标1：` in front. */
const ORDINAL =
  /^\s*(?:指标\s?\d{1,2}\s?[:：、.．]|[（(]\s?[\d一二三四五六七八九十]{1,3}\s?[）)]|\d{1,2}[、.．](?!\d)|[①-⑳])\s*/u;

/** The targets of a text, one for each part between 。, ； and line ends; commas part only what has a number on each side. */
export function splitTargets(text: string, values: ValueLexicon): NamedTarget[] {
  return text.split(/[；;。\n]+/u).flatMap((part) => {
    const own = part.replace(ORDINAL, '').trim();
    if (own === '') return [];
    const pieces = own.split(/[，,](?!\d{3})/u).map((piece) => splitTarget(piece, values));
    return pieces.length > 1 && pieces.every(({ name, value }) => name !== value && /\d/.test(value))
      ? pieces
      : [splitTarget(own, values)];
  });
}

/** Name and value of one target; both are the whole text where no end of it is a value. */
export function splitTarget(text: string, values: ValueLexicon): NamedTarget {
  const own = text.trim();
  const colon = /^([^:：]{2,40})[:：]\s*(\S.*)$/su.exec(own);
  if (colon) return { name: colon[1]!.trim(), value: colon[2]!.trim() };
  // 100%, 2025年12月底前: a value alone, and no name 10 with the value 0%.
  if (['number', 'date'].includes(looksLike(own, values))) return { name: own, value: own };
  for (let i = SHORTEST_NAME; own.length <= LONGEST && i < own.length; i++) {
    const kind = looksLike(own.slice(i), values);
    if (kind !== 'number' && kind !== 'date' && kind !== 'grade') continue;
    const motion = MOTION.exec(own.slice(0, i))?.index ?? i;
    const name = own.slice(0, motion).replace(JOINTS, '');
    if (name.length >= SHORTEST_NAME && /\p{L}/u.test(name)) return { name, value: own.slice(motion).trim() };
  }
  return { name: own, value: own };
}
