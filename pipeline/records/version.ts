/**
 * The version of a reading: whatever can change a record's bytes changes the version, so that a change of code, lexicon
 * or library re-reads the archive by itself and nobody has to remember to count a number up.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { lexiconFiles } from '../lexicon.js';
import { CODE_ROOT, PACKAGE_ROOT, readManifest } from '../package.js';

/** The code between bytes and record, relative to the code's root. The rest of the pipeline only carries. */
const READING_CODE = ['extractors', 'normalizers', 'pipeline/process', 'pipeline/lexicon', 'pipeline/yaml'];

/** The dictionary, which tells a word that was cut. */
const WORDS = join(PACKAGE_ROOT, 'corpora', 'words');

/** What judges records and makes none: another rule of an audit is no reason to read the archive again. */
const JUDGING =
  /^(?:normalizers\/(?:checks\/rules|families)\/|normalizers\/values\/comparable\.|(?:checks|families)\.yml$)/;

const DIGEST_LENGTH = 12;

/** Package version and a digest of all that reads: `0.1.0-3f2a9c1b77d0`. */
export function readingVersion(codeRoot = CODE_ROOT, lexicon = lexiconFiles()): string {
  const { version, dependencies } = readManifest();
  const hash = createHash('sha256');
  const add = (name: string, content: string | Buffer) => hash.update(`${name} ${content.length}\n`).update(content);
  add('dependencies', JSON.stringify(Object.entries(dependencies).sort()));
  for (const name of codeFiles(codeRoot)) add(name, readFileSync(join(codeRoot, name)));
  for (const path of lexicon.filter((path) => !JUDGING.test(basename(path)))) add(basename(path), readFileSync(path));
  for (const name of readdirSync(WORDS).sort()) add(name, readFileSync(join(WORDS, name)));
  return `${version}-${hash.digest('hex').slice(0, DIGEST_LENGTH)}`;
}

function codeFiles(codeRoot: string): string[] {
  return READING_CODE.flatMap((part) => [
    ...[`${part}.js`, `${part}.ts`].filter((name) => existsSync(join(codeRoot, name))),
    ...(existsSync(join(codeRoot, part))
      ? readdirSync(join(codeRoot, part), { recursive: true, encoding: 'utf8' })
      : []
    )
      .map((name) => `${part}/${name.replaceAll('\\', '/')}`)
      .filter((name) => /\.[jt]s$/.test(name) && !JUDGING.test(name)),
  ]).sort();
}
