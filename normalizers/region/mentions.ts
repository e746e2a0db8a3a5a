/** Finds the names of divisions in a text, longest first, and joins a parent with the child that follows it. */
import { type Division, divisions, isWithin, namesOf } from './divisions.js';
import { ACCIDENTAL, ACCIDENTAL_ENDING, OFFICE, OPENS_NAME, ORDINARY_WORDS } from './vocabulary.js';

/** A name of a division in a text. With its parents before it, it is one mention: 沈阳市铁西区. */
export interface Mention {
  /** What the name can denote: all namesakes, or those that lie within the parents printed before it. */
  divisions: readonly Division[];
  /** The last part is a full name (铁西区, 峨边县), not a short form (沈阳, 辽宁). */
  full: boolean;
  /** The parent stands before it. */
  chained: boolean;
  /** All of it, white space removed. */
  printed: string;
  /** The last part alone. */
  name: string;
  /** Where it stands in the text as given, parents included. */
  start: number;
  end: number;
  /** What follows, white space removed: at most `AFTER` characters. */
  after: string;
  /** What stands before it, likewise. */
  before: string;
}

const AFTER = 24;
const BEFORE = 12;

interface Name {
  text: string;
  full: boolean;
  divisions: Division[];
  /** Found only at the start of a word: two characters (滑县), or a name that two words can make (政和县). */
  strict: boolean;
  ordinary: boolean;
}

let byHead: Map<string, Name[]> | null = null;

/** Full names of everything, and short names of provinces and prefectures; names under their first two characters, longest first. */
function nameIndex(): Map<string, Name[]> {
  if (byHead) return byHead;
  const names = new Map<string, Name>();
  const add = (text: string, full: boolean, division: Division, own: boolean) => {
    const known = names.get(text);
    if (!known) {
      const strict = full && (text.length === 2 || ACCIDENTAL.has(text) || ACCIDENTAL_ENDING.test(text));
      names.set(text, { text, full, divisions: [division], strict, ordinary: ORDINARY_WORDS.has(text) });
    } else if (own && known.full === full) known.divisions.push(division);
  };
  const all = [...divisions().values()];
  for (const division of all) add(division.name, true, division, true);
  for (const division of all) for (const alias of namesOf(division).slice(1)) add(alias, true, division, false);
  for (const division of all) {
    if (division.level === 'province' || division.level === 'prefecture') add(division.short, false, division, true);
  }
  const heads = new Map<string, Name[]>();
  for (const name of names.values()) {
    const head = name.text.slice(0, 2);
    const list = heads.get(head);
    if (list) list.push(name);
    else heads.set(head, [name]);
  }
  for (const list of heads.values()) list.sort((a, b) => b.text.length - a.text.length);
  byHead = heads;
  return heads;
}

/** The text without white space, and for each of its characters where that stood. */
export function compact(text: string): { text: string; at: (i: number) => number } {
  if (!/\s/u.test(text)) return { text, at: (i) => i };
  const offsets: number[] = [];
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (/\s/u.test(character)) continue;
    out += character;
    offsets.push(i);
  }
  return { text: out, at: (i) => offsets[i] ?? text.length };
}

/** 《规定》和县人大: what follows a closing mark continues the phrase. */
const CLOSING = /[》）)”’」\]]/u;
const HAN = /\p{Script=Han}/u;

/** Whether the characters around a name let it be one. `follows` is the mention that ends where the name begins. */
function stands(text: string, start: number, name: Name, follows: Mention | undefined, heading: boolean): boolean {
  const end = start + name.text.length;
  const next = text[end] ?? '';
  const last = name.text.at(-1);
  // 农贸市场, 和平区域: the class belongs to the next word.
  if (name.full && last === '市' && next === '场') return false;
  if (name.full && last === '区' && /[域间块别]/.test(next)) return false;
  if (!name.strict && !name.ordinary) return true;
  if (follows && name.divisions.some((d) => follows.divisions.some((p) => d !== p && isWithin(d, p)))) return true;
  if (name.strict && /[市级直域城区乡]/.test(next)) return false;
  const before = text.slice(Math.max(0, start - 1), start);
  if ((HAN.test(before) && !OPENS_NAME.test(before)) || CLOSING.test(before)) return false;
  const after = text.slice(end, end + AFTER);
  return !name.ordinary || OFFICE.test(after) || (heading && /^20\d\d年/.test(after));
}

/**
 * All names of divisions in a text, in order, none overlapping another. Linear in the length of the text. In a heading
 * 东区2024年… is taken for the county; in a project's name it is the east of the town.
 */
export function findMentions(text: string, heading = false): Mention[] {
  const index = nameIndex();
  const flat = compact(text);
  const mentions: Mention[] = [];
  let previousEnd = -1;
  for (let i = 0; i < flat.text.length - 1; ) {
    const names = index.get(flat.text.slice(i, i + 2));
    const follows = previousEnd === i ? mentions.at(-1) : undefined;
    const name = names?.find((n) => flat.text.startsWith(n.text, i) && stands(flat.text, i, n, follows, heading));
    if (!name) {
      i++;
      continue;
    }
    const end = i + name.text.length;
    const within = follows
      ? name.divisions.filter((d) => follows.divisions.some((p) => d !== p && isWithin(d, p)))
      : [];
    const parent = within.length > 0 ? follows : undefined;
    if (parent) mentions.pop();
    const printed = (parent?.printed ?? '') + name.text;
    const from = end - printed.length;
    mentions.push({
      divisions: parent ? within : name.divisions,
      full: name.full,
      chained: parent !== undefined,
      printed,
      name: name.text,
      start: flat.at(from),
      end: flat.at(end - 1) + 1,
      after: flat.text.slice(end, end + AFTER),
      before: flat.text.slice(Math.max(0, from - BEFORE), from),
    });
    previousEnd = end;
    i = end;
  }
  return mentions;
}
