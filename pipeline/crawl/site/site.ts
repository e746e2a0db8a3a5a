/** Sites: what is crawled, how far and how politely. An entry of `corpora/sites/*.yml`, or made of a URL. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../../package.js';
import { readYaml } from '../../yaml.js';
import { canonicalUrl } from '../links/url.js';

export const SITES = join(PACKAGE_ROOT, 'corpora', 'sites');

export interface SiteLimits {
  pages: number;
  megabytes: number;
  /** Links from a start page; further pages of a list count as the list. */
  depth: number;
  /** In one go; a run that was broken off has them again. */
  minutes: number;
}

/** Big enough for a county's portal; one that has more is ended by a named limit. */
export const DEFAULT_LIMITS: SiteLimits = { pages: 20_000, megabytes: 10_000, depth: 16, minutes: 600 };
/** Between the end of a request and the next one to the same host. */
export const DEFAULT_DELAY_MS = 1000;

/** A site that cannot be crawled, because it is not known or its entry has a fault: the caller's, to be told in words. */
export class SiteError extends Error {}

const window = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/, 'not like 22:00-06:00');
const url = z.string().refine((text) => canonicalUrl(text, text) !== null, 'not an http(s) address');
const host = z.string().regex(/^(?:\*\.)?[\w.-]+(?::\d+)?$/, 'not a host, like www.example.gov.cn or *.example.gov.cn');
const count = z.number().int().positive();

const entry = z.strictObject({
  name: z.string().min(1),
  region: z
    .string()
    .regex(/^[1-9]\d{5}$/, 'not a code of six digits')
    .optional(),
  start: z.array(url).min(1),
  in_scope: z
    .strictObject({
      hosts: z.array(host).min(1).optional(),
      paths: z.array(z.string().startsWith('/')).min(1).optional(),
    })
    .optional(),
  include: z.array(z.string().min(1)).optional(),
  exclude: z.array(z.string().min(1)).optional(),
  limits: z.strictObject({ pages: count, megabytes: count, depth: count, minutes: count }).partial().optional(),
  delay_ms: z.number().int().min(0).max(600_000).optional(),
  windows: z.array(window).optional(),
  tls: z.enum(['strict', 'lenient']).optional(),
  expected: z.strictObject({ documents: count }).optional(),
});

export interface Site {
  /** The name of its entry, or made of its URL: a name for folders and jobs. */
  id: string;
  /** As people call it. */
  name: string;
  /** Code of six digits (GB/T 2260), where the entry says it. */
  region: string | null;
  /** Canonical. */
  start: string[];
  scope: Scope;
  limits: SiteLimits;
  delayMs: number;
  /** Times of the day in Asia/Shanghai in which it may be crawled, `22:00-06:00`; none: at any time. */
  windows: string[];
  /** Any certificate is taken, and protocols as old as TLS 1.0: for servers that nobody cares for. The log says so. */
  lenientTls: boolean;
  /** Fewer documents than these are a fault of the crawl or of the site. */
  expected: { documents: number } | null;
}

/** Which URLs belong to a site. */
export class Scope {
  readonly #hosts: string[];
  readonly #include: string[][];
  readonly #exclude: string[][];

  constructor(
    hosts: readonly string[],
    private readonly paths: readonly string[],
    include: readonly string[] = [],
    exclude: readonly string[] = [],
  ) {
    this.#hosts = hosts.map(plainHost);
    this.#include = include.map((pattern) => pattern.split('*'));
    this.#exclude = exclude.map((pattern) => pattern.split('*'));
  }

  /** `in`, or why not. On hosts `www.` counts for nothing, and http and https are one. */
  of(address: string): 'in' | 'out-of-scope' | 'excluded' {
    const { host: name, pathname, search } = new URL(address);
    const plain = plainHost(name);
    const at = pathname + search;
    const known = this.#hosts.some((given) =>
      given.startsWith('*.') ? plain.endsWith(given.slice(1)) || plain === given.slice(2) : plain === given,
    );
    if (!known) return 'out-of-scope';
    if (this.#exclude.some((pattern) => matches(at, pattern))) return 'excluded';
    if (this.paths.some((path) => at.startsWith(path)) || this.#include.some((pattern) => matches(at, pattern)))
      return 'in';
    return 'out-of-scope';
  }
}

function plainHost(name: string): string {
  return name
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/:(?:80|443)$/, '');
}

