import { describe, expect, it } from 'vitest';
import { scoreLink } from '../../../../pipeline/crawl/links/focus.js';
import { crawlWords, parseCrawlWords } from '../../../../pipeline/crawl/words.js';
import { loadRefusals } from '../../../../pipeline/lexicon.js';
import fc from '../../../properties.js';

const NOWHERE = { title: '某县人民政府', score: 0 };
const score = (text: string, path = '/a/1.html', from = NOWHERE, via: 'a' | 'pagination' | 'attachment' = 'a') =>
  scoreLink({ text, url: `http://www.x.gov.cn${path}`, via }, from).score;

describe('scoreLink', () => {
  it('puts disclosures before budgets, budgets before the way there, and these before something else', () => {
    const ranked = ['2024年项目支出绩效目标表', '2024年部门预算公开', '财政信息', '政务公开', '关于我们', '图片新闻'];
    const scores = ranked.map((text) => score(text));
    expect([...scores].sort((a, b) => b - a)).toEqual(scores);
    expect(new Set(scores).size).toBe(scores.length);
    expect(scores[0]).toBeGreaterThanOrEqual(70);
    expect(scores.at(-1)).toBeLessThan(4);
  });

  it('knows columns by their pinyin initials, whole ones only', () => {
    expect(score('更多', '/czxxgk/ysjxgl/index.html')).toBeGreaterThan(60);
    expect(score('更多', '/czj/jxgl/')).toBeGreaterThan(50);
    // xjxglb is another word.
    expect(score('更多', '/xjxglb/')).toBeLessThan(10);
  });

  it('gives further pages the score of the list, files more of it than other links', () => {
    const list = { title: '预算绩效管理', score: 80 };
    expect(score('2', '/x/index_2.html', list, 'pagination')).toBe(80);
    expect(score('附件1', '/x/P1.pdf', list, 'attachment')).toBeGreaterThan(score('附件1', '/x/P1.html', list));
    expect(score('附件1', '/x/P1.pdf', list, 'attachment')).toBeGreaterThan(
      score('附件1', '/x/P1.pdf', NOWHERE, 'attachment'),
    );
  });

  it('is not led away by performance pay, nor from news on disclosures', () => {
    expect(score('教师绩效工资发放办法')).toBeLessThan(20);
    expect(score('新闻：我县公开2024年预算绩效目标')).toBeGreaterThan(60);
  });

  it('says why, in the words that it found', () => {
    const { reason } = scoreLink(
      { text: '2024年预算 绩效目标', url: 'http://x.gov.cn/czj/t1.html', via: 'a' },
      { title: '财政局', score: 40 },
    );
    expect(reason).toBe(
      "预算绩效 in the text, 预算 in the text, 财政局 in the page's title, czj in the address, a page of 40",
    );
    expect(scoreLink({ text: 'x', url: 'http://x.gov.cn/1', via: 'a' }, NOWHERE)).toEqual({
      score: 4,
      reason: 'no word of the field',
    });
  });

  it('stays between 0 and 100, and never falls with the score of the page', () => {
    const words = crawlWords().focus.text.flatMap(({ words }) => words.map(([word]) => word));
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 6 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        fc.constantFrom('a', 'pagination', 'attachment', 'script'),
        (parts, a, b, via) => {
          const at = (from: number) =>
            scoreLink(
              { text: parts.join(''), url: 'http://x.gov.cn/czj/1.html', via: via as 'a' },
              { title: '', score: from },
            ).score;
          const [low, high] = [at(Math.min(a, b)), at(Math.max(a, b))];
          expect(low).toBeLessThanOrEqual(high);
          for (const score of [low, high]) {
            expect(Number.isInteger(score)).toBe(true);
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(100);
          }
        },
      ),
    );
  });
});

it('a fault in the words is named', () => {
  expect(() => parseCrawlWords({ focus: {} }, loadRefusals())).toThrow(/focus/);
});
