// The address of the client, for the sign-in rate limit: the socket's, or the one that a trusted proxy reports.
import { BlockList, isIP } from 'node:net';

/** Set from the socket for every request by the web entry; whatever a client sends under this name is dropped. */
export const CLIENT_ADDRESS_HEADER = 'x-maple-client-address';

/** An IP address with an optional prefix length, taken apart; undefined when it is not one. */
export function parseNetwork(
  text: string,
): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | undefined {
  const match = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text);
  const version = isIP(match?.[1] ?? '');
  if (match?.[1] === undefined || version === 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  const prefix = match[2] === undefined ? bits : Number(match[2]);
  if (prefix > bits) return undefined;
  return { address: match[1], prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/**
 * Finds the client behind proxies that are listed as addresses or networks (`10.0.0.0/8`). `X-Forwarded-For` is read
 * from its end, which the nearest proxy wrote, to the first address that is not a trusted proxy's; what is left of
 * that anybody could have made up.
 */
export function createClientAddress(
  trustedProxies: readonly string[],
): (socketAddress: string, forwardedFor: string | null) => string {
  const trusted = new BlockList();
  for (const text of trustedProxies) {
    const network = parseNetwork(text);
    if (network) trusted.addSubnet(network.address, network.prefix, network.family);
  }
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (socketAddress, forwardedFor) => {
    let client = withoutMapping(socketAddress);
    const hops = (forwardedFor ?? '').split(',').map((hop) => withoutMapping(hop.trim()));
    for (const hop of hops.reverse()) {
      if (isIP(hop) === 0 || isIP(client) === 0 || !isTrusted(client)) break;
      client = hop;
    }
    return client;
  };
}

/** `::ffff:10.0.0.1` is how a dual-stack socket writes 10.0.0.1. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
