/**
 * Lists that a page has its script ask for: `$.ajax({url, data})`, `$.getJSON(url, {…})`, `axios.get(url, {params})`. Where
 * the call spells all that is asked, its address is that of the first page of the list.
 */
import { addressKind, PAGE_PARAMETER } from '../markup/link-text.js';
import type { ScriptCall } from '../markup/script-reading.js';

const ASKING = /(?:^|\.)(?:ajax|get|getJSON|post|request|axios|fetch|load)$/;
/** What says how is asked, and not what for. */
const OPTION =
  /^(?:url|type|method|dataType|contentType|content-type|async|cache|timeout|jsonp|jsonpCallback|crossDomain|processData|responseType|baseURL|xhrFields|withCredentials|headers|accept)$/i;
/** What a list is asked for by: its number among the lists, and a page of it. */
const COLUMN_PARAMETER = /(?:channel|column|col|cat|category|class|node|menu|site|web|unit|type)_?(?:id|code|no)?$/i;
const DATA_FILE = /^[\w./%-]+\.json$/i;
const MOST_LISTS = 20;

/** Addresses as they would stand in the page, and what is asked for by POST alone. */
export function findAskedLists(calls: readonly ScriptCall[]): { hrefs: string[]; notes: string[] } {
  const hrefs: string[] = [];
  const posted = new Set<string>();
  for (const { name, arguments: given, properties, unknown, ofFirstPage } of calls) {
    const first = ofFirstPage.get('url') ?? ofFirstPage.get('');
    const address = properties.get('url') ?? given[0] ?? first;
    if (!ASKING.test(name) || !address || !(addressKind(address) || DATA_FILE.test(address))) continue;
    // `data: 'cid=9&pageNo=' + n`
    const data = properties.get('data') ?? ofFirstPage.get('data') ?? '';
    const spelled = /^[\w.%-]+=/.test(data) ? [...new URLSearchParams(data)] : [];
    const asked = [...[...properties].filter(([key]) => !OPTION.test(key) && key !== 'data'), ...spelled];
    // `page: page` begins with the first.
    for (const key of unknown) if (PAGE_PARAMETER.test(key) && !properties.has(key)) asked.push([key, '1']);
    if (address === first && asked.length === 0) {
      // Where the first one stands in the page, the second is asked for.
      hrefs.push(address, address.replace(/1(\.\w{2,5})$/, '2$1'));
      continue;
    }
    const isList = asked.some(([key]) => PAGE_PARAMETER.test(key) || COLUMN_PARAMETER.test(key));
    if (!isList || hrefs.length + posted.size >= MOST_LISTS) continue;
    const method = properties.get('method') ?? properties.get('type') ?? (/post$/.test(name) ? 'post' : 'get');
    if (!/^get$/i.test(method)) posted.add(address);
    else {
      const query = asked.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
      hrefs.push(`${address}${address.includes('?') ? '&' : '?'}${query}`);
    }
  }
  return {
    hrefs,
    notes: [...posted].map((address) => `a list that a script asks for by POST, which is not done: ${address}`),
  };
}
