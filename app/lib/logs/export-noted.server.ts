// Exports log records and notes in the audit log who took which.
import { noted } from '#app/lib/audit/noted.server.ts';
import type { AuditSink } from '#app/lib/audit/record.server.ts';
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import type { SourceReader } from '#app/lib/reading/reading.server.ts';
import { exportLogs, type LogExport } from './export.server.ts';
import type { LogExportRequest } from './schema.ts';

/** As `exportLogs`. The entry is written when the export begins: what begins may be read to its end. */
export function exportLogsNoted(
  db: AuditSink,
  reader: SourceReader,
  tenant: Tenant,
  request: LogExportRequest,
  signal?: AbortSignal,
): Promise<LogExport> {
  const { source, operationId: _, ...asked } = request;
  return noted(
    db,
    tenant,
    {
      action: 'logs.export',
      target: { kind: 'source', id: source, name: source },
      asked: { ...asked, at: new Date(reader.now()) },
      answered: ({ fileName, mostRows }) => ({ fileName, mostRows }),
    },
    () => exportLogs(reader, tenant, request, signal),
  );
}
