import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // A golden that is missing must fail, not be written quietly.
    update: 'none',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one fewer than there are cores: on two the whole run would take twice as long.
    maxWorkers: 2,
  },
});
