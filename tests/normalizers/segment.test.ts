import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCutWord, wordsOf } from '../../normalizers/segment.js';

const WORDS = join(import.meta.dirname, '..', '..', 'corpora', 'words');
const { resolve } = createRequire(import.meta.url);
const WHOLE = resolve('nodejieba/submodules/cppjieba/dict/jieba.dict.utf8');
const RAREST = 3;

describe('segmentation', () => {
  it('knows a word that was cut, by dictionary words alone', () => {
    expect(isCutWord('基本养老金足额保', '障')).toBe(true);
    expect(isCutWord('足额', '保障')).toBe(false);
    expect(isCutWord('2024年12', '月')).toBe(false);
    expect(isCutWord('2024年12月', '障')).toBe(false);
    expect(wordsOf('资金拨付及时率')).toEqual(['资金', '拨付', '及时', '率']);
  });

  it('has the dictionary of the nodejieba that is installed, without its rarest words (see corpora/README.md)', () => {
    const lines = readFileSync(WHOLE, 'utf8').split('\n');
    const frequent = lines.filter((line) => Number(line.split(' ')[1]) > RAREST);
    expect(frequent.length).toBeGreaterThan(100_000);
    expect(readFileSync(join(WORDS, 'dictionary.utf8'), 'utf8') === `${frequent.join('\n')}\n`).toBe(true);
  });
});
