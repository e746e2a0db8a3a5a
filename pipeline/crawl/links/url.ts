/** The one spelling under which a URL is known, so that a page is fetched once however it is linked. */
import { normalizePercent, percentEncodeGbk, percentEncodeLatin1 } from './percent.js';

/** Longer ones are traps or data; servers refuse them as well. */
const MOST_CHARACTERS = 4096;

/** Parameters that say who asks and not what is asked for: sessions, campaigns, where a link was shared. */
const SESSION =
  /^(?:phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|session_?id|sessid|cfid|cftoken|utm_\w+|spm|gclid|fbclid|bd_vid|hmsr|hmpl|hmcu|hmkw|hmci|isappinstalled|nsukey|wechat_redirect)$/i;
/** Parameters against caches, which are that only when they hold a number that changes: a time or a random fraction. */
const CACHE_BUSTER = /^(?:_|_?t|_?ts|_?time|timestamp|rnd|rand|random|nocache|_?dc)$/i;
const CHANGING = /^(?:\d{10}|\d{13}|0\.\d{6,})$/;
/** `/(S(0b5q…))/`: ASP.NET without cookies. */
const COOKIELESS = /\/\((?:[A-Z]\([A-Za-z0-9]{20,}\))+\)(?=\/)/g;
const PATH_SESSION = /;(?:jsessionid|phpsessid|sessionid)=[^/;&]*/gi;

/**
 * The canonical spelling of a link, or null where it leads to nothing that can be fetched by http(s).
 *
 * `charset` is the page's encoding: what a query holds in plain characters is sent in it, as browsers do (WHATWG URL).
 * `latin1` is for headers as Node gives them, one character a byte: their bytes are kept as they were sent.
 *
 * Gone are fragment, credentials, default port, session ids, tracking and cache-busting parameters, `.` and `..`; the
 * order of parameters stays, for some servers read it.
 */
export function canonicalUrl(href: string, base: string, charset = 'utf-8'): string | null {
  if (href.length > 2 * MOST_CHARACTERS) return null;
  const trimmed = asMeant(href.replace(/[\t\n\r]/g, '').trim());
  if (trimmed === '' || trimmed.startsWith('#') || trimmed.length > MOST_CHARACTERS) return null;
  const url = parse(inBytes(trimmed, charset), base);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return null;
  url.hash = '';
  url.username = '';
  url.password = '';
  // A name with a final dot is the same name, absolute.
  if (url.hostname.endsWith('.') && url.hostname.length > 1) url.hostname = url.hostname.replace(/\.+$/, '');
  const path = normalizePercent(url.pathname).replace(PATH_SESSION, '').replace(COOKIELESS, '');
  const query = canonicalQuery(url.search.slice(1));
  // Once more, for what was taken away can leave `..` standing alone.
  const spelled = parse(`${url.protocol}//${url.host}${path || '/'}${query ? `?${query}` : ''}`);
  return spelled && spelled.href.length <= MOST_CHARACTERS ? spelled.href : null;
}

/** What editors leave in an address that they paste: quotes around it, signs that are not seen, `http://` twice. */
function asMeant(href: string): string {
  return href
    .replace(/^[\u200b-\u200f\u2060\ufeff]+|[\u200b-\u200f\u2060\ufeff]+$/g, '')
    .replace(/^(['"“”‘’])(.*)\1$/, '$2')
    .replace(/^https?[:：]?\/{0,2}(?=https?:\/\/)/i, '')
    .replace(/^(https?)：\/\//i, '$1://');
}

function parse(href: string, base?: string): URL | null {
  try {
    return new URL(href, base);
  } catch {
    return null;
  }
}

/** Plain characters are written in the bytes that are to be sent, where these are not UTF-8. */
function inBytes(href: string, charset: string): string {
  if (charset === 'latin1') return percentEncodeLatin1(href);
  if (!/^(?:gb|x-gbk|cp936)/i.test(charset)) return href;
  const query = href.indexOf('?');
  // Paths are UTF-8 in every browser, whatever the page is.
  return query < 0 ? href : href.slice(0, query) + percentEncodeGbk(href.slice(query));
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  return normalizePercent(query)
    .replace(PATH_SESSION, '')
    .split('&')
    .filter((parameter) => {
      const equals = parameter.indexOf('=');
      const name = equals < 0 ? parameter : parameter.slice(0, equals);
      if (parameter === '' || SESSION.test(name)) return false;
      return !(CACHE_BUSTER.test(name) && CHANGING.test(parameter.slice(equals + 1)));
    })
    .join('&');
}
