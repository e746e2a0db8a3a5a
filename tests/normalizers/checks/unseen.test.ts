/**
 * The rules on small documents of counties that the corpus has not, written from the audit reference before the rules were
 * read: what trips, what passes, and what looks like a fault and is none (pages/expected.csv). `about` is a part of what an
 * outcome is about or prints; an empty one stands for any. `no failure` also holds where the rule has nothing to say.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRecord } from '../../../normalizers/checks/rules/catalogue.js';
import type { Outcome } from '../../../normalizers/checks/rules/rule.js';
import { processDocument } from '../../../pipeline/process.js';
import { lexicon } from './seeds.js';

const FOLDER = join(import.meta.dirname, 'pages');

interface Expected {
  rule: string;
  outcome: string;
  about: string;
}

const documents = new Map<string, Expected[]>();
for (const line of readFileSync(join(FOLDER, 'expected.csv'), 'utf8').trim().split('\n').slice(1)) {
  const [document = '', rule = '', outcome = '', about = ''] = line.split(',');
  documents.set(document, [...(documents.get(document) ?? []), { rule, outcome, about }]);
}

async function outcomesOf(document: string): Promise<Outcome[]> {
  const bytes = readFileSync(join(FOLDER, document));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return checkRecord(await processDocument(bytes, { source: document, sha256 }, lexicon), lexicon);
}

/** What a rule came to about something: by its name, else by what it prints. */
function verdictOf(outcomes: readonly Outcome[], { rule, about }: Expected): string {
  const ofRule = outcomes.filter((outcome) => outcome.rule === rule);
  const named = ofRule.filter(({ subject }) => (subject.name ?? '').includes(about));
  const meant = named.length > 0 ? named : ofRule.filter(({ sides }) => JSON.stringify(sides).includes(about));
  const verdicts = meant.map(({ verdict }) => verdict);
  return (['fail', 'pass', 'not-applicable'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'nothing';
}

describe('documents that no rule was written on', () => {
  it.each([...documents])('%s', async (document, expected) => {
    const outcomes = await outcomesOf(document);
    for (const one of expected) {
      const verdict = verdictOf(outcomes, one);
      if (one.outcome === 'no failure') expect(verdict, `${one.rule} ${one.about}`).not.toBe('fail');
      else expect(verdict, `${one.rule} ${one.about}`).toBe(one.outcome);
    }
  });
});
