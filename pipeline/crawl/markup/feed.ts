/** XML that lists addresses: sitemaps and their indexes, RSS, Atom, and the data files of Hanweb sites. */
import { addressKind } from './link-text.js';
import { readMarkup } from './markup.js';

/** Where what a feed holds goes. */
export interface FeedSink {
  add(link: { href: string; text: string; via: 'sitemap' | 'feed' | 'data' | 'attachment' }): void;
  /** Markup that stands in the feed. */
  fragment(markup: string, via: 'data' | 'pagination'): void;
  /** A number that the feed says of itself. */
  count(name: string, value: number): void;
}

const LONGEST_TEXT = 5_000_000;
const ENTRIES = new Set(['url', 'sitemap', 'item', 'entry', 'row', 'record']);
/** Elements within which another `<loc>` is that of a picture. */
const ASIDE = new Set(['image', 'video', 'news']);

/**
 * Reads a feed. Hanweb's is `<datastore><nextgroup><![CDATA[<a href="…dataproxy.jsp?page=2…">]]></nextgroup><recordset>
 * <record><![CDATA[<li><a href="…">…]]></record>`, whose records are markup.
 */
export function readFeed(source: string, sink: FeedSink): void {
  let kind: 'sitemap' | 'feed' | 'data' = 'data';
  let element = '';
  let text = '';
  let aside = 0;
  let title = '';
  let addresses: { href: string; via: 'sitemap' | 'feed' | 'data' | 'attachment' }[] = [];
  const entry = () => {
    for (const { href, via } of addresses) sink.add({ href, text: title, via });
    addresses = [];
    title = '';
  };
  const end = () => {
    const value = text.trim();
    const name = element;
    element = '';
    text = '';
    if (value === '' || aside > 0) return;
    if (name === 'record') sink.fragment(value, 'data');
    else if (name === 'nextgroup') sink.fragment(value, 'pagination');
    else if (name === 'title') title ||= value.slice(0, 500);
    else if (name === 'loc') addresses.push({ href: value, via: 'sitemap' });
    else if (name === 'link') addresses.push({ href: value, via: 'feed' });
    else if (name === 'guid' || name === 'id') {
      if (/^https?:\/\//i.test(value) && addresses.length === 0 && kind === 'feed')
        addresses.push({ href: value, via: 'feed' });
    } else if (/^(?:total|perpage|page)/.test(name) && /^\d{1,9}$/.test(value)) sink.count(name, Number(value));
    else if (kind === 'feed' && /<a\b/i.test(value)) sink.fragment(value, 'data');
    else if (addressKind(value)) addresses.push({ href: value, via: 'data' });
  };
  const take = (piece: string) => {
    if (element !== '' && text.length < LONGEST_TEXT) text += piece;
  };
  readMarkup(
    source,
    {
      open(name, attributes, closed) {
        end();
        if (name === 'urlset' || name === 'sitemapindex') kind = 'sitemap';
        else if (name === 'rss' || name === 'feed' || name === 'rdf') kind = 'feed';
        if (ENTRIES.has(name)) entry();
        if (ASIDE.has(name) && !closed) aside++;
        if (name === 'link' || name === 'enclosure') {
          const href = attributes.get('href') ?? attributes.get('url') ?? '';
          const rel = attributes.get('rel') ?? 'alternate';
          if (href && name === 'enclosure') addresses.push({ href, via: 'attachment' });
          else if (href && /alternate|enclosure|next/.test(rel))
            addresses.push({ href, via: rel === 'enclosure' ? 'attachment' : 'feed' });
        }
        if (!closed) element = name;
      },
      close(name) {
        end();
        if (ASIDE.has(name)) aside = Math.max(0, aside - 1);
        if (ENTRIES.has(name)) entry();
      },
      text: take,
      cdata: take,
      comment() {},
    },
    { xml: true },
  );
  end();
  entry();
}
