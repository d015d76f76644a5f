// The audit log as a file, as long as it is: CSV for spreadsheets, NDJSON for programs. That it was taken is itself noted.
import { harmlessCell, quotedCell } from '#app/lib/core/csv.ts';
import type { Database } from '#app/lib/db/db.server.ts';
import { noted } from './noted.server.ts';
import { type AuditReader, isTenant } from './places.server.ts';
import { readAuditEntries } from './read.server.ts';
import type { AuditEntry, AuditExportRequest } from './schema.ts';

interface AuditExport {
  readonly body: ReadableStream<Uint8Array>;
  readonly contentType: string;
  readonly fileName: string;
}

/** Begins an export, newest first. Throws `forbidden` and `bad_request`; a stream that breaks off misses entries. */
export function exportAudit(
  db: Database,
  reader: AuditReader,
  { format, ...filter }: AuditExportRequest,
  nowMs: number,
): Promise<AuditExport> {
  const target = isTenant(reader)
    ? { kind: 'team', id: reader.teamId, name: reader.teamName }
    : { kind: 'installation', id: '', name: '' };
  return noted(
    db,
    reader,
    {
      action: 'audit.export',
      target,
      asked: { format, ...filter },
    },
    async () => {
      const steps = readAuditEntries(db, reader, filter, nowMs);
      const day = new Date(nowMs).toISOString().slice(0, 10);
      return {
        body: streamOf(format === 'csv' ? csvOf(steps) : ndjsonOf(steps)),
        contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
        fileName: `audit-${isTenant(reader) ? reader.teamSlug : 'installation'}-${day}.${format}`,
      };
    },
  );
}

/** The same as an answer to download. */
export async function auditFile(...asked: Parameters<typeof exportAudit>): Promise<Response> {
  const { body, contentType, fileName } = await exportAudit(...asked);
  return new Response(body, {
    headers: { 'content-type': contentType, 'content-disposition': `attachment; filename="${fileName}"` },
  });
}

/** Asks for bytes only when they are read. */
function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await bytes.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await bytes.return(undefined)),
  });
}

type Steps = AsyncIterable<readonly AuditEntry[]>;

const COLUMNS: readonly (readonly [string, (entry: AuditEntry) => string])[] = [
  ['id', ({ id }) => String(id)],
  ['at', ({ at }) => at],
  ['belongs_to', ({ isOfTeam }) => (isOfTeam ? 'team' : 'installation')],
  ['actor_kind', ({ actor }) => actor.kind],
  ['actor_id', ({ actor }) => actor.id],
  ['actor', ({ actor }) => actor.name],
  ['address', ({ address }) => address],
  ['user_agent', ({ userAgent }) => userAgent],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['target_kind', ({ target }) => target.kind],
  ['target_id', ({ target }) => target.id],
  ['target', ({ target }) => target.name],
  ['before', ({ before }) => jsonText(before)],
  ['after', ({ after }) => jsonText(after)],
];

async function* csvOf(steps: Steps): AsyncGenerator<Uint8Array> {
  yield encoded(line(COLUMNS.map(([name]) => name)));
  for await (const entries of steps)
    yield encoded(entries.map((entry) => line(COLUMNS.map(([, cell]) => cell(entry)))).join(''));
}

async function* ndjsonOf(steps: Steps): AsyncGenerator<Uint8Array> {
  for await (const entries of steps)
    yield encoded(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

/** Every cell in quotes: people's texts come between lines and commas. */
function line(cells: readonly string[]): string {
  return `${cells.map((cell) => quotedCell(harmlessCell(cell))).join(',')}\r\n`;
}

function jsonText(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
