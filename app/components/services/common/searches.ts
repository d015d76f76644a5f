// The searches that a service's figures are about, for links to traces and logs. Pure.
import { printAlternatives } from '#app/lib/search/print.ts';

/** Everything of a service in an environment (empty: all). */
export function serviceSearch(service: string, environment: string): string {
  return withEnvironment(printAlternatives('service', [service]), environment);
}

/** The spans of a service's operation. */
export function operationSearch(
  service: string,
  { name, kind }: { readonly name: string; readonly kind: string },
  environment: string,
): string {
  const kinds = kind === '' ? '' : ` ${printAlternatives('kind', [kind.toLowerCase()])}`;
  const search = `${printAlternatives('service', [service])} ${printAlternatives('name', [name])}${kinds}`;
  return withEnvironment(search, environment);
}

/** A search, only in an environment; by the attribute's name of today or its former one. */
export function withEnvironment(search: string, environment: string): string {
  if (environment === '') return search;
  const names = ['deployment.environment.name', 'deployment.environment'];
  return `${search} (${names.map((name) => printAlternatives(name, [environment])).join(' OR ')})`;
}
