/**
 * Which addresses a crawl may reach: public ones only. A site that links, redirects or resolves into the network that the
 * crawler stands in would make it fetch what only insiders may see (169.254.169.254, a printer, the archive's own Redis).
 *
 * A URL is checked by its letter (`checkUrl`), a name by the addresses that it stands for, in the very lookup that the
 * connection is made with (`publicLookup`): what was checked is what is connected to.
 */
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Names that never stand for a public site: RFC 6761, RFC 6762, RFC 8375, and what routers and offices hand out. */
const PRIVATE_SUFFIXES = [
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'home.arpa',
];

/** All of today's public IPv6 addresses; what else is not in a special range is unassigned or deprecated. */
const PUBLIC_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an IP address is a public one: no loopback, private, link-local, shared, multicast, documentation, mapped or tunnelled address. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(PUBLIC_IPV6);
}

export type CheckedUrl = { url: URL } | { refused: 'scheme' | 'bad-url' | 'private-address' };

/**
 * A URL that may be requested, as far as its letter tells. The URL standard has brought an IPv4 address into its four
 * decimal parts by then, however it was written: 0x7f.1, 017700000001, 2130706433, ①②⑦.⓪.⓪.①.
 */
export function checkUrl(text: string, allowPrivate: boolean, base?: URL): CheckedUrl {
  if (!URL.canParse(text, base?.href)) return { refused: 'bad-url' };
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { refused: 'scheme' };
  // A password in a link is either a mistake or a trick, and would stand in the log.
  if (url.hostname === '' || url.port === '0' || url.username !== '' || url.password !== '')
    return { refused: 'bad-url' };
  url.hash = '';
  if (!allowPrivate && !mayBePublic(url.hostname)) return { refused: 'private-address' };
  return { url };
}

function mayBePublic(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host) !== 0) return isPublicAddress(host);
  // A name of one label is completed by the search list of the machine that asks.
  return host.includes('.') && !PRIVATE_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`));
}

/** A name has an address that is none of our business; `code` is `EPRIVATE`. */
export class PrivateAddressError extends Error {
  override name = 'PrivateAddressError';
  readonly code = 'EPRIVATE';

  constructor(hostname: string, address: string) {
    super(`${hostname} stands for ${address}, which is not a public address`);
  }
}

/** All addresses of a name, as the system knows them. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A lookup for connections. One address that is not public refuses the name: which one would be taken is the answerer's choice. */
export function publicLookup(allowPrivate: boolean, resolve: Resolve = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, options.all ? [] : '', 0);
      const secret = allowPrivate ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
      if (secret) return callback(new PrivateAddressError(hostname, secret.address), options.all ? [] : '', 0);
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return first
        ? callback(null, first.address, first.family)
        : callback(new Error(`${hostname} has no address`), '', 0);
    });
  };
}
