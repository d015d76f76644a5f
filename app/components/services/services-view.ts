// The state of the service screens as it stands in the URL.
import * as z from 'zod/mini';

const text = (longest: number, fallback = '') =>
  z.catch(z._default(z.string().check(z.maxLength(longest)), fallback), fallback);

/** Seconds between two automatic refreshes; 0 is off. */
export const REFRESH_SECONDS = [0, 10, 60] as const;
/** Requests up to so many milliseconds satisfy, in the Apdex. */
export const APDEX_MS = [50, 100, 250, 500, 1_000, 2_000, 5_000] as const;

const number = z.pipe(z.union([z.number(), z.string()]), z.transform(Number));

/** What is not in the URL. `stripSearchParams` compares with it. */
export const SERVICES_VIEW_DEFAULTS = {
  from: 'now-1h',
  to: 'now',
  env: '',
  refresh: 0,
  q: '',
  sort: '',
  apdex: 500,
} as const;
const defaults = SERVICES_VIEW_DEFAULTS;
const range = {
  from: z._default(z.string(), defaults.from),
  to: z._default(z.string(), defaults.to),
  /** deployment.environment.name; empty: all. */
  env: text(200),
  refresh: z.catch(
    z._default(z.pipe(number, z.literal(REFRESH_SECONDS)), defaults.refresh),
    defaults.refresh,
  ),
};
const apdex = z.catch(z._default(z.pipe(number, z.literal(APDEX_MS)), defaults.apdex), defaults.apdex);

/** The list. `sort` is a column, with `-` in front: falling. */
export const servicesView = z.object({ ...range, q: text(200), sort: text(30), apdex });
export type ServicesView = z.output<typeof servicesView>;

export const SERVICE_TABS = ['overview', 'operations', 'dependencies', 'errors', 'instances'] as const;
export type ServiceTab = (typeof SERVICE_TABS)[number];
export const SERVICE_VIEW_DEFAULTS = {
  from: 'now-1h',
  to: 'now',
  env: '',
  refresh: 0,
  tab: 'overview',
  error: '',
  sort: '',
  apdex: 500,
} as const;
/** One service's page. `error` is the fingerprint of the open group; `sort` is of the open tab's table. */
export const serviceView = z.object({
  ...range,
  tab: z.catch(z._default(z.enum(SERVICE_TABS), 'overview'), 'overview'),
  error: text(64),
  sort: text(30),
  apdex,
});
export type ServiceView = z.output<typeof serviceView>;

export const MAP_VIEW_DEFAULTS = {
  from: 'now-1h',
  to: 'now',
  env: '',
  refresh: 0,
  focus: '',
  node: '',
  edge: '',
  show: 'graph',
  sort: '',
} as const;
/**
 * The map. `focus`: only this node, by id, and its neighbours; `node` and `edge`: what is selected, by id (`a>b`); `sort` is
 * of the table.
 */
export const mapView = z.object({
  ...range,
  focus: text(1_000),
  node: text(1_000),
  edge: text(2_000),
  show: z.catch(z._default(z.enum(['graph', 'table']), 'graph'), 'graph'),
  sort: text(30),
});
export type MapView = z.output<typeof mapView>;

/** What all of these screens have in common. */
export interface RangeView {
  readonly from: string;
  readonly to: string;
  readonly env: string;
  readonly refresh: (typeof REFRESH_SECONDS)[number];
}
