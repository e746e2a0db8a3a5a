/** The corpus as offices would publish it: which disclosure of which county is published as what kind of file. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { PACKAGE_ROOT } from '../package.js';

/** A disclosure on a site: an article page, with the document attached or as the page's own text. */
export interface Disclosure {
  title: string;
  publisher: string | null;
  year: number;
  /** Six digits, GB/T 2260. */
  region: string;
  /** Path of the document's bytes. */
  file: string;
  /** `.pdf`, `.docx`, `.txt`, …; `page` where the bytes are themselves the article page. */
  form: string;
}

/** The real documents of the corpus are there as text; counties publish these formats. By turns, so that each is met. */
const RENDITIONS = ['ruled.pdf', 'document.docx', 'document.doc', 'page.gb18030.html', 'split-rows.pdf'];

const CORPORA = join(PACKAGE_ROOT, 'corpora');

interface Truth {
  document: { title: string | null; publisher: string | null; region_code: string | null; fiscal_year: number | null };
}

/** All disclosures of the corpus, by folder name. Empty where the corpus is not installed (an npm package without it). */
export function disclosures(corpora: string = CORPORA): Disclosure[] {
  const documents = join(corpora, 'documents');
  if (!existsSync(documents)) return [];
  let turn = 0;
  return readdirSync(documents)
    .sort()
    .flatMap((slug) => {
      const original = join(documents, slug, readOrigin(join(documents, slug)));
      const { document } = JSON.parse(readFileSync(join(documents, slug, 'golden.json'), 'utf8')) as Truth;
      const { title, publisher, fiscal_year: year, region_code: region } = document;
      const rendition = join(corpora, 'renditions', slug, RENDITIONS[turn % RENDITIONS.length]!);
      const rendered = existsSync(rendition);
      if (existsSync(join(corpora, 'renditions', slug))) turn += 1;
      const file = rendered ? rendition : original;
      const form = file.endsWith('.html') ? 'page' : extname(file);
      return [{ title: title || slug, publisher, year: year ?? 2024, region: region ?? '000000', file, form }];
    });
}

function readOrigin(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'origin.json'), 'utf8')) as { file: string }).file;
}
