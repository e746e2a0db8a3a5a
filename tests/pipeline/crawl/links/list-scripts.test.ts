/** Lists that stand in scripts: of the page, or in a file that the page takes in; and what clicks on their elements open. */
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';

const ROOT = 'http://www.x.gov.cn';
const page = (markup: string, path = '/czj/jxmb/') =>
  readPage(Buffer.from(markup), { url: ROOT + path, status: 200 }).links.map(({ url, text, via }) => ({
    url: url.slice(ROOT.length),
    text,
    via,
  }));
const script = (source: string) => `<script>${source}</script>`;

describe('a script that is called as a list', () => {
  it.each(['list.js', '/static/data/ysjx_list.js?v=2024', 'data2024.js', '../zNodes.js', 'news.js'])(
    '%s is asked for',
    (src) => {
      expect(page(`<script src="${src}"></script>`)).toHaveLength(1);
    },
  );

  it.each(['/js/jquery.min.js', 'jquery.ztree.js', '/js/dtree.js', 'swiper-4.js', 'playlist.css', 'app.4f2a.js'])(
    '%s is not',
    (src) => {
      expect(page(`<script src="${src}"></script>`)).toEqual([]);
    },
  );

  const read = (source: string, parent = `${ROOT}/xxgk/ysjx/index.html`) =>
    readPage(Buffer.from(source), {
      url: `${ROOT}/static/ysjx_list.js`,
      status: 200,
      contentType: 'application/javascript',
      parent,
    }).links.map(({ url, text }) => `${url.slice(ROOT.length)} ${text}`);

  it.each([
    'var data=[["2024年绩效目标表","./art/1.html","2024-03-01"],\n["2023年绩效自评","art/2.html","2023-03-01"]];',
    "var listData = [{title:'2024年绩效目标表',url:'art/1.html',date:'2024-05-01',},{title:'2023年绩效自评',url:'art/2.html'}];",
    'var arr=new Array();arr.push(new Array("2024年绩效目标表","art/1.html"));arr.push(new Array("2023年绩效自评","art/2.html"));',
    'var n=[];n[0]="2024年绩效目标表|art/1.html|2024-06-01";n[1]="2023年绩效自评|art/2.html|2023-06-01";',
  ])('names what is on it, as written on the page that takes it in: %s', (source) => {
    expect(read(source)).toEqual(['/xxgk/ysjx/art/1.html 2024年绩效目标表', '/xxgk/ysjx/art/2.html 2023年绩效自评']);
  });
});

describe('functions', () => {
  it('show a list in a frame, with what was passed through encodeURI', () => {
    const show =
      'function showList(o,id,name){$(o).addClass("on");$("#f").attr("src","gklist.jsp?catalog="+id+"&name="+encodeURI(name));}';
    expect(page(`${script(show)}<span onclick="showList(this,'301','绩效')">绩效目标</span>`)).toEqual([
      { url: '/czj/jxmb/gklist.jsp?catalog=301&name=%E7%BB%A9%E6%95%88', text: '绩效目标', via: 'onclick' },
    ]);
  });

  it('load what a tab is called', () => {
    const tabs = ['2024', '2023'].map((year) => `<span onclick="tab('${year}',this)">${year}年</span>`).join('');
    const load = script("function tab(y,o){$('#c').load('list_'+y+'.html');}");
    expect(page(tabs + load).map(({ url }) => url)).toEqual(['/czj/jxmb/list_2024.html', '/czj/jxmb/list_2023.html']);
  });

  it('look for what was chosen', () => {
    const options = ['2024', '2023'].map((year) => `<option value="${year}">${year}年</option>`).join('');
    for (const look of [
      "var y=document.getElementById('year').value;",
      "var y = $('#year').val();",
      "var s = document.getElementById('year'); var y = s.options[s.selectedIndex].value;",
    ])
      expect(
        page(
          `<select id="year" onchange="chg()">${options}</select>${script(`function chg(){${look}window.location="/nf/"+y+"/";}`)}`,
        ).map(({ url }) => url),
      ).toEqual(['/nf/2024/', '/nf/2023/']);
  });

  it('decode where they send', () => {
    const markup = script('self.location.replace(decodeURIComponent("%2Fczj%2Fa.html"))');
    expect(readPage(Buffer.from(markup), { url: `${ROOT}/b/c.html`, status: 200 }).verdict).toMatchObject({
      kind: 'redirect',
      target: `${ROOT}/czj/a.html`,
    });
  });
});

describe('elements that are clicked', () => {
  it.each([
    "$('.item').click(function(){location.href='/detail/'+$(this).data('id')+'.html'});",
    "$('ul').on('click','li.item',function(){var id=$(this).data('id');window.open('/detail/'+id+'.html')});",
    "$(document).on('click', '.item', function () { window.location = '/detail/' + $(this).attr('data-id') + '.html'; });",
  ])('%s', (source) => {
    const elements = '<ul><li class="item" data-id="c7">绩效目标表</li><li class="other" data-id="c8">别的</li></ul>';
    expect(page(elements + script(source))).toEqual([{ url: '/detail/c7.html', text: '绩效目标表', via: 'onclick' }]);
  });

  it('are told by their data set, and by what the script names', () => {
    const elements = '<p class="item" data-doc-no="1">绩效目标表</p><p class="other" data-doc-no="2">别的</p>';
    const heard =
      "all[0].addEventListener('click', function () { location.href = 'd-' + this.dataset.docNo + '.html' });";
    expect(page(elements + script(heard)).map(({ url }) => url)).toEqual(['/czj/jxmb/d-1.html', '/czj/jxmb/d-2.html']);
    const click = "$('.item').click(function(){location.href='/detail/'+$(this).data('doc-no')+'.html'});";
    expect(page(elements + script(click)).map(({ url }) => url)).toEqual(['/detail/1.html']);
  });

  it('have their part of the address in an attribute of any name', () => {
    const anchor = '<a href="#" class="lk" rel="5">绩效自评</a>';
    expect(
      page(anchor + script("$('.lk').click(function(){window.open('e/'+$(this).attr('rel')+'.html')})")),
    ).toMatchObject([{ url: '/czj/jxmb/e/5.html' }]);
  });
});

describe('attributes', () => {
  it('hold files in data, and under names of their own', () => {
    const data = `<div data-attachments='[{"name":"绩效目标表","url":"/f/1.docx"}]'></div>`;
    const own = '<a href="#" filepath="files/2.docx">绩效评价报告</a>';
    expect(page(data + own).map(({ url, via }) => `${via} ${url}`)).toEqual([
      'attachment /f/1.docx',
      'attachment /czj/jxmb/files/2.docx',
    ]);
  });
});
