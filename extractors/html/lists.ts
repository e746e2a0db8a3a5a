/** Lists that a reader of the page sees and its markup does not hold: kept in comments, or filled in by script. */
import type { Finding, Place } from '../document.js';
import type { Page } from './dom.js';
import type { CssPaths } from './tree.js';

const FEWEST_LINKS = 3;
/** A template of links, or the call that fetches their data. */
const TEMPLATE = /\{\{[#/]?each|\{\{\s*(?:pcUrl|url|title)\b|<%|v-for=/;
const FETCHES = /\b(?:loadPageData|createPageHTML|renderChannelTemplate|getInfoList|loadArticleList)\s*\(/;

/** Findings for lists that are not in the markup. */
export function findHiddenLists(page: Page, paths: CssPaths): Finding[] {
  const findings: Finding[] = [];
  for (const { text, parent } of page.comments) {
    const links = text.match(/<a\b[^>]*\bhref\s*=/gi)?.length ?? 0;
    if (links < FEWEST_LINKS) continue;
    const paging = /createPageHTML\s*\([^)]{0,200}\)/.exec(text)?.[0];
    findings.push({
      code: 'html/list-in-comment',
      severity: 'warning',
      message: `a list of ${links} links stands in a comment, from which a script shows it${paging ? ` page by page: ${paging}` : ''}`,
      at: [{ path: paths.of(parent) }],
      actual: String(links),
    });
  }
  const scripted: Place[] = page.scripts
    .filter(
      ({ type, text }) => (/template/i.test(type) && TEMPLATE.test(text) && /<a\b/i.test(text)) || FETCHES.test(text),
    )
    .map(({ parent }) => ({ path: paths.of(parent) }));
  if (scripted.length > 0) {
    findings.push({
      code: 'html/list-by-script',
      severity: 'warning',
      message: `${scripted.length} place(s) of the page are filled by script with lists that its markup does not hold`,
      at: scripted,
    });
  }
  return findings;
}
