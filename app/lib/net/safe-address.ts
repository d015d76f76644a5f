// Which addresses Maple may connect to on a team's behalf: the public internet, and what the operator has allowed.
import { BlockList, isIP } from 'node:net';
import { parseNetwork } from '#app/lib/auth/client-address.ts';

/** IPv4 that is not the public internet (IANA special-purpose registry), and the metadata address of a cloud that is. */
const NOT_PUBLIC_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32'],
];
/** Of IPv6 only this is global unicast: it leaves out loopback, link-local, private, multicast and mapped IPv4. */
const PUBLIC_V6 = '2000::/3';
/** Inside of it: protocol assignments with Teredo, documentation, and 6to4, which carries an IPv4 address. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const HOST_NAME =
  /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/;

const notPublicV4 = networks(NOT_PUBLIC_V4);
/** Mapped IPv4 counts as IPv4 here: a BlockList sees to that. */
const loopback = networks(['127.0.0.0/8', '0.0.0.0/8', '::1/128', '::/128']);
const publicV6 = networks([PUBLIC_V6]);
const notPublicV6 = networks(NOT_PUBLIC_V6);

/** What may be connected to. */
export interface AddressPolicy {
  /** Whether this IP address may be, when it was reached by this host name. Brackets, case and a final dot do not matter. */
  allows(address: string, host?: string): boolean;
}

/** Whether an entry of the allowlist is a host name, an address, or a network. */
export function isAllowEntry(entry: string): boolean {
  return parseNetwork(entry) !== undefined || (HOST_NAME.test(entry) && !/^[\d.]+$/.test(entry));
}

/** Allows the public internet and the entries: host names, addresses, networks (`10.0.0.0/8`). */
export function createAddressPolicy(allowed: readonly string[]): AddressPolicy {
  const list = networks(allowed.filter((entry) => parseNetwork(entry) !== undefined));
  const names = new Set(allowed.filter((entry) => parseNetwork(entry) === undefined).map(normal));
  return {
    allows: (address, host) => {
      if (host !== undefined && names.has(normal(host))) return true;
      const bare = normal(address);
      return isPublic(bare) || contains(list, bare);
    },
  };
}

/** The same policy without this machine itself: neither its loopback addresses nor those that mean all of its addresses. */
export function exceptLoopback({ allows }: AddressPolicy): AddressPolicy {
  return { allows: (address, host) => !contains(loopback, normal(address)) && allows(address, host) };
}

/** The host without brackets and final dot, in lower case. */
function normal(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !contains(notPublicV4, address);
  return version === 6 && contains(publicV6, address) && !contains(notPublicV6, address);
}

function contains(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

function networks(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const network = parseNetwork(entry);
    if (network) list.addSubnet(network.address, network.prefix, network.family);
  }
  return list;
}
