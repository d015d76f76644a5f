// What reading traces needs beside the sources.
import type { SourceReader } from '#app/lib/reading/reading.server.ts';

export interface TraceReader extends SourceReader {
  /** How long Maple keeps spans: what an unknown trace id is answered with. */
  readonly retentionDays: number;
}
