// What reading traces needs beside the sources.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { SourceReader } from '#app/lib/reading/reading.server.ts';

export interface TraceReader extends SourceReader {
  /** How many days Maple keeps a team's spans: what an unknown trace id is answered with. */
  readonly retentionDays: (tenant: Tenant) => number;
}
