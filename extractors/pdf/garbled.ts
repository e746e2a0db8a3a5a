/**
 * Whether text can be what is printed. A font's ToUnicode may lie: codes of the font file taken for characters, private
 * use characters, GBK bytes read as Latin-1, or a map that gives common characters for others. None of these is an error
 * to pdf.js, and each reads like text.
 */
import { UNKNOWN } from './glyph-text.js';
import type { Glyph } from './page.js';

export const GARBLED_SETTINGS = {
  /** Fewer characters than this of a font are not judged by how often they occur. */
  leastCharacters: 20,
  /** So few suffice where most of them are of scripts that do not go together: a heading in a font without a map. */
  leastMixed: 6,
  /** Share of characters that no text holds: private use, unassigned, control, U+FFFD. */
  impossible: 0.15,
  /** Share of characters of scripts that do not go with the rest. */
  foreign: 0.25,
  /** Share of À–ÿ and signs of Latin-1 among all characters; French has some 5%, GBK read as Latin-1 nearly all. */
  latin1: 0.4,
  /** Share of Han characters outside of GB 2312; lists of names reach 3%. */
  rareHan: 0.3,
  /** Least Han characters for judging by how common they are. */
  leastHan: 60,
  /**
   * Least share of the 500 commonest characters among Han. Pages of real disclosures have 73–100%; characters drawn by
   * chance, which is what a wrong map gives, have 14%.
   */
  commonHan: 0.35,
} as const;

/** Why a text looks garbled, with the figure that says so; null where it does not. */
export interface Suspicion {
  reason:
    | 'impossible characters'
    | 'mixed scripts'
    | 'bytes read as Latin-1'
    | 'rare characters'
    | 'unlikely characters';
  share: number;
  font: string;
  sample: string;
}

// The commonest characters of general text and of budget disclosures.
const COMMON = new Set(
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效院查江眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严预算绩项费款补助镇乡村街岗镇拨配评监督审核核财服务益质量额均'.split(
    '',
  ),
);

const decoder = new TextDecoder('gbk');
/** GB 2312's 6763 characters: what a Chinese office writes with. */
const OFFICIAL = new Set<string>();
for (let high = 0xb0; high <= 0xf7; high++) {
  for (let low = 0xa1; low <= 0xfe; low++) OFFICIAL.add(decoder.decode(Uint8Array.of(high, low)));
}

const HAN = /\p{Script=Han}/u;
const IMPOSSIBLE = /[\p{Co}\p{Cn}\p{Cc}\p{Cs}\uFFFD]/u;
const NEUTRAL =
  /[\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u;
/** Scripts that whole documents are written in; anything else is counted by itself. */
const SCRIPTS: [string, RegExp][] = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Hangul',
  'Arabic',
  'Hebrew',
  'Thai',
  'Tibetan',
  'Mongolian',
  'Devanagari',
].map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')]);

/** Judges the visible text of a page, font by font: one lying font among sound ones is enough. */
export function findGarbled(glyphs: readonly Glyph[]): Suspicion[] {
  const byFont = new Map<string, string[]>();
  for (const { text, font, hidden } of glyphs) {
    if (hidden || text === ' ') continue;
    const texts = byFont.get(font);
    if (texts) texts.push(text);
    else byFont.set(font, [text]);
  }
  const found: Suspicion[] = [];
  for (const [font, texts] of byFont) {
    const suspicion = judge(texts.join(''));
    if (suspicion) found.push({ ...suspicion, font });
  }
  return found;
}

/** Judges one font's text. */
export function judge(text: string): Omit<Suspicion, 'font'> | null {
  const characters = Array.from(text);
  const counts = count(characters);
  const all = characters.length;
  const sample = characters.slice(0, 24).join('');
  const S = GARBLED_SETTINGS;
  // Symbol fonts put their bullets into the private use area: some are no garbled text, nothing but them in number is.
  if (all >= S.leastCharacters || counts.lost >= 3) {
    const share = counts.impossible / all;
    if (share > S.impossible && counts.kinds > 3) return { reason: 'impossible characters', share, sample };
    if (counts.lost / all > S.impossible) return { reason: 'impossible characters', share: counts.lost / all, sample };
  }
  if (all >= S.leastMixed && counts.foreign / all > 2 * S.foreign) {
    return { reason: 'mixed scripts', share: counts.foreign / all, sample };
  }
  if (all < S.leastCharacters) return null;
  if (counts.foreign / all > S.foreign) return { reason: 'mixed scripts', share: counts.foreign / all, sample };
  if (counts.latin1 / all > S.latin1) return { reason: 'bytes read as Latin-1', share: counts.latin1 / all, sample };
  if (counts.han >= S.leastCharacters && counts.rare / counts.han > S.rareHan) {
    return { reason: 'rare characters', share: counts.rare / counts.han, sample };
  }
  if (counts.han >= S.leastHan && counts.common / counts.han < S.commonHan) {
    return { reason: 'unlikely characters', share: counts.common / counts.han, sample };
  }
  return null;
}

function count(characters: string[]) {
  const counts = { impossible: 0, lost: 0, kinds: 0, latin1: 0, han: 0, rare: 0, common: 0, foreign: 0 };
  const strange = new Set<string>();
  const scripts = new Map<string, number>();
  for (const character of characters) {
    const code = character.codePointAt(0)!;
    if (code >= 0x21 && code <= 0x7e) {
      if (/[A-Za-z]/.test(character)) scripts.set('Latin', (scripts.get('Latin') ?? 0) + 1);
    } else if (code >= 0x4e00 && code <= 0x9fff) {
      counts.han++;
      if (COMMON.has(character)) counts.common++;
      else if (!OFFICIAL.has(character)) counts.rare++;
    } else if (character === UNKNOWN) {
      counts.lost++;
      counts.impossible++;
    } else if (IMPOSSIBLE.test(character)) {
      counts.impossible++;
      strange.add(character);
    } else if (HAN.test(character)) {
      counts.han++;
      counts.rare++;
    } else if (code >= 0xa1 && code <= 0xff) {
      counts.latin1++;
    } else if (!NEUTRAL.test(character)) {
      const script = SCRIPTS.find(([, pattern]) => pattern.test(character))?.[0] ?? 'other';
      scripts.set(script, (scripts.get(script) ?? 0) + 1);
    }
  }
  counts.kinds = strange.size;
  // A document is in one script, perhaps with Latin words in it. Font codes taken for characters run through them all.
  const [most] = [...scripts].filter(([name]) => name !== 'Latin' && name !== 'other').sort((a, b) => b[1] - a[1]);
  for (const [name, times] of scripts) if (name !== 'Latin' && name !== most?.[0]) counts.foreign += times;
  if (scripts.size > 3) counts.foreign += most?.[1] ?? 0;
  return counts;
}
