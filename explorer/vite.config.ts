/** Builds the explorer's web application into dist/explorer, which `gongkai explore` serves. */
import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: join(import.meta.dirname, '..', 'dist', 'explorer'),
    emptyOutDir: true,
    target: 'es2022',
    // Browsers of 2024 on: light-dark() and popovers are theirs.
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
    // The strict content security policy forbids data: scripts and inline modules.
    assetsInlineLimit: 0,
    // pdf.js, in a part of its own that only the view of a document loads.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
});
