/** Which addresses a crawl may reach, however they are written and whatever a name stands for. */

import { describe, expect, it } from 'vitest';
import { checkUrl, isPublicAddress, publicLookup } from '../../../../pipeline/crawl/fetch/address.js';
import fc from '../../../properties.js';

const refusal = (url: string, allowPrivate = false) => {
  const checked = checkUrl(url, allowPrivate);
  return 'refused' in checked ? checked.refused : null;
};

describe('addresses', () => {
  it.each([
    ['0.0.0.0', 'this host'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'shared by a carrier'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'link-local: metadata of clouds'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.8', 'protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'benchmarks'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::7f00:1', 'IPv4-compatible'],
    ['::ffff:8.8.8.8', 'mapped'],
    ['::ffff:127.0.0.1', 'mapped'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::1', 'local NAT64'],
    ['100::1', 'discard'],
    ['2001::1', 'Teredo'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4 of loopback'],
    ['3fff::1', 'documentation'],
    ['4000::1', 'unassigned'],
    ['fc00::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['nonsense', 'none'],
    ['', 'none'],
  ])('%s is not public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '8.8.8.8', '172.15.255.255', '172.32.0.1', '223.5.5.5', '2400:3200::1', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('URLs', () => {
  it.each([
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://2130706433/',
    'http://127.1:8080/',
    'http://①②⑦.⓪.⓪.①/',
    'http://0/',
    'http://127.0.0.1./',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/latest/meta-data/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://metadata.google.internal/',
    'http://nas.local/',
    'http://router.lan/',
    'http://redis:6379/',
    'http://printer/',
  ])('%s is refused as private, unless it is allowed', (url) => {
    expect(refusal(url)).toBe('private-address');
    expect(refusal(url, true)).toBeNull();
  });

  it.each([
    ['file:///etc/passwd', 'scheme'],
    ['ftp://www.example.org/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ['//www.example.org/', 'bad-url'],
    ['http://', 'bad-url'],
    ['http://www.example.org:0/', 'bad-url'],
    ['http://www.example.org:99999/', 'bad-url'],
    ['http://1.2.3.4.5/', 'bad-url'],
    ['http://user@www.example.org/', 'bad-url'],
    ['http://:word@www.example.org/', 'bad-url'],
  ])('%s is refused as %s, whatever is allowed', (url, reason) => {
    expect(refusal(url)).toBe(reason);
    expect(refusal(url, true)).toBe(reason);
  });

  it.each([
    'http://www.example.gov.cn/',
    'https://www.example.gov.cn:8443/a?b',
    'http://8.8.8.8:81/',
    'http://local.example.cn/',
  ])('%s may be asked for', (url) => {
    expect(refusal(url)).toBeNull();
  });

  it('an IPv4 address is judged the same in whatever spelling', () => {
    const spell = [
      (n: number) => String(n),
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => `0${n.toString(8)}`,
      (n: number) => [24, 16, 8, 0].map((shift) => `0x${((n >>> shift) & 255).toString(16)}`).join('.'),
      (n: number) => [24, 16, 8, 0].map((shift) => `0${((n >>> shift) & 255).toString(8)}`).join('.'),
      (n: number) => `${n >>> 24}.${n & 0xffffff}`,
    ];
    const ranges = [0x0a000000, 0x7f000000, 0xa9fe0000, 0xac100000, 0xc0a80000, 0x64400000, 0x08080000];
    const address = fc.oneof(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.tuple(fc.constantFrom(...ranges), fc.integer({ min: 0, max: 0xffff })).map(([range, rest]) => range + rest),
    );
    fc.assert(
      fc.property(address, fc.constantFrom(...spell), (n, spelling) => {
        const dotted = [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.');
        expect(refusal(`http://${spelling(n)}/`)).toBe(isPublicAddress(dotted) ? null : 'private-address');
        expect(refusal(`http://[::ffff:${dotted}]/`)).toBe('private-address');
      }),
    );
  });
});

describe('the lookup of a connection', () => {
  const ask = (addresses: string[], allowPrivate: boolean, all: boolean) =>
    new Promise((resolve) => {
      const lookup = publicLookup(allowPrivate, (_, __, callback) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
      );
      lookup('www.example.org', { all }, (error, found) => resolve(error?.message ?? found));
    });

  it('gives public addresses in both of the ways that it may be asked for', async () => {
    expect(await ask(['8.8.8.8', '2400:3200::1'], false, true)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2400:3200::1', family: 6 },
    ]);
    expect(await ask(['8.8.8.8'], false, false)).toBe('8.8.8.8');
  });

  it.each([true, false])('refuses a name with any address that is not public (all: %s)', async (all) => {
    const refused = 'www.example.org stands for 10.0.0.1, which is not a public address';
    expect(await ask(['10.0.0.1'], false, all)).toBe(refused);
    expect(await ask(['8.8.8.8', '10.0.0.1'], false, all)).toBe(refused);
  });

  it('gives them where they are allowed, and says when there is none', async () => {
    expect(await ask(['10.0.0.1'], true, false)).toBe('10.0.0.1');
    expect(await ask([], false, false)).toBe('www.example.org has no address');
  });
});
