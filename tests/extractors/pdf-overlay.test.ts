import { describe, expect, it } from 'vitest';
import { drawOverlay, LAYERS } from '../../extractors/pdf/overlay.js';
import type { Page } from '../../extractors/pdf/page.js';
import { rasterise } from '../../extractors/pdf/render.js';

const page: Page = {
  number: 1,
  width: 200,
  height: 100,
  glyphs: [{ text: '<', box: [10, 10, 20, 20], size: 10, font: 'F&F', rotation: 0, hidden: false }],
  rulings: [{ box: [0, 50, 200, 50], width: 0.2 }],
  pictures: [],
  findings: [],
};

describe('overlay', () => {
  it('draws only the layers that are asked for, each as a group', () => {
    expect(drawOverlay(page, []).match(/<g /g)).toBeNull();
    const svg = drawOverlay(page, LAYERS, { cells: [{ box: [0, 0, 9, 9], row: 1, column: 2, text: 'a"b' }] });
    expect([...svg.matchAll(/<g id="(\w+)"/g)].map(([, id]) => id)).toEqual([...LAYERS]);
    expect(svg).toContain('<title>a&quot;b</title>');
    expect(svg).toContain('&lt; · F&amp;F 10 · 0°');
  });

  it('holds nothing that XML forbids', () => {
    const glyphs = ['\u0000', '\ud800', '\uffff'].map((text) => ({ ...page.glyphs[0]!, text }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(drawOverlay({ ...page, glyphs }, ['glyphs'])).not.toMatch(/[\u0000\ud800\uffff]/);
  });

  it('becomes a PNG of the size of the page times the scale', async () => {
    const png = await rasterise(drawOverlay(page, LAYERS, {}, 'below'), 2);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([400, 200]);
  });
});
