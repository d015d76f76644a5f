// Connections to servers that a team names: the address is checked at the moment it is connected to, every time.
import { type LookupAddress, lookup as resolve } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '#app/lib/core/errors.ts';
import type { AddressPolicy } from './safe-address.ts';

/** How names become addresses; `dns.lookup` but in tests. */
export type Resolver = (
  host: string,
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

interface SafeAgentOptions {
  readonly policy: AddressPolicy;
  readonly resolver?: Resolver;
  readonly maxSockets?: number;
}

const IDLE_MS = 5_000;
const LONGEST_URL = 500;
/** Where other protocols are spoken that could take a request for their own: what browsers refuse too, and some stores. */
const OTHER_PROTOCOLS = new Set([
  ...[7, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104],
  ...[
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  ],
  ...[526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049],
  ...[3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211],
]);

/**
 * Checks a URL that somebody entered. Throws `bad_request` for anything but http and https, for credentials in it, a port of
 * another protocol, and an IP address that is not allowed. A host name is checked when it is connected to.
 */
export function safeUrl(text: string, policy: AddressPolicy): URL {
  const url = text.length <= LONGEST_URL ? URL.parse(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AppError('bad_request', 'This is not an http:// or https:// address.');
  if (url.username !== '' || url.password !== '')
    throw new AppError('bad_request', 'The address must not hold a user or a password.');
  if (OTHER_PROTOCOLS.has(Number(url.port)))
    throw new AppError('bad_request', `The port ${url.port} belongs to another protocol than http.`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0 && !policy.allows(host, host)) throw refused(url.hostname);
  return url;
}

/**
 * An HTTP agent for the URL that connects to allowed addresses only. The name is resolved once per connection and exactly
 * what was checked is connected to, so a name whose address changes in between (DNS rebinding) gains nothing. Requests
 * that it refuses fail with `bad_request`.
 */
export function createSafeAgent(url: URL, options: SafeAgentOptions): HttpAgent {
  const settings = {
    keepAlive: true,
    maxSockets: options.maxSockets ?? 16,
    // How long a socket may be idle in the pool; ClickHouse closes its end after ten seconds.
    timeout: IDLE_MS,
    lookup: safeLookup(options),
  };
  return url.protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings);
}

function safeLookup({ policy, resolver = resolveAll }: SafeAgentOptions): LookupFunction {
  return (host, { all, family }, done) => {
    const failed = (error: Error) => done(error, all ? [] : '');
    resolver(host, (error, addresses) => {
      if (error) return failed(error);
      const allowed = addresses.filter(({ address }) => policy.allows(address, host));
      const wanted = allowed.filter((found) => !isOneFamily(family) || found.family === Number(family));
      const [first] = wanted;
      if (first === undefined) return failed(refused(host));
      if (all) done(null, wanted);
      else done(null, first.address, first.family);
    });
  };
}

function isOneFamily(family: number | 'IPv4' | 'IPv6' | undefined): boolean {
  return family === 4 || family === 6;
}

function resolveAll(host: string, done: Parameters<Resolver>[1]): void {
  resolve(host, { all: true }, done);
}

function refused(host: string): AppError {
  return new AppError(
    'bad_request',
    `${host} is an address inside a private network, where Maple does not connect to by itself.`,
    { hint: 'Who runs Maple can allow it: MAPLE_ALLOWED_HOSTS takes host names, addresses and networks.' },
  );
}
