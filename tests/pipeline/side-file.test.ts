import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SideFile } from '../../pipeline/checks/side-file.js';
import fc from '../properties.js';

const folder = mkdtempSync(join(tmpdir(), 'gongkai-side-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Shorter and longer than one reading, and than what is held before it is written. */
const length = fc.oneof(fc.nat(100), fc.nat(10_000), fc.constantFrom(2044, 1024 * 1024, 1024 * 1024 + 1, 3_000_000));

test('gives each value back from its place, whatever was read in between, and places grow', () => {
  let files = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(length, fc.boolean()), { maxLength: 8 }), (values) => {
      const file = new SideFile(join(folder, String(files++)));
      const kept = new Map<number, { text: string }>();
      try {
        for (const [size, isRead] of values) {
          const value = { text: '足'.repeat(size) };
          const place = file.put(value);
          expect(place).toBeGreaterThan(Math.max(-1, ...kept.keys()));
          kept.set(place, value);
          if (isRead) expect(file.get(place)).toEqual(value);
        }
        for (const [place, value] of kept) expect(file.get(place)).toEqual(value);
      } finally {
        file.close();
      }
    }),
    { numRuns: 30 },
  );
});
