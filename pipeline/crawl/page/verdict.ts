/**
 * Whether a page that was answered is the page that was asked for: servers answer 200 and send a challenge, a captcha, a
 * login, a firewall's notice or "does not exist". Told by words and by structure, and only of pages that have hardly
 * anything of their own: an article on firewalls is an article, and a list with a login box a list.
 */

import type { Link } from '../links/links.js';
import type { HtmlFacts } from '../markup/facts.js';
import { type BlockSigns, type CrawlWords, foldWord, type Sign } from '../words.js';

export type Verdict =
  | { kind: 'content' }
  /** `alone`: it says nothing of how the host takes us. */
  | { kind: 'blocked'; reason: string; alone?: true }
  | { kind: 'soft-404'; reason: string }
  /** The server's own failure, with status 200: what was there may be there yet. */
  | { kind: 'failing'; reason: string }
  | { kind: 'redirect'; target: string; how: 'meta-refresh' | 'script' };

export interface Judged {
  facts: HtmlFacts;
  links: readonly Link[];
  url: string;
  status: number;
  /** Where meta refresh and scripts lead, as URLs. */
  refresh: string | null;
  scriptTargets: readonly string[];
}

/** Characters of visible text up to which a page says nothing but its notice. */
const NOTICE = 1200;
/** Characters of prose up to which a page has no article. */
const NO_ARTICLE = 400;
/** The same where one notice is expected. */
const NO_SENTENCES = 200;
/** The same for text in short lines. */
const NO_LINES = 700;
const FEW_LINKS = 15;
const LOGIN_LINKS = 40;
const FEW_ITEMS = 5;
const FEW_CELLS = 12;
/** A challenge shows a line or two. */
const CHALLENGE = 250;
/** What an application shows while it is loaded: 加载中. */
const FEW_CHARACTERS = 20;
/** Characters of scripts that only say how an application is set up. */
const SETTINGS = 2000;
/** A meta refresh after more than this is a page that reloads itself. */
const LONGEST_WAIT = 60;
/** …and one after less than this sends its reader away before anything is read. */
const AT_ONCE = 3;
/** What a page that is nothing but a script tells its reader: `alert('文件不存在'); history.back()`. */
const ALERT = /\balert\s*\(\s*(['"])([^'"\n]{2,80})\1/;
const BLOCKING = new Set([401, 403, 405, 407, 412, 418, 429, 451, 493, 512, 521, 567]);

export function judge(page: Judged, words: CrawlWords): Verdict {
  const { facts, status, links } = page;
  const bare = isBare(page);
  const challenge = findChallenge(page, words) ?? (bare || BLOCKING.has(status) ? findNotice(page, words) : null);
  if (challenge) return { kind: 'blocked', reason: challenge };
  if (BLOCKING.has(status)) return { kind: 'blocked', reason: `http-${status}` };
  if (bare && isLogin(page, words)) return { kind: 'blocked', reason: 'login' };
  if (status === 404 || status === 410) return { kind: 'soft-404', reason: `http-${status}` };
  // With the cookie that came with it, the next answer would be the page.
  if (
    page.refresh === page.url &&
    facts.refresh!.seconds <= AT_ONCE &&
    facts.shape.characters < 100 &&
    links.length === 0
  )
    return { kind: 'blocked', reason: 'js-challenge: it sends to itself' };
  const missing = bare ? (findClosed(page, words) ?? findMissing(facts, words)) : null;
  if (missing) return { kind: 'soft-404', reason: missing };
  const failing = bare ? findFailing(facts, words) : null;
  if (failing) return { kind: 'failing', reason: failing };
  const redirect = findRedirect(page);
  if (redirect) {
    return leadsHome(page.url, redirect.target)
      ? { kind: 'soft-404', reason: `sends to the home page ${redirect.target}` }
      : { kind: 'redirect', ...redirect };
  }
  if (facts.shape.characters === 0 && links.length === 0 && facts.scripts === 0 && facts.inputs === 0)
    return { kind: 'soft-404', reason: 'an empty page' };
  return { kind: 'content' };
}

/** What JSON without a link says instead of data: `{"code":401,"msg":"请先登录"}`. */
export function judgeData(text: string, words: CrawlWords): Verdict {
  if (text.length > NOTICE) return { kind: 'content' };
  const said = foldWord(
    text.replace(/\\u([0-9a-f]{4})/gi, (_, unit) => String.fromCharCode(Number.parseInt(unit, 16))),
  );
  const named = words.blocked.find((signs) => signs.text(said) !== null);
  if (named) return { kind: 'blocked', reason: `${named.reason}: ${named.name}` };
  const code = Number(/"(?:code|status|errcode|error_code|statuscode|resultcode)":"?(\d{3})\b/.exec(said)?.[1] ?? 0);
  if (code === 401 || words.login.data.some((word) => said.includes(word)))
    return { kind: 'blocked', reason: 'login', alone: true }; // data for users, asked for by scripts of public pages
  if (BLOCKING.has(code)) return { kind: 'blocked', reason: `says: ${code}` };
  if (code === 404 || code === 410) return { kind: 'soft-404', reason: `says: ${code}` };
  const missing = words.missing.text(said);
  if (missing) return { kind: 'soft-404', reason: `says: ${missing}` };
  const failing = words.missing.error(said);
  return failing ? { kind: 'failing', reason: `says: ${failing}` } : { kind: 'content' };
}

/**
 * A page that a program of scripts (Vue, React) fills, and that names nothing itself. To be told when its links are known:
 * some of these pages say in their settings which lists they show.
 */
export function judgeApplication({ isApplication, shape, scriptText, scripts, calls }: HtmlFacts): Verdict {
  const isShell = isApplication && scripts > 0 && shape.characters < FEW_CHARACTERS;
  // All that the page does stands in scripts of their own, but for what these are told.
  return isShell && scriptText.length < SETTINGS && calls.length === 0
    ? { kind: 'blocked', reason: 'script-only: an application, which is empty without its scripts', alone: true }
    : { kind: 'content' };
}

/** The page has no article, no list and no table of its own. */
function isBare({ facts: { shape } }: Judged): boolean {
  return (
    shape.prose < NO_ARTICLE &&
    shape.own < NO_LINES &&
    shape.items < FEW_ITEMS &&
    shape.plainCells < FEW_CELLS &&
    shape.files === 0
  );
}

/** A script that must run before the page comes: by the name of who makes it, or by what it does. */
function findChallenge({ facts, links }: Judged, words: CrawlWords): string | null {
  const { shape } = facts;
  if (shape.characters > CHALLENGE || links.length > 3) return null;
  const named = words.blocked.find(({ script }) => script.some((sign) => facts.scriptText.includes(sign)));
  if (named) return `${named.reason}: ${named.name}`;
  // It sets a cookie and loads the same page again: 加速乐 and its like, whose names are scrambled.
  if (facts.setsCookie && facts.reloads && shape.characters < 100 && links.length === 0)
    return 'js-challenge: a cookie set by script';
  return null;
}

/** A notice of a firewall, a captcha, a limit. */
function findNotice({ facts, links }: Judged, words: CrawlWords): string | null {
  if (facts.shape.characters > NOTICE || links.length > FEW_LINKS) return null;
  const title = foldWord(facts.title);
  // Programs say to readers without scripts what challenges say as well.
  const text = facts.shape.short + (facts.isApplication ? '' : foldWord(facts.noscriptText));
  const lines = text.split('\n');
  const says = (signs: BlockSigns) => signs.title(title) !== null || lines.some((line) => signs.text(line) !== null);
  const named = words.blocked.find(says);
  if (named) return `${named.reason}: ${named.name}`;
  // A field for a code and a picture, and nothing else to fill in.
  const code =
    /验证码|校验码|captcha/.test(text + title) && facts.inputs > 0 && facts.inputs <= 2 && facts.passwords === 0;
  return code && facts.shape.characters < CHALLENGE ? 'captcha: a captcha' : null;
}

function isLogin({ facts, links, url }: Judged, words: CrawlWords): boolean {
  if (links.length > LOGIN_LINKS) return false;
  const title = foldWord(facts.title);
  const titled = words.login.title.some((word) => title.includes(word));
  const asks = words.login.text.filter((word) => facts.shape.short.includes(word)).length;
  if (facts.passwords > 0) return titled || asks >= 2 || (facts.shape.characters < CHALLENGE && asks >= 1);
  // Forms that a script makes: the title and the address say it.
  return titled && facts.shape.characters < CHALLENGE && /login|sso|cas\b|passport|auth/i.test(url);
}

/** A notice in the place of the site: it was closed, or moved, or never set up. */
function findClosed({ facts, links }: Judged, { closed }: CrawlWords): string | null {
  const { shape, metas, title } = facts;
  if (shape.prose > NO_SENTENCES || shape.characters > NOTICE || links.length > FEW_LINKS) return null;
  if (metas.get('articletitle')?.trim()) return null;
  const line = shape.short.split('\n').find((text) => closed.text(text) !== null);
  if (line) return `the site is closed: ${line.slice(0, 60)}`;
  return closed.title(foldWord(title)) === null ? null : `the site is closed: ${title.slice(0, 60)}`;
}

function findMissing(facts: HtmlFacts, words: CrawlWords): string | null {
  const title = foldWord(facts.title);
  const lines = facts.shape.short.split('\n');
  const line = (sign: Sign) => lines.find((text) => sign(text) !== null)?.slice(0, 60);
  // An article says in the head what it is called.
  if (facts.metas.get('articletitle')?.trim() && facts.shape.prose > 0) return null;
  const missing = line(words.missing.text);
  if (missing) return `says: ${missing}`;
  const alerted = facts.shape.characters <= CHALLENGE ? ALERT.exec(facts.scriptText)?.[2] : undefined;
  if (alerted && words.missing.text(foldWord(alerted)) !== null) return `says: ${alerted}`;
  const titled = words.missing.title(title);
  if (titled && facts.shape.characters <= NOTICE) return `title: ${facts.title.slice(0, 60)}`;
  if (/^(?:404|403|500|error|错误)$/.test(title)) return `title: ${facts.title}`;
  return lines.some((text) => text === '404' || text === '404notfound') ? 'says: 404' : null;
}

function findFailing(facts: HtmlFacts, words: CrawlWords): string | null {
  if (facts.shape.characters > NOTICE || (facts.metas.get('articletitle')?.trim() && facts.shape.prose > 0))
    return null;
  const said = facts.shape.short.split('\n').find((text) => words.missing.error(text) !== null);
  return said === undefined ? null : `says: ${said.slice(0, 60)}`;
}

/** The one place where the page sends its reader. With several, none is chosen: they are links. */
function findRedirect({
  facts,
  links,
  refresh,
  scriptTargets,
  url,
}: Judged): { target: string; how: 'meta-refresh' | 'script' } | null {
  if (refresh && refresh !== url && facts.refresh!.seconds <= LONGEST_WAIT && facts.shape.prose < NO_ARTICLE)
    return { target: refresh, how: 'meta-refresh' };
  if (facts.shape.characters > CHALLENGE || links.length > 5) return null;
  const [target, ...others] = new Set(scriptTargets);
  return target && others.length === 0 && target !== url ? { target, how: 'script' } : null;
}

/**
 * From deep in a site to its front page: how many sites answer for what is gone. `wasThere`: something else was had from
 * the address, which then need not lie deep.
 */
export function leadsHome(from: string, to: string, wasThere = false): boolean {
  const a = new URL(from);
  const b = new URL(to);
  const sameHost = a.hostname.replace(/^www\./, '') === b.hostname.replace(/^www\./, '');
  const depth = a.pathname.split('/').filter(Boolean).length + (a.search ? 1 : 0);
  return sameHost && isFront(b) && !isFront(a) && depth >= (wasThere ? 1 : 2);
}

function isFront({ pathname, search }: URL): boolean {
  return search === '' && /^\/(?:(?:index|default|home|main)\.\w{2,5})?$/i.test(pathname);
}
