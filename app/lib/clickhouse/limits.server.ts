// The limits of the one who asks: what the installation allows a role or keys, and what the team allows them of it.
import type { QueryQuota } from '#app/lib/auth/team-settings.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { LimitedRole, LimitsConfig, QueryLimits } from './limits.ts';

/** What a person is in the team, `key` for an API key. */
export function limitedRole(tenant: Pick<Tenant, 'role'>): LimitedRole {
  return tenant.role ?? 'key';
}

/** What the installation allows a role at most. */
export function installationLimits(config: LimitsConfig, role: LimitedRole): QueryLimits {
  return { ...config.all, ...config.byRole[role] };
}

/** What a query of the role may use. The team's `quota` makes it less, never more. */
export function queryLimits(config: LimitsConfig, role: LimitedRole, quota: QueryQuota = {}): QueryLimits {
  const most = installationLimits(config, role);
  const ofTeam = new Set<keyof QueryLimits>();
  const least = (name: 'maxSeconds' | 'maxRows' | 'maxMemoryBytes' | 'maxConcurrent', wanted = 0): number => {
    if (wanted === 0 || (most[name] > 0 && most[name] <= wanted)) return most[name];
    ofTeam.add(name);
    return wanted;
  };
  return {
    maxSeconds: least('maxSeconds', quota.seconds),
    maxRows: least('maxRows', quota.rows),
    maxMemoryBytes: least('maxMemoryBytes', quota.memoryBytes),
    maxResultBytes: most.maxResultBytes,
    maxConcurrent: least('maxConcurrent', quota.concurrent),
    whose: { role, ofTeam },
  };
}
