import { describe, expect, it } from 'vitest';
import { SiteIndex } from '../../pipeline/archive/site-index.js';
import { temporaryFolder } from './workspace.js';

const found = (url: string, score = 10, depth = 1) => ({ url, depth, via: 'a', score, reason: '' });
describe('x', () => {
  it('smoke', async () => {
    const data = temporaryFolder();
    const site = 'http://a.gov.cn/';
    const index = await SiteIndex.open(data, site);
    await index.append({ type: 'run', run: 'r1', site, time: 't0', config: {} });
    await index.append({
      type: 'fetch',
      time: 't1',
      url: 'u:start',
      depth: 0,
      outcome: 'fetched',
      sha256: 'aa',
      bytes: 1,
      role: 'list',
      title: 'T',
      found: [found('u:a', 5), found('u:b', 50), found('u:c', 50, 0)],
    });
    expect(index.next('r1')?.url).toBe('u:c');
    expect(index.next('r1')?.url).toBe('u:b');
    await index.append({
      type: 'fetch',
      time: 't2',
      url: 'u:c',
      parent: 'u:start',
      depth: 0,
      outcome: 'fetched',
      sha256: 'bb',
      bytes: 1,
      role: 'document',
    });
    await index.close();
    const again = await SiteIndex.open(data, site);
    expect(again.next('r1')?.url).toBe('u:b');
    expect(again.next('r1')?.url).toBe('u:a');
    expect(again.next('r1')).toBeUndefined();
    expect(again.known('u:c')?.version?.sha256).toBe('bb');
    expect(await again.sightings()).toEqual([
      { sha256: 'bb', sighting: { url: 'u:c', bytes: 1, parent: 'u:start', parentTitle: 'T' } },
    ]);
    const reader = await SiteIndex.read(data, site);
    expect(reader.runs()).toMatchObject([{ run: 'r1', waiting: 2 }]);
    await reader.close();
    await again.close();
    console.log(await import('node:fs').then((fs) => fs.readdirSync(data, { recursive: true })));
  });
});