/** A pattern of pieces between `*`, on the whole of path and query. Linear, whatever the pattern. */
function matches(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...rest] = pieces;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop()!;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** The names of the entries of a folder, sorted. */
export function siteNames(folder = SITES): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => name.slice(0, -'.yml'.length))
    .sort();
}

/**
 * The site of a name (an entry of `folder`) or of a URL: the whole host, unless `folderOnly`, which keeps to the folder
 * of the URL. Articles and files of one column lie all over a host on most systems, so the folder is not the default.
 * Throws a SiteError for what is neither and for an entry with a fault.
 */
export function siteOf(nameOrUrl: string, folder = SITES, { folderOnly = false } = {}): Site {
  if (/^[a-z]+:\/\//i.test(nameOrUrl)) return siteOfUrl(nameOrUrl, folderOnly);
  if (!siteNames(folder).includes(nameOrUrl)) {
    const known = siteNames(folder).join(', ') || 'none';
    throw new SiteError(`no site ${nameOrUrl}: give a URL with http:// or https://, or one of the entries: ${known}`);
  }
  return readSite(join(folder, `${nameOrUrl}.yml`), nameOrUrl);
}

function readSite(path: string, id: string): Site {
  let content: unknown;
  try {
    content = readYaml(path);
  } catch (error) {
    throw new SiteError((error as Error).message, { cause: error });
  }
  const parsed = entry.safeParse(content);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'entry'}: ${message}`);
    throw new SiteError(`${path}: ${faults.join('; ')}`);
  }
  const { name, region, start, in_scope, include, exclude, limits, delay_ms, windows, tls, expected } = parsed.data;
  const addresses = start.map((address) => canonicalUrl(address, address)!);
  const hosts = in_scope?.hosts ?? [...new Set(addresses.map((address) => new URL(address).host))];
  const scope = new Scope(hosts, in_scope?.paths ?? ['/'], include, exclude);
  const outside = addresses.find((address) => scope.of(address) !== 'in');
  if (outside) throw new SiteError(`${path}: start: ${outside} is not in the scope of the site itself`);
  return {
    id,
    name,
    region: region ?? null,
    start: addresses,
    scope,
    limits: { ...DEFAULT_LIMITS, ...withoutUndefined(limits ?? {}) },
    delayMs: delay_ms ?? DEFAULT_DELAY_MS,
    windows: windows ?? [],
    lenientTls: tls === 'lenient',
    expected: expected ?? null,
  };
}

function withoutUndefined(limits: Partial<Record<keyof SiteLimits, number | undefined>>): Partial<SiteLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

function siteOfUrl(text: string, folderOnly: boolean): Site {
  const address = canonicalUrl(text, text);
  if (address === null) throw new SiteError(`${text}: not an http(s) address`);
  const { host: name, pathname, search } = new URL(address);
  const path = folderOnly ? pathname.replace(/[^/]*$/, '') : '/';
  return {
    id: idOf(name, pathname, search, folderOnly),
    name,
    region: null,
    start: [address],
    scope: new Scope([name], [path]),
    limits: DEFAULT_LIMITS,
    delayMs: DEFAULT_DELAY_MS,
    windows: [],
    lenientTls: false,
    expected: null,
  };
}

/** A name for folders: the host, and for what is not its front page a digest, since paths differ by their case as well. */
function idOf(name: string, pathname: string, search: string, folderOnly: boolean): string {
  const base = name.replace(/[^\w.-]+/g, '_');
  if (pathname === '/' && search === '') return base;
  const digest = createHash('sha256').update(`${pathname}${search} ${folderOnly}`).digest('hex').slice(0, 8);
  const words = pathname
    .replace(/[^\w]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return [base, words, digest].filter(Boolean).join('_');
}
