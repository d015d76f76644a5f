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

/**
 * Checks a URL that somebody entered. Throws `bad_request` for anything but http and https, for credentials in it, and for an
 * IP address that is not allowed. A host name is checked when it is connected to.
 */
export function safeUrl(text: string, policy: AddressPolicy): URL {
  const url = text.length <= LONGEST_URL ? URL.parse(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AppError('bad_request', 'This is not an http:// or https:// address.');
  if (url.username !== '' || url.password !== '')
    throw new AppError('bad_request', 'The address must not hold a user or a password.');
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
