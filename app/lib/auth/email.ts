// Email addresses as accounts know them. Pure.
import { z } from 'zod';

const ADDRESS = z.email().max(254);

/**
 * The one form of an address: lower case, its domain as ASCII (`bücher.example` → `xn--bcher-kva.example`). Undefined for what is no
 * address, and for one with anything but ASCII before the `@`: letters that only look like others, or become others in lower case
 * (the Kelvin sign becomes `k`), would make one person's address another's.
 */
export function normalEmail(text: string): string | undefined {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at);
  if (at < 1 || !/^[\x21-\x7e]+$/.test(local)) return undefined;
  const domain = normalDomain(trimmed.slice(at + 1));
  if (domain === undefined) return undefined;
  return ADDRESS.safeParse(`${local.toLowerCase()}@${domain}`).data;
}

/** A domain in lower case and ASCII; undefined when it is none. */
export function normalDomain(text: string): string | undefined {
  const url = URL.parse(`http://${text.trim()}`);
  if (url === null || url.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined;
  if (url.username !== '' || url.password !== '' || url.port !== '' || /[/?#@:\\\s]/.test(text.trim()))
    return undefined;
  return /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(url.hostname) ? url.hostname : undefined;
}

/** The domain of an address in its one form. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}
