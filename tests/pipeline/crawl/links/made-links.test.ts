/** Addresses that scripts make of records: of the nodes of a tree, and of lists that come as data without addresses. */
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../../pipeline/crawl/page/page.js';

const ROOT = 'http://www.x.gov.cn';
const read = (body: string, path = '/xxgk/', made?: readonly string[]) =>
  readPage(Buffer.from(body), { url: ROOT + path, status: 200, ...(made ? { made } : {}) });
const script = (source: string) => read(`<title>部门</title><script>${source}</script>`);
const links = (page: ReturnType<typeof read>) => page.links.map(({ url, text }) => `${url.slice(ROOT.length)} ${text}`);

describe('an address that a script makes of records', () => {
  it.each([
    [
      `success:function(d){for(var i=0;i<d.rows.length;i++)h+='<li><a target="_blank" href="/art/'+d.rows[i].id+'.html">'+d.rows[i].title+'</a></li>'}`,
      '/art/{id}.html',
    ],
    [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it stands in the script
      'box.innerHTML=list.map(item=>`<a href="/detail?id=${item.articleId}&t=zw">${item.title}</a>`)',
      '/detail?id={articleId}&t=zw',
    ],
    ['function go(e,t,node){window.open("/dept_"+node.id+".html")}', '/dept_{id}.html'],
    ['frame.src="list.jsp?deptId="+treeNode.id;', 'list.jsp?deptId={id}'],
  ])('is known by the property: %s', (source, made) => {
    expect(script(source).made).toEqual([made]);
  });

  it.each([
    `location.href='?curr='+obj.curr`,
    `$('#n').html('<a href="'+row.url+'">')`,
    `for(var i=0;i<list.length;i++)document.write('<a href="/t'+list.length+'.html">')`,
    `h+='<img src="/pics/'+row.id+'.jpg">'`,
    `x='/a/'+location.pathname+'.html'`,
    `h+='/a/'+row.id+sign+'.html'`,
  ])('is none: %s', (source) => {
    expect(script(source).made).toEqual([]);
  });

  it.each([
    ['<a :href="\'/doc/\' + d.docId">{{d.docTitle}}</a>', '/doc/{docId}'],
    ['<a href="/doc/{{d.id}}.html">{{d.title}}</a>', '/doc/{id}.html'],
    ['<script type="text/html"><li><a href="show.jsp?id={{ id }}">{{title}}</a></li></script>', 'show.jsp?id={id}'],
    ['<script type="text/template"><a href="/t<%=item.id%>.html"><%=item.title%></a></script>', '/t{id}.html'],
  ])('stands in a template: %s', (markup, made) => {
    expect(read(markup).made).toEqual([made]);
  });

  it('is filled with what stands in the page, of records that have a name', () => {
    const page =
      script(`var zNodes=[{id:3017,pId:0,name:"县教育局",open:true},{id:3034,pId:3017,name:'县水利局'},{id:"x",size:3}];
      var setting={callback:{onClick:function(e,id,treeNode){$("#f")[0].src="list.jsp?deptId="+treeNode.id}}};`);
    expect(links(page)).toEqual(['/xxgk/list.jsp?deptId=3017 县教育局', '/xxgk/list.jsp?deptId=3034 县水利局']);
  });

  it('is filled with data that have none of their own', () => {
    const made = ['/art/{id}.html'];
    const data = {
      code: 0,
      page: {
        rows: [
          { id: 88, title: '绩效目标表', more: { n: 1 } },
          { id: 'a/b', title: '绩效' },
        ],
      },
    };
    expect(links(read(JSON.stringify(data), '/list.json', made))).toEqual(['/art/88.html 绩效目标表']);
    expect(links(read(`show(${JSON.stringify(data)});`, '/list.json', made))).toEqual(['/art/88.html 绩效目标表']);
    const own = { rows: [{ id: 88, title: '绩效目标表', url: '/czj/t88.html' }] };
    expect(links(read(JSON.stringify(own), '/list.json', made))).toEqual(['/czj/t88.html 绩效目标表']);
  });
});
