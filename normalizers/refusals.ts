/** What pages say that stand in the place of a document: `corpora/lexicon/refusals.yml`, checked and folded. */
import { z } from 'zod';

export const words = z.array(z.string().min(1));
export const pattern = z.string().refine((source) => {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}, 'not a regular expression');

/** Why a page that was answered is not the page that was asked for. */
const BLOCK_REASONS = ['js-challenge', 'captcha', 'login', 'waf', 'rate-limit'] as const;

const schema = z.strictObject({
  blocked: z.array(
    z.strictObject({
      name: z.string(),
      reason: z.enum(BLOCK_REASONS),
      script: words.optional(),
      title: words.optional(),
      text: words.optional(),
      patterns: z.array(pattern).optional(),
    }),
  ),
  missing: z.strictObject({ title: words, text: words, patterns: z.array(pattern), error: words }),
  closed: z.strictObject({ title: words, text: words, patterns: z.array(pattern) }),
});

/** What of a text, folded as `foldWord` does, is a sign; null where none is. */
export type Sign = (folded: string) => string | null;

export interface BlockSigns {
  name: string;
  reason: (typeof BLOCK_REASONS)[number];
  /** Compared as they stand, with scripts and markup. */
  script: string[];
  title: Sign;
  text: Sign;
}

export interface RefusalLexicon {
  blocked: BlockSigns[];
  /** It says that there is no such page; `error`: that the server has failed. */
  missing: { title: Sign; text: Sign; error: Sign };
  /** It says that there is no site (any more), or here. */
  closed: { title: Sign; text: Sign };
}

/** How words are compared: NFKC, lower case, without white space and zero-width characters. */
export function foldWord(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u200b\u2060\ufeff]+/g, '')
    .toLowerCase();
}

/** Checks and folds the parsed file. Throws with the path of the fault. */
export function parseRefusalLexicon(content: unknown): RefusalLexicon {
  const { blocked, missing, closed } = schema.parse(content);
  return {
    blocked: blocked.map(({ name, reason, script = [], title, text, patterns }) => ({
      name,
      reason,
      script,
      title: signOf(title),
      text: signOf(text, patterns),
    })),
    missing: {
      title: signOf(missing.title),
      text: signOf(missing.text, missing.patterns),
      error: signOf(missing.error),
    },
    closed: { title: signOf(closed.title), text: signOf(closed.text, closed.patterns) },
  };
}

/** What a text that stands where a document should says: that somebody was refused, or that there is none. */
export function refusalSigns({ blocked, missing, closed }: RefusalLexicon): { blocked: Sign; gone: Sign } {
  return {
    blocked: (text) => {
      const folded = foldWord(text);
      for (const { text: sign } of blocked) {
        const said = sign(folded);
        if (said !== null) return said;
      }
      return null;
    },
    gone: (text) => missing.text(foldWord(text)) ?? closed.text(foldWord(text)),
  };
}

function signOf(literal: readonly string[] = [], patterns: readonly string[] = []): Sign {
  const sources = [...literal.map((word) => foldWord(word).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')), ...patterns];
  if (sources.length === 0) return () => null;
  const any = new RegExp(sources.map((source) => `(?:${source})`).join('|'));
  return (folded) => any.exec(folded)?.[0] ?? null;
}
