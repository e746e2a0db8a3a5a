/**
 * What a glyph says. `text` is freed from characters that only name a shape: compatibility ideographs, radicals,
 * ligatures, vertical forms. Full-width and half-width forms stay, because they are what was printed (（３） is not (3));
 * comparing is done with folded text anyway.
 */

/** A glyph that is painted but says nothing: a loss that can be seen, never a quiet empty text. */
export const UNKNOWN = '\uFFFD';

// Radicals of the supplement block have no decomposition in Unicode. macOS and some subsetters map common characters
// to them (⻓度 for 长度), because both share one glyph in the font.
const RADICALS =
  '⺁厂⺄乙⺇几⺋卩⺎兀⺏尣⺙攵⺝月⺟母⺠民⺢氺⺤爫⺩王⺫罒⺬示⺮竹⺰纟⺱罓⺲罒⺳网⺶羊⺷羊⺹耂⺻聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻏邑⻑長⻒镸⻓长⻔门⻖阜⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟';
const RADICAL_TO_CHARACTER = new Map(
  Array.from(RADICALS.matchAll(/(.)(.)/gu), ([, radical, character]) => [radical!, character!]),
);

// Vertical forms: NFKC would give half-width punctuation, but the same text set horizontally has the full-width one.
const VERTICAL_FORMS = new Map(
  Array.from(
    '︐，︑、︒。︓：︔；︕！︖？︗〖︘〗︙…︰‥︱—︲–︳＿︵（︶）︷｛︸｝︹〔︺〕︻【︼】︽《︾》︿〈﹀〉﹁「﹂」﹃『﹄』﹇［﹈］'.matchAll(
      /(.)(.)/gu,
    ),
    ([, form, character]) => [form!, character!],
  ),
);

// Kangxi radicals, supplement radicals, compatibility ideographs (both blocks), Latin ligatures, vertical forms.
const SHAPES = /[\u2E80-\u2FDF\uF900-\uFAFF\uFB00-\uFB06\uFE10-\uFE19\uFE30-\uFE48]|[\u{2F800}-\u{2FA1F}]/u;
const PLAIN = /^[\u0021-\u007E\u00A1-\u00AC\u00AE-\u02FF\u0370-\u1FFF\u3001-\u9FFF\uFF01-\uFF60]$/;
const SPACE = /^[\s\u00A0\u2000-\u200A\u202F\u205F\u3000]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOTHING = /[\u0000-\u001F\u007F-\u009F\uFFFE\uFFFF]/g;

// Pan-CJK fonts have one glyph for radical and characters, and the radical's decomposition is the one that mainland China
// does not write: ⼾ is 戶 in Unicode and 户 on the page (残疾人人户分离).
const TWINS = new Map([['戶', '户']]);

const known = new Map<string, string>();

/** The text of a glyph from what its font maps it to. Blanks of all widths are one ' '; unmapped glyphs are U+FFFD. */
export function glyphText(mapped: string): string {
  if (PLAIN.test(mapped)) return mapped;
  let text = known.get(mapped);
  if (text === undefined) {
    text = normalise(mapped);
    if (known.size < 10_000) known.set(mapped, text);
  }
  return text;
}

function normalise(mapped: string): string {
  if (mapped === '\u00AD') return '-'; // a soft hyphen that is painted is a hyphen
  if (SPACE.test(mapped)) return ' ';
  const text = Array.from(mapped.replace(NOTHING, ''), (character) =>
    SHAPES.test(character)
      ? (RADICAL_TO_CHARACTER.get(character) ?? VERTICAL_FORMS.get(character) ?? character.normalize('NFKC'))
      : character,
  )
    .map((character) => TWINS.get(character) ?? character)
    .join('');
  return text === '' ? UNKNOWN : text;
}
