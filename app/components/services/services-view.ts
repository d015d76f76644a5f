// The state of the service screens as it stands in the URL.
import * as z from 'zod/mini';

const text = (longest: number, fallback = '') =>
  z.catch(z._default(z.string().check(z.maxLength(longest)), fallback), fallback);

/** What is not in the URL. `stripSearchParams` compares with it. */
export const SERVICES_VIEW_DEFAULTS = { from: 'now-1h', to: 'now', env: '', q: '', sort: '' } as const;
const defaults = SERVICES_VIEW_DEFAULTS;
const range = {
  from: z._default(z.string(), defaults.from),
  to: z._default(z.string(), defaults.to),
  /** deployment.environment.name; empty: all. */
  env: text(200),
};

/** The list. `sort` is a column, with `-` in front: falling. */
export const servicesView = z.object({ ...range, q: text(200), sort: text(30) });
export type ServicesView = z.output<typeof servicesView>;

export const SERVICE_TABS = ['overview', 'operations', 'dependencies', 'errors', 'instances'] as const;
export const SERVICE_VIEW_DEFAULTS = {
  from: 'now-1h',
  to: 'now',
  env: '',
  tab: 'overview',
  error: '',
} as const;
/** One service's page. `error` is the fingerprint of the open group. */
export const serviceView = z.object({
  ...range,
  tab: z.catch(z._default(z.enum(SERVICE_TABS), 'overview'), 'overview'),
  error: text(64),
});
export type ServiceView = z.output<typeof serviceView>;

export const MAP_VIEW_DEFAULTS = {
  from: 'now-1h',
  to: 'now',
  env: '',
  focus: '',
  node: '',
  edge: '',
} as const;
/** The map. `focus`: only this service and its neighbours; `node` and `edge`: what is selected, by id (`a>b`). */
export const mapView = z.object({ ...range, focus: text(1_000), node: text(1_000), edge: text(2_000) });
export type MapView = z.output<typeof mapView>;
