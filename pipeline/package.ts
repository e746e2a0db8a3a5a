/** Where this package lies on the disk and what its package.json says; the same from the sources and from dist. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('package.json of gongkai not found');
  return findRoot(parent);
}

export const PACKAGE_ROOT: string = findRoot(import.meta.dirname);

/** The folder that holds `extractors`, `normalizers` and `pipeline` as they run: dist, or the sources under a test runner. */
export const CODE_ROOT: string = dirname(import.meta.dirname);

export interface Manifest {
  version: string;
  dependencies: Record<string, string>;
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as Manifest;
}
