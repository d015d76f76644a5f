// The limits of the one who asks: by the role of a person, or those of keys.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { LimitsConfig, QueryLimits } from './limits.ts';

/** What a query of this tenant may use. */
export function queryLimits(config: LimitsConfig, tenant: Pick<Tenant, 'role'>): QueryLimits {
  return { ...config.all, ...config.byRole[tenant.role ?? 'key'] };
}
