/** Addresses that functions of a page put together of what a click gives them: read, and nothing run. */
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';
import fc from '../../../properties.js';

const URL = 'http://www.x.gov.cn/czj/list.html';
const read = (markup: string) => readPage(Buffer.from(markup), { url: URL, status: 200 });
const links = (markup: string) =>
  read(markup).links.map(({ url, via }) => `${via} ${url.replace('http://www.x.gov.cn', '')}`);
const script = (source: string) => `<script>${source}</script>`;

describe('functions that turn the pages of a list', () => {
  it('are given a number', () => {
    const turn = 'function gotoPage(n){ window.location.href = "list.jsp?cid=12&pageNo=" + n; }';
    const anchors =
      '<a href="javascript:gotoPage(1)">首页</a><a onclick="gotoPage(2);return false" href="#">下一页</a>';
    const expected = ['pagination /czj/list.jsp?cid=12&pageNo=1', 'pagination /czj/list.jsp?cid=12&pageNo=2'];
    expect(links(script(turn) + anchors).sort()).toEqual(expected);
    // Behind the anchors as well, as a value, and as a template.
    expect(links(anchors + script(turn)).sort()).toEqual(expected);
    const value = `var gotoPage = function (n) { location.href = \`list.jsp?cid=12&pageNo=\${n}\` }`;
    expect(links(anchors + script(value)).map((link) => link.split(' ')[1])).toEqual(
      expected.map((link) => link.split(' ')[1]),
    );
  });

  it('are given parts of the address, and call each other', () => {
    const parts =
      'function to(b, n, e){ if (n == 1) location.href = b + e; else location.href = b + "_" + n + e; } function next(n){ to("/czj/list", n, ".html") }';
    expect(links(`${script(parts)}<span onclick="next(3)">下页</span>`)).toEqual(['pagination /czj/list_3.html']);
  });

  it('are given what is chosen from a list', () => {
    const choices = (handler: string) =>
      `<select onchange="${handler}">${[1, 2, 3].map((n) => `<option value="${n}">第${n}页</option>`).join('')}</select>`;
    const expected = [1, 2, 3].map((n) => `/czj/list_${n}.html`);
    const go = script('function go(n){ window.location = "list_" + n + ".html"; }');
    for (const markup of [
      go + choices('go(this.value)'),
      choices("location.href='list_'+this.options[this.selectedIndex].value+'.html'"),
    ])
      expect(links(markup).map((link) => link.split(' ')[1])).toEqual(expected);
  });

  it('are named where they send a form', () => {
    const form = '<form name="f" method="post"><input type="hidden" name="page"></form>';
    for (const handler of ['document.f.page.value=2;document.f.submit()', 'toPage(2)'])
      expect(
        read(
          `${form}<a href="#" onclick="${handler}">下一页</a>${script('function toPage(n){ f.page.value = n; f.submit(); }')}`,
        ).notes,
      ).toContain('pages of a list that are had by sending a form, which is not done');
  });
});

describe('functions that open files', () => {
  it('open what they make of a name, and not the name', () => {
    const down = script("function downFile(f, title){ window.location.href = '/servlet/get.jsp?file=' + f; }");
    expect(links(`${down}<a href="javascript:downFile('P02.pdf','绩效目标表')">绩效目标表</a>`)).toEqual([
      'attachment /servlet/get.jsp?file=P02.pdf',
    ]);
  });

  it('by way of a variable of their own, whatever the page calls so', () => {
    const show = script(
      "var u = '/other.html'; function showFile(y, id){ var u = '/attach/' + y + '/' + id + '.pdf'; window.open(u); }",
    );
    expect(links(`${show}<a href="###" onclick="showFile('2024','a7')">绩效目标表</a>`)).toContain(
      'attachment /attach/2024/a7.pdf',
    );
  });

  it('are named as unread where what they add is not known', () => {
    const show = script('function showFile(id){ window.open(prefix() + id); }');
    expect(read(`${show}<a href="#" onclick="showFile('7')">表</a>`).notes.join()).toContain(
      'handler(s) whose address only a script knows',
    );
  });
});

describe('functions of any kind', () => {
  const name = fc.constantFrom('a', 'go', 'openPage');
  const body = fc
    .array(
      fc.constantFrom(
        'location.href=',
        "'/x_'",
        '+',
        'n',
        "'.html'",
        ';',
        'go(n)',
        '{',
        '}',
        '(',
        'a(',
        ')',
        `\`\${n}\``,
      ),
      {
        maxLength: 12,
      },
    )
    .map((pieces) => pieces.join(''));

  it('are read to an end, alike each time, also where they call themselves', () => {
    fc.assert(
      fc.property(name, body, fc.nat(99), (called, inner, n) => {
        const markup = `<a href="javascript:${called}(${n})">x</a>${script(`function ${called}(n){${inner}}`)}`;
        expect(read(markup)).toEqual(read(markup));
      }),
      { numRuns: 300 },
    );
  });

  it('cost no more where a page has a hundred thousand calls', () => {
    const turn = script(`function go(n){ ${'x();'.repeat(900)} location.href = 'list_' + n + '.html' }`);
    const page = read(turn + Array.from({ length: 100_000 }, (_, n) => `<a onclick="go(${n})">x</a>`).join(''));
    expect(page.links.length).toBeGreaterThan(100);
  }, 120_000);
});
