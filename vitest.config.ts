import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Half a minute and more each, the longest first: begun before all others, so that none of them is alone at the end. */
const LONGEST = [
  'pipeline/crawl-command',
  'pipeline/chaos',
  'explorer/walk',
  'explorer/document',
  'pipeline/cli',
  'pipeline/corrections/corrections',
  'pipeline/diff/diff',
  'pipeline/status',
  'pipeline/pages',
].map((name) => `/tests/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** Of bytes and documents alone. The two left out look at what is global, and start processes. */
const PURE = ['tests/extractors/!(pdf-globals|office).test.ts', 'tests/normalizers/**/*.test.ts'];

export default defineConfig({
  test: {
    // A golden that is missing must fail, not be written quietly.
    update: 'none',
    // Many times what any test takes alone: what fails here hangs, on a machine with other work, too.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One more than there are cores: the tests wait a third of their time, for processes, servers and disks.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // Files share a process, and with it pdf.js, the lexicon and the dictionary of nodejieba: together as much as the tests.
        test: { name: 'documents', include: PURE, isolate: false },
      },
      {
        extends: true,
        test: { name: 'program', include: ['tests/**/*.test.ts'], exclude: PURE },
      },
    ],
  },
});
