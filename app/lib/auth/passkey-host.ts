// Under which name passkeys work: browsers tie them to a host name, and refuse IP addresses. Pure.
import { isIP } from 'node:net';
import { isLoopbackHost } from '../net/loopback.ts';

/**
 * The host name and origin of passkeys for the address people use; undefined where there is none because it is an IP address.
 * This machine's own address is `localhost` under another name.
 */
export function passkeyHost(url: string): { readonly rpId: string; readonly origin: string } | undefined {
  const { hostname, origin, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) === 0) return { rpId: hostname, origin };
  if (!isLoopbackHost(host)) return undefined;
  return { rpId: 'localhost', origin: `${protocol}//localhost${port && `:${port}`}` };
}
