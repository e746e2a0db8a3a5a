/** 平阴财政局: a county named only by its short form. Read where no full name says who publishes. */
import type { Paragraph, Place } from '../../extractors/document.js';
import { type Division, divisions } from './divisions.js';
import { compact } from './mentions.js';
import type { RegionEvidence } from './sightings.js';
import { OFFICE, ORDINARY_SHORTS, SELF_REFERENCE } from './vocabulary.js';

export interface ShortForm {
  short: string;
  divisions: Division[];
  votes: number;
  raw: string;
  at: Place[];
}

/** How many more references of one class than of the next make a self-reference certain. */
const SELF_REFERENCES = 2;

/** The class by which the document speaks of itself (我县, 全区), null where it does not or mixes. */
export function selfReference(paragraphs: readonly Paragraph[]): string | null {
  const counts = new Map<string, number>();
  for (const { text } of paragraphs) {
    for (const [, self] of compact(text).text.matchAll(SELF_REFERENCE)) counts.set(self!, (counts.get(self!) ?? 0) + 1);
  }
  const [best, next] = [...counts].sort((a, b) => b[1] - a[1]);
  return best && best[1] >= (next?.[1] ?? 0) + SELF_REFERENCES ? best[0] : null;
}

/** Whether a division can call itself so: 我县 is not 德惠市. */
export function answersTo(division: Division, self: string): boolean {
  if (self === '省') return division.level === 'province';
  return division.name.endsWith(self);
}

let byShort: Map<string, Division[]> | null = null;
function shortIndex(): Map<string, Division[]> {
  if (byShort) return byShort;
  byShort = new Map();
  for (const division of divisions().values()) {
    if (division.level === 'province' || division.level === 'zone' || division.short === division.name) continue;
    const list = byShort.get(division.short);
    if (list) list.push(division);
    else byShort.set(division.short, [division]);
  }
  return byShort;
}

const LONGEST_SHORT = 8;
const OPENING = /^(?:20\d\d年度?|中共|中国共产党|关于)*/u;
/** What makes a short form at the head of a text an office or a title: 平阴财政局, 平阴2024年, 平阴部门预算. */
const GOES_ON = /^(?:20\d\d年|[二〇○零一二三四五六七八九]{4}年|县委|区委|市委|预算|财政|部门|绩效)/u;

function readHead(text: string, weight: number, at: Place[], found: Map<string, ShortForm>): void {
  const flat = compact(text.slice(0, 200)).text;
  const head = flat.slice(OPENING.exec(flat)?.[0].length ?? 0);
  for (let length = Math.min(LONGEST_SHORT, head.length); length >= 2; length--) {
    const short = head.slice(0, length);
    const named = shortIndex().get(short);
    if (!named || ORDINARY_SHORTS.has(short)) continue;
    const rest = head.slice(length);
    if (!GOES_ON.test(rest) && !OFFICE.test(rest)) continue;
    const known = found.get(short) ?? { short, divisions: named, votes: 0, raw: short, at };
    known.votes += weight;
    if (known.at.length === 0) known.at = at;
    found.set(short, known);
    return;
  }
}

/** The short forms that begin the title, names and paragraphs, most votes first. */
export function findShortForms(evidence: RegionEvidence, self: string | null): ShortForm[] {
  const found = new Map<string, ShortForm>();
  for (const { text, at } of evidence.names) readHead(text, 3, at, found);
  for (const { text, at } of evidence.paragraphs) readHead(text, 1, at.slice(0, 1), found);
  if (evidence.title) readHead(evidence.title, 6, [], found);
  const forms = [...found.values()].map((form) => {
    const fitting = self ? form.divisions.filter((d) => answersTo(d, self)) : [];
    return { ...form, divisions: fitting.length > 0 ? fitting : form.divisions };
  });
  return forms.sort((a, b) => b.votes - a.votes);
}
