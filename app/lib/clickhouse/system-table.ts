// The engine's own tables, on one server or on all of a cluster.
import { type Fragment, ident, sql, str } from '#app/lib/sql/sql.ts';

/** What this server says, or every replica of a cluster. */
export function systemTable(
  name: 'parts' | 'mutations' | 'merges' | 'disks',
  cluster: string | undefined,
): Fragment {
  const table = ident('system', name);
  return cluster === undefined ? table : sql`clusterAllReplicas(${str(cluster)}, ${table})`;
}
