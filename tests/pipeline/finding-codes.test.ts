/** Whoever reads findings finds each code explained. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES } from '../../pipeline/dataset/finding-codes.js';

const ROOT = join(import.meta.dirname, '..', '..');
const AREAS = [...new Set(Object.keys(FINDING_CODES).map((code) => code.split('/')[0]))].join('|');
/** Texts of the same form that are none: how a table was found. */
const METHODS =
  /^(doc|docx|html|text|xlsx|pdf|mht|ocr)\/(grid|tab-rows|pipe-rows|cell-lines|paragraph-cells|sentences|sheet|csv|html|markdown|plain|boxes|laid-out)$/;

const literals = ['extractors', 'normalizers', 'pipeline'].flatMap((layer) =>
  readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('finding-codes.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(ROOT, layer, name), 'utf8');
      return [...text.matchAll(new RegExp(`'((?:${AREAS})/[a-z][a-z0-9-]*[a-z0-9])'`, 'g'))].map(([, code]) => code!);
    }),
);

const documents = join(ROOT, 'corpora', 'documents');
const inCorpus = readdirSync(documents).flatMap((slug) => {
  const { findings } = JSON.parse(readFileSync(join(documents, slug, 'accepted.json'), 'utf8')) as {
    findings: string[];
  };
  return findings.map((finding) => finding.split(/[ :]/)[1]!);
});

describe('the codes of findings', () => {
  it('that stand in the code are explained in both languages', () => {
    const codes = [...new Set(literals)].filter((code) => !METHODS.test(code));
    expect(codes.length).toBeGreaterThan(80);
    expect(codes.filter((code) => !Object.hasOwn(FINDING_CODES, code))).toEqual([]);
  });

  it('that documents of the corpus have are explained', () => {
    expect(inCorpus.length).toBeGreaterThan(5);
    expect([...new Set(inCorpus)].filter((code) => !Object.hasOwn(FINDING_CODES, code))).toEqual([]);
  });
});
