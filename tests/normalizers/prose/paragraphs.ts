/** What the tests of prose share: the lexicon, and a text as the paragraphs that an extractor makes of it. */
import type { Paragraph } from '../../../extractors/document.js';
import { readEvaluations } from '../../../normalizers/prose/evaluations.js';
import { readStatistics } from '../../../normalizers/prose/statistics.js';
import { loadLexicon } from '../../../pipeline/lexicon.js';

export const lexicon = loadLexicon().statistics;

/** Lines without tabs as paragraphs; a long line that stops within a sentence goes on with the next. */
export function paragraphsOf(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  text.split('\n').forEach((line, i) => {
    const words = line.replace(/\[bookmark: [^\]]*\]|\*\*/g, '').trim();
    if (words === '' || line.includes('\t')) return;
    const place = { line: i + 1, column: line.indexOf(words[0] as string) + 1, length: words.length };
    const last = paragraphs.at(-1);
    if (last && last.text.length > 45 && !/[。；：！？”）]$/.test(last.text)) {
      last.offsets.push(last.text.length);
      last.text += words;
      last.raw += words;
      last.at.push(place);
    } else {
      paragraphs.push({ kind: 'paragraph', text: words, raw: words, at: [place], offsets: [0], repairs: [] });
    }
  });
  return paragraphs;
}

/** A line as the paragraph that it is, whether or not it stops within a sentence. */
export const lineOf = (text: string, line: number): Paragraph => ({
  kind: 'paragraph',
  text,
  raw: text,
  at: [{ line: line + 1, column: 1, length: text.length }],
  offsets: [0],
  repairs: [],
});

export const statisticsOf = (text: string, fiscalYear: number | null = 2024) =>
  readStatistics(paragraphsOf(text), { fiscalYear }, lexicon);

export const evaluationsOf = (text: string, fiscalYear: number | null = 2023) =>
  readEvaluations(paragraphsOf(text), { fiscalYear }, lexicon);
