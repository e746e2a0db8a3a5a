import { describe, expect, it } from 'vitest';
import { TrapGuard } from '../../../../pipeline/crawl/links/traps.js';
import fc from '../../../properties.js';

const ROOT = 'http://www.x.gov.cn';
/** How many of the URLs are admitted, and why the last one is not. */
function run(urls: Iterable<string>): { admitted: number; last: string | null } {
  const guard = new TrapGuard();
  let admitted = 0;
  let last: string | null = null;
  for (const url of urls) {
    last = guard.admit(ROOT + url);
    if (last === null) admitted++;
  }
  return { admitted, last };
}
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('traps end', () => {
  it('calendars by parameters and by path', () => {
    const months = numbers(5000).map((i) => `/rili.jsp?year=${1000 + Math.floor(i / 12)}&month=${1 + (i % 12)}`);
    expect(run(months)).toEqual({ admitted: 400, last: 'calendar' });
    const days = numbers(5000).map((i) => `/hd/${2000 + Math.floor(i / 300)}/${1 + (i % 12)}/${1 + (i % 25)}/`);
    expect(run(days).admitted).toBe(400);
    expect(run(numbers(2000).map((i) => `/events/calendar/${i}.html`)).admitted).toBe(400);
  });

  it('paths that grow', () => {
    const growing = numbers(50).map((i) => `/a${'/xxgk/czj'.repeat(i)}/index.html`);
    expect(run(growing)).toEqual({ admitted: 3, last: 'deep-path' });
    expect(run(['/a/a/a/b.html']).last).toBe('repeating-path');
    expect(run([`/${numbers(30).join('/')}`]).last).toBe('deep-path');
    expect(run([`/a?x=${'y'.repeat(2000)}`]).last).toBe('long-address');
  });

  it('parameters in every order and combination', () => {
    expect(run(['/list?a=1&b=2', '/list?b=2&a=1'])).toEqual({
      admitted: 1,
      last: 'parameter-order',
    });
    const subsets = numbers(1024).map(
      (bits) =>
        `/list?${numbers(10)
          .filter((i) => bits & (1 << i))
          .map((i) => `p${i}=1`)
          .join('&')}`,
    );
    expect(run(subsets).admitted).toBeLessThan(50);
  });

  it('lists without an end', () => {
    expect(run(numbers(8000).map((i) => `/list.jsp?id=7&page=${i}`))).toEqual({ admitted: 5000, last: 'endless-list' });
    expect(run(numbers(8000).map((i) => `/czj/index_${i}.html`)).admitted).toBe(5000);
  });

  it('tokens that change', () => {
    expect(run(numbers(1000).map((i) => `/a.jsp?id=1&token=${String(i).padStart(32, 'ab')}`))).toEqual({
      admitted: 200,
      last: 'changing-tokens',
    });
  });
});

describe('sites go on', () => {
  it.each([
    [
      'articles in folders of dates (Hanweb)',
      numbers(5000).map((i) => `/art/${2000 + (i % 25)}/${1 + (i % 12)}/${1 + (i % 28)}/art_1_${i}.html`),
    ],
    [
      'articles by month (TRS)',
      numbers(5000).map((i) => `/czj/ysjxgl/2024${String(1 + (i % 12)).padStart(2, '0')}/t202401${i}_${i}.html`),
    ],
    ['pages of lists', numbers(3000).map((i) => `/czj/index_${i}.html`)],
    ['articles by id', numbers(5000).map((i) => `/show.jsp?id=${i}`)],
    ['articles by a long id', numbers(5000).map((i) => `/show.jsp?id=${String(i).padStart(32, 'a1')}`)],
    ['lists by column and page', numbers(3000).map((i) => `/list.jsp?columnid=${i % 30}&page=${i}`)],
    [
      'downloads with three parameters',
      numbers(5000).map((i) => `/module/download/downfile.jsp?classid=0&showname=${i}.pdf&filename=${i}.pdf`),
    ],
    ['dates in a path', ['/1/1/1/art_1.html', '/2024/2024/01/01/a.html']],
  ])('%s', (_, urls) => {
    expect(run(urls)).toEqual({ admitted: urls.length, last: null });
  });
});

it('the same URLs in the same order have the same answers', () => {
  const urls = fc.array(fc.webUrl({ withQueryParameters: true }), { maxLength: 50 });
  fc.assert(
    fc.property(urls, (list) => {
      const [a, b] = [new TrapGuard(), new TrapGuard()];
      expect(list.map((url) => a.admit(url))).toEqual(list.map((url) => b.admit(url)));
    }),
  );
});
