/** Whether a page is a list that leads to documents, or an article that is one. */

import type { Link } from '../links/links.js';
import type { HtmlFacts } from '../markup/facts.js';
import type { CrawlWords } from '../words.js';

export type Role = 'list' | 'article' | 'other';

const LONG_PROSE = 400;
const SOME_PROSE = 120;
/** The same for text in short lines: forms whose cells became lines. Menus have some as well. */
const LONG_OWN = 700;
const SOME_OWN = 250;
/** Text of its own from which on a page that is no list is taken for an article. */
const LEAST_OWN = 80;
const TABLE_CELLS = 16;
const LIST_ITEMS = 5;
const MANY_LINKS = 20;

/**
 * By several signs that are counted up, for no single one is on all sites. What has a table or an article of its own is
 * an article, though it stands in a list's address: taking a list for a document costs a reading, the other way round
 * costs the document.
 */
export function roleOf(facts: HtmlFacts, links: readonly Link[], url: string, words: CrawlWords): Role {
  const { shape, metas } = facts;
  // An address alone is no article.
  if (shape.characters === 0 && shape.files === 0) return links.length >= MANY_LINKS ? 'list' : 'other';
  const { pathname } = new URL(url);
  // Rows of a list have a cell with a link and one with a date; rows of data have more that is plain.
  const table = shape.plainCells >= TABLE_CELLS && shape.plainCells > 2 * shape.linkedCells;
  let article = 0;
  if (metas.get('articletitle')?.trim()) article += 3;
  else if (metas.get('pubdate')?.trim()) article += 1;
  if (words.addresses.article.test(pathname)) article += 2;
  if (shape.prose >= LONG_PROSE || shape.own >= LONG_OWN) article += 3;
  else if (shape.prose >= SOME_PROSE || shape.own >= SOME_OWN) article += 1;
  if (table) article += 3;
  if (shape.files > 0 && shape.items < LIST_ITEMS) article += 1;
  let list = 0;
  if (links.some(({ via }) => via === 'pagination')) list += 3;
  if (metas.get('columnname')?.trim() && !metas.get('articletitle')?.trim()) list += 2;
  if (words.addresses.list.test(pathname)) list += 2;
  if (shape.items >= LIST_ITEMS) list += 3;
  if (links.length >= MANY_LINKS && shape.linked > shape.characters / 2) list += 1;
  if (article >= 2 && article > list) return 'article';
  if (article >= 3 && article === list) return 'article';
  if (list >= 2) return 'list';
  return Math.max(shape.own, shape.prose) >= LEAST_OWN ? 'article' : 'other';
}
