/** Every document of the corpus against its truth, and against what was accepted last: worse fails, better waits for a person. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRecord } from '../normalizers/checks/rules/catalogue.js';
import { findingInChinese } from '../pipeline/dataset/finding-codes.js';
import { loadLexicon } from '../pipeline/lexicon.js';
import { f1, sumTallies } from '../pipeline/score/compare.js';
import { readCorpus, scoreDocument } from '../pipeline/score/corpus.js';

const REAL = [
  'cn-jilin-dehui-2024-targets-cell-lines',
  'cn-jilin-dehui-2023-evaluations-prose',
  'cn-liaoning-shenyang-tiexi-2024-targets-shifted',
  'cn-shandong-pingyin-2024-targets-scan-text',
  'cn-sichuan-panzhihua-dong-2024-report-prose',
];

const lexicon = loadLexicon();
const documents = readCorpus(join(import.meta.dirname, '..', 'corpora', 'documents'));
const scored = new Map(
  await Promise.all(
    documents.map(async (document) => [document.slug, await scoreDocument(document, lexicon)] as const),
  ),
);

it('the corpus holds the real documents and variants of other counties', () => {
  expect(documents.length).toBeGreaterThanOrEqual(15);
});

describe.each(documents.map(({ slug }) => slug))('%s', (slug) => {
  const { accepted, current, comparison } = scored.get(slug)!;

  it('scores and finds what was accepted', () => {
    expect(accepted, 'accepted.json is missing: `npm run golden`, then read it').not.toBeNull();
    expect(current, 'another reading: check it, then `npm run golden`').toEqual(accepted);
  });

  it('agrees with the truth', () => {
    const kinds = ['document', 'listings', 'projects', 'indicators', 'evaluations'];
    const tally = sumTallies(kinds.flatMap((kind) => comparison.tallies[kind] ?? []));
    const misses = comparison.misses.filter(({ kind }) => kinds.includes(kind));
    expect(f1(tally), JSON.stringify(misses, null, 1)).toBeGreaterThanOrEqual(0.995);
  });
});

it('reads the counts of the five real documents: 29 projects, 280 indicators, 8 evaluations, 15 rows of a list', () => {
  const records = REAL.map((slug) => scored.get(slug)!.record);
  const count = (of: (record: (typeof records)[number]) => number) =>
    records.reduce((sum, record) => sum + of(record), 0);
  expect({
    projects: count((record) => record.projects.length),
    indicators: count((record) => record.projects.reduce((sum, project) => sum + project.indicators.length, 0)),
    evaluations: count((record) => record.evaluations.length),
    listings: count((record) => record.listings.length),
  }).toEqual({ projects: 29, indicators: 280, evaluations: 8, listings: 15 });
});

it('finds at least 90 % of the statistics of the real documents, and at most 10 % beyond them', () => {
  const tally = sumTallies(REAL.flatMap((slug) => scored.get(slug)!.current.tallies.statistics ?? []));
  expect(tally.right / tally.expected).toBeGreaterThanOrEqual(0.9);
  expect(tally.spurious / tally.expected).toBeLessThanOrEqual(0.1);
});

it('gives evidence for every field that has a value, with a place in the source', () => {
  const NOT_READ = [
    'id',
    'seq',
    'form',
    'evidence',
    'sha256',
    'source',
    'media_type',
    'pages',
    'kinds',
    'label',
    'metric',
    'fiscal_year',
    'quote',
  ];
  for (const { slug, record } of scored.values()) {
    const rows = [
      record.document,
      ...record.listings,
      ...record.projects,
      ...record.projects.flatMap((project) => project.indicators),
      ...record.evaluations,
      ...record.statistics,
    ];
    for (const row of rows as unknown as Record<string, unknown>[]) {
      for (const [field, value] of Object.entries(row)) {
        if (value === null || Array.isArray(value) || NOT_READ.includes(field)) continue;
        const evidence = (row.evidence as Record<string, { raw: string; at: unknown[] }>)[field];
        expect(
          evidence?.at.length,
          `${slug}: ${String(row.name ?? row.project_name ?? row.title)} ${field}`,
        ).toBeGreaterThan(0);
      }
    }
  }
});

it('gives every record an id of its own, the same in every run', async () => {
  for (const document of documents) {
    const { record } = scored.get(document.slug)!;
    const ids = [
      ...record.listings,
      ...record.projects,
      ...record.projects.flatMap((project) => project.indicators),
      ...record.evaluations,
      ...record.statistics,
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await scoreDocument(document, lexicon)).record).toEqual(record);
  }
});

it('says nothing that is not there, and says it in Chinese as well', () => {
  const NOT_SAID = /\b(?:null|undefined|NaN|Infinity)\b|\[object/;
  const ENGLISH = /[A-Za-z]{3,}/g;
  for (const { slug, record } of scored.values()) {
    const outcomes = checkRecord(record, lexicon);
    const said = outcomes.flatMap(({ message, sides }) => [message, ...sides.map(({ what }) => what)]);
    const chinese = [...said.map(({ zh }) => zh), ...record.findings.map(findingInChinese)];
    const english = [...said.map(({ en }) => en), ...record.findings.map(({ message }) => message)];
    expect([...chinese, ...english].filter((text) => NOT_SAID.test(text) || text === '')).toEqual([]);
    // Latin letters are those of the document: LED, GB18030.
    const printed = JSON.stringify(record);
    const foreign = chinese.filter((text) => text.match(ENGLISH)?.some((word) => !printed.includes(word)));
    expect(foreign, slug).toEqual([]);
  }
});
