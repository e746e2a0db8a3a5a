/**
 * Links that a script makes of records: `'/art/' + row.id + '.html'`, `${item.articleId}` in a template, the nodes of a tree.
 * The script says how (`MadeAddress`), the records stand in the page or come as JSON; what they have in common is the name
 * of the property.
 */
import { addressKind, PAGE_PARAMETER } from './link-text.js';

/** An address with the name of a property in braces where its value belongs: `/art/{id}.html`. */
export type MadeAddress = string;

const HOLE = /\{([A-Za-z_$][\w$]{0,40})\}/g;
const VALUE = /^[\w.~-]{1,100}$/;
/** Properties that are not of records. */
const NO_FIELD =
  /^(?:length|value|innerHTML|href|host|hostname|pathname|search|origin|protocol|prototype|options|selectedIndex)$/;
const NO_RECORD = /^(?:this|that|window|document|location|navigator|self|top|parent|Math|event|e|arguments)\b/;
const TITLES = [
  'title',
  'showtitle',
  'linktitle',
  'doctitle',
  'articletitle',
  'name',
  'showname',
  'label',
  'text',
  'subject',
  'bt',
  'mc',
];
const CHINESE = /[\u4e00-\u9fff]{2}/;
/** What is called neither title nor name: eight Chinese characters and no sentence. */
const LIKE_A_TITLE = /^(?=(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]){8})[^。；<>]{8,200}$/;
const MOST_RECORDS = 2000;
const MOST_DEEP = 12;
/** One object of a script without objects in it: `{id: 3017, pId: 0, name: "财政局"}`. */
const OBJECT = /\{[^{}]{4,2000}\}/g;
const PROPERTY = /(?<![\w$])([\w$]{1,40})["']?\s*:\s*(?:"([^"\n]{0,300})"|'([^'\n]{0,300})'|(-?\d{1,19})\b)/g;

/**
 * The addresses that a sum makes. `parts`: its texts, null for what is not known; `unknown`: the names that stand there, or
 * a template as it is written.
 */
export function madeAddresses(parts: readonly (string | null)[], unknown: readonly string[]): MadeAddress[] {
  const hole = (name: string) => {
    const [, field = ''] = /\.([A-Za-z_$][\w$]{0,40})$/.exec(name.trim()) ?? [];
    return field === '' || NO_FIELD.test(field) || NO_RECORD.test(name.trim()) || PAGE_PARAMETER.test(field)
      ? '\0'
      : `\x01${field}\x02`;
  };
  const text = parts
    .map((part, i) => {
      const written = unknown[i] ?? '';
      if (part !== null) return part;
      return written.includes('${') ? written.replace(/\$\{([^{}]{1,100})\}/g, (_, name) => hole(name)) : hole(written);
    })
    .join('');
  return text
    .split(/["'`<>\s\\]+/)
    .filter((piece) => piece.includes('\x01') && !/[\0{}]/.test(piece))
    .map((piece) =>
      piece
        .replace(/^(?:href|src)=/, '')
        .replaceAll('\x01', '{')
        .replaceAll('\x02', '}'),
    )
    .filter((made) => {
      const example = made.replace(HOLE, '1');
      return addressKind(example) !== null || /^[\w./-]{1,100}\?[\w.%&=-]+$/.test(example);
    });
}

interface MadeLink {
  href: string;
  text: string;
}

/** What records of JSON, or of the objects of a script, are made into. */
export function madeLinks(made: readonly MadeAddress[], source: string): MadeLink[] {
  if (made.length === 0) return [];
  return recordsOf(source).flatMap((record) => {
    const names = [...TITLES, ...[...record.keys()].filter((name) => /(?:title|name)$/.test(name))];
    const named = names.map((name) => record.get(name)).find((text) => text !== undefined && CHINESE.test(text));
    const title = named ?? [...record.values()].find((text) => LIKE_A_TITLE.test(text));
    // Of a record that has its address none is made.
    if (title === undefined || [...record.values()].some((value) => /^(?:page|file)$/.test(addressKind(value) ?? '')))
      return [];
    const hrefs = made.map((address) => filled(address, record)).filter((href) => href !== null);
    return hrefs.map((href) => ({ href, text: title }));
  });
}

function filled(made: MadeAddress, record: ReadonlyMap<string, string>): string | null {
  let known = true;
  const href = made.replace(HOLE, (_, name: string) => {
    const value = record.get(name.toLowerCase()) ?? '';
    known &&= VALUE.test(value);
    return value;
  });
  return known ? href : null;
}

/** Names of properties in lower case. */
function recordsOf(source: string): Map<string, string>[] {
  const records: Map<string, string>[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > MOST_DEEP || records.length >= MOST_RECORDS) return;
    const plain = Object.entries(value).filter(([, each]) => typeof each === 'string' || typeof each === 'number');
    if (!Array.isArray(value) && plain.length > 1)
      records.push(new Map(plain.map(([name, each]) => [name.toLowerCase(), String(each).trim()])));
    for (const each of Object.values(value)) visit(each, depth + 1);
  };
  try {
    visit(JSON.parse(source.trim().replace(/^[\w$.]{1,60}\s*\(([\s\S]*)\)\s?;?$/, '$1')), 0);
    return records;
  } catch {
    for (const [object] of source.matchAll(OBJECT)) {
      if (records.length >= MOST_RECORDS) break;
      const properties = [...object.matchAll(PROPERTY)];
      if (properties.length > 1)
        records.push(
          new Map(properties.map(([, name, a, b, number]) => [name!.toLowerCase(), (a ?? b ?? number ?? '').trim()])),
        );
    }
    return records;
  }
}

/** What a template's address makes, in the ways of Vue, Angular, layui, art-template: `/doc/{{d.id}}.html`, `<%=item.id%>`. */
export function madeOfTemplate(href: string): MadeAddress[] {
  const written = href.replace(
    /\{\{=?\s*([\w$.]{1,60})\s*\}\}|<%=\s*([\w$.]{1,60})\s*%>|\$\{\s*([\w$.]{1,60})\s*\}/g,
    (_, ...names) => {
      const name = String(names.slice(0, 3).find((each) => each));
      return `\${${name.includes('.') ? name : `record.${name}`}}`;
    },
  );
  return madeAddresses([null], [written]);
}
