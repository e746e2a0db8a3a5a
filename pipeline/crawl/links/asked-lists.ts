/**
 * Lists that a page has its script ask for: `$.ajax({url, data})`, `$.getJSON(url, {…})`, `axios.get(url, {params})`. Where
 * the call spells all that is asked, its address is that of the first page of the list, also where it is posted.
 */
import type { HtmlFacts } from '../markup/facts.js';
import { addressKind, PAGE_PARAMETER } from '../markup/link-text.js';
import type { ScriptCall } from '../markup/script-reading.js';
import { mayBePosted, type Posted } from './posted-list.js';

const ASKING = /(?:^|\.)(?:ajax|get|getJSON|post|request|axios|fetch|load)$/;
/** What says how is asked, and not what for. */
const OPTION =
  /^(?:url|type|method|dataType|contentType|content-type|async|cache|timeout|jsonp|jsonpCallback|crossDomain|processData|traditional|responseType|baseURL|xhrFields|withCredentials|headers|accept|body|data|params|.*authorization|.*token)$/i;
/** What a list is asked for by: its number among the lists, and a page of it. */
const COLUMN_PARAMETER =
  /(?:channel|column|col|cat|category|class|node|menu|site|web|unit|type)_?(?:id|code|no|num)?$/i;
const DATA_FILE = /^[\w./%-]+\.json$/i;
/** Options that hold what is asked for. */
const CARRIES = /^(?:data|params|body)$/;
/** `block?unit=3`, beside the page. */
const QUERIED = /^[\w./-]{1,100}\?[\w%-]{1,40}=[\w.%&=-]{0,500}$/;
const MOST_LISTS = 20;

export interface AskedLists {
  /** Addresses as they would stand in the page. */
  hrefs: string[];
  /** How those are asked for that are posted. */
  posted: Map<string, Posted>;
  /** Addresses that are of no use as they stand, since they are posted to. */
  bare: string[];
  /** What is not asked for. */
  notes: string[];
}

/** `constants` and `objects`: what variables of the page are set to. */
export function findAskedLists({
  calls,
  constants,
  objects,
}: Pick<HtmlFacts, 'calls' | 'constants' | 'objects'>): AskedLists {
  const found: AskedLists = { hrefs: [], posted: new Map(), bare: [], notes: [] };
  const refused = new Set<string>();
  for (const call of calls) {
    const { name, arguments: given, properties, unknown, ofFirstPage, asJson } = call;
    const first = ofFirstPage.get('url') ?? ofFirstPage.get('');
    const address = properties.get('url') ?? given[0] ?? first;
    if (!ASKING.test(name) || !address) continue;
    if (!(addressKind(address) || DATA_FILE.test(address) || QUERIED.test(address))) continue;
    // `data: 'cid=9&pageNo=' + n`
    const data = properties.get('data') ?? ofFirstPage.get('data') ?? given[1] ?? '';
    const spelled = /^[\w.%-]+=/.test(data) ? [...new URLSearchParams(data)] : [];
    const asked = [...[...properties].filter(([key]) => !OPTION.test(key)), ...spelled];
    // `var param = {page: 1}; $.ajax({url, data: param})`
    const holders = [...unknown].filter(([key]) => key === '' || CARRIES.test(key) || key === asJson);
    const carried = holders.flatMap(([, variable]) => objects.get(variable) ?? []);
    for (const { properties: further } of carried)
      asked.push(...[...further].filter(([key]) => !OPTION.test(key) && !properties.has(key)));
    for (const [key, variable] of [...unknown, ...carried.flatMap((object) => [...object.unknown])]) {
      if (key === '' || key === asJson || properties.has(key) || OPTION.test(key)) continue;
      const value = constants.get(variable);
      // `page: page` begins with the first; `size: size` is what it was set to.
      if (PAGE_PARAMETER.test(key)) asked.push([key, value === '0' ? '0' : '1']);
      else if (value !== undefined) asked.push([key, value]);
    }
    if (address === first && asked.length === 0) {
      // Where the first one stands in the page, the second is asked for.
      found.hrefs.push(address, address.replace(/1(\.\w{2,5})$/, '2$1'));
      continue;
    }
    const own = QUERIED.test(address) ? [...new URLSearchParams(address.replace(/^[^?]*/, ''))] : [];
    const isList = [...asked, ...own].some(([key]) => PAGE_PARAMETER.test(key) || COLUMN_PARAMETER.test(key));
    if (!isList || found.hrefs.length + refused.size >= MOST_LISTS) continue;
    const method = properties.get('method') ?? properties.get('type') ?? (/post$/.test(name) ? 'post' : 'get');
    const isGet = /^get$/i.test(method);
    if (isGet && asked.length === 0) {
      found.hrefs.push(address);
      continue;
    }
    // `data: {params: JSON.stringify({…})}` is a field of a form that holds JSON (Epoint).
    const field = asJson !== undefined && !/^(?:data|body)$/i.test(asJson) ? asJson : null;
    const pairs: [string, string][] = field ? [[field, JSON.stringify(Object.fromEntries(asked))]] : asked;
    const query = pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
    const href = `${address}${address.includes('?') ? '&' : '?'}${query}`;
    if (!isGet) {
      found.bare.push(address);
      if (!mayBePosted(address)) {
        refused.add(address);
        continue;
      }
      found.posted.set(href, field === null && sendsJson(call) ? 'json' : true);
    }
    found.hrefs.push(href);
  }
  found.notes = [...refused].map((address) => `a list that a script asks for by POST, which is not done: ${address}`);
  return found;
}

function sendsJson({ name, properties, asJson }: ScriptCall): boolean {
  const type = properties.get('contentType') ?? properties.get('Content-Type') ?? properties.get('content-type');
  if (type !== undefined) return /json/i.test(type);
  return asJson !== undefined || /axios|request/.test(name);
}
