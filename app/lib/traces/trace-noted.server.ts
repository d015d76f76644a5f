// Answers a trace as a document, and notes in the audit log who took one as a file.
import { noted } from '#app/lib/audit/noted.server.ts';
import type { AuditSink } from '#app/lib/audit/record.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { TraceReader } from './reader.ts';
import type { TraceGetRequest } from './schema.ts';
import { traceAsDocument } from './trace.server.ts';

/** As `traceAsDocument`. Maple's own format is how its pages read a trace, the others are downloads. */
export function traceDocumentNoted(
  db: AuditSink,
  reader: TraceReader,
  tenant: Tenant,
  request: TraceGetRequest,
  signal?: AbortSignal,
): ReturnType<typeof traceAsDocument> {
  const { traceId, source, format } = request;
  const run = () => traceAsDocument(reader, tenant, request, signal);
  if (format === 'maple') return run();
  const target = { kind: 'trace', id: traceId, name: traceId };
  return noted(db, tenant, { action: 'trace.export', target, asked: { source, format } }, run);
}
