/** The same disclosure in every format is the same record, but for where it was printed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GongkaiRecord } from '../normalizers/record.js';
import { loadLexicon } from '../pipeline/lexicon.js';
import { processDocument } from '../pipeline/process.js';
import { renditionBytes, SLUGS } from './extractors/renditions.js';

const RENDITIONS = join(import.meta.dirname, '..', 'corpora', 'renditions');
const FORMATS = ['document.docx', 'document.doc', 'page.html', 'page.gb18030.html', 'ruled.pdf', 'split-rows.pdf'];
const lexicon = loadLexicon();

/** The records without their places and what became of the text on the way; white space differs between formats. */
function content({ listings, projects, evaluations, statistics }: GongkaiRecord): unknown {
  return JSON.parse(
    JSON.stringify({ listings, projects, evaluations, statistics }, (key, value: unknown) => {
      if (key === 'evidence') return undefined;
      return typeof value === 'string' ? value.replace(/\s+/gu, '') : value;
    }),
  );
}

describe.each(SLUGS)('%s', (slug) => {
  const formats = FORMATS.filter((name) => existsSync(join(RENDITIONS, slug, name)));
  const read = async (name: string) =>
    content(await processDocument(renditionBytes(slug, name), { source: slug, sha256: '' }, lexicon));

  it(`${formats.join(', ')} agree`, async () => {
    const first = await read(formats[0]!);
    for (const name of formats.slice(1)) expect(await read(name), name).toEqual(first);
  });
});
