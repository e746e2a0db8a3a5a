/**
 * 政府信息公开平台, the disclosure platform of all Guangdong (`…/gkmlpt/index`): a page without content, whose script says
 * which site it is (`SID`) and which columns there are (`TREE`). Each column's list is JSON, 100 articles a page:
 * `…/gkmlpt/api/all/3301?page=1&sid=755060`.
 */

const MOST_COLUMNS = 1000;
const SITE = /\bSID['"]?\s*:\s*['"]?(\d{1,12})\b/;
const TREE = /\bTREE['"]?\s*:\s*\[/;
const COLUMN = /"id"\s*:\s*"?(\d{1,12})"?\s*,[^{}[\]]{0,500}?"name"\s*:\s*"([^"]{1,100})"/g;

/** The lists of the columns; none on other pages. `scripts`: what the scripts of the page hold. */
export function gkmlptColumns(page: string, scripts: string): { href: string; text: string }[] {
  const root = /^.*\/gkmlpt(?=[/?]|$)/.exec(page)?.[0];
  const site = SITE.exec(scripts)?.[1];
  const tree = TREE.exec(scripts);
  if (!root || !site || !tree) return [];
  const columns = [...scripts.slice(tree.index).matchAll(COLUMN)].slice(0, MOST_COLUMNS);
  return columns.map(([, id, name]) => ({ href: `${root}/api/all/${id}?page=1&sid=${site}`, text: name! }));
}
