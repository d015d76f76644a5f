// An export on its way to the disk: straight into a file where the browser can, with progress; else as a download.
import { teamFetch, teamUrl } from '#app/components/shell/current-team.ts';
import { download, downloadBlob } from '#app/components/ui/download.ts';
import { toUserError, type UserError } from '#app/lib/core/user-error.ts';

/** How an export goes. */
export type ExportState =
  | { readonly kind: 'saving'; readonly bytes: number; readonly rows: number | undefined }
  | { readonly kind: 'saved'; readonly bytes: number; readonly rows: number | undefined }
  /** The browser's own download goes on by itself. */
  | { readonly kind: 'handed-over' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: UserError };

export interface ExportRequest {
  readonly format: 'ndjson' | 'csv';
  /** Fields of `/api/v1/logs/export`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly suggestedName: string;
}

/** What of the File System Access API is used; not every browser has it, and none without https or localhost. */
interface FilePicker {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<{
    createWritable(): Promise<WritableStream<Uint8Array> & { abort(reason?: unknown): Promise<void> }>;
  }>;
}

const PATH = '/api/v1/logs/export';
/** Servers and proxies take no longer request line. */
const LONGEST_URL = 8_000;
const PROGRESS_EVERY_MS = 200;
const NEWLINE = 10;

/**
 * Saves an export. Call it from a click: the browser asks where to. Resolves with how it ended; never rejects. A file that
 * could not be written whole is not kept.
 */
export async function saveExport(
  request: ExportRequest,
  onProgress: (state: ExportState) => void,
  signal: AbortSignal,
): Promise<ExportState> {
  const picker = window as FilePicker;
  try {
    if (picker.showSaveFilePicker) {
      const file = await picker.showSaveFilePicker({ suggestedName: request.suggestedName });
      return await writeTo(await file.createWritable(), request, onProgress, signal);
    }
    const url = `${PATH}?${queryString(request)}`;
    if (url.length <= LONGEST_URL) {
      download(teamUrl(url));
      return { kind: 'handed-over' };
    }
    const response = await ask(request, signal);
    downloadBlob(await response.blob(), request.suggestedName);
    return { kind: 'handed-over' };
  } catch (thrown) {
    const isGivenUp = signal.aborted || (thrown instanceof DOMException && thrown.name === 'AbortError');
    return isGivenUp ? { kind: 'cancelled' } : { kind: 'failed', error: toUserError(thrown) };
  }
}

async function writeTo(
  file: WritableStream<Uint8Array> & { abort(reason?: unknown): Promise<void> },
  request: ExportRequest,
  onProgress: (state: ExportState) => void,
  signal: AbortSignal,
): Promise<ExportState> {
  try {
    const response = await ask(request, signal);
    let bytes = 0;
    // Cells of CSV may have line breaks of their own.
    let rows = request.format === 'ndjson' ? 0 : undefined;
    let toldAt = Number.NEGATIVE_INFINITY;
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        if (rows !== undefined) rows += linesIn(chunk);
        controller.enqueue(chunk);
        const now = performance.now();
        if (now - toldAt < PROGRESS_EVERY_MS) return;
        toldAt = now;
        onProgress({ kind: 'saving', bytes, rows });
      },
    });
    onProgress({ kind: 'saving', bytes, rows });
    // A connection that breaks off aborts the file, and so does the signal: nothing half is left behind.
    await response.body?.pipeThrough(counter).pipeTo(file, { signal });
    return { kind: 'saved', bytes, rows };
  } catch (error) {
    // It may be aborted already.
    await file.abort().catch(() => undefined);
    throw error;
  }
}

async function ask({ format, fields }: ExportRequest, signal: AbortSignal): Promise<Response> {
  const response = await teamFetch(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...fields, format }),
    signal,
  });
  if (!response.ok) throw await response.json();
  return response;
}

function queryString({ format, fields }: ExportRequest): string {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(fields)) {
    // A list of one that has a comma in it would be read as several.
    if (Array.isArray(value)) for (const item of value) query.append(`${name}[]`, String(item));
    else query.set(name, String(value));
  }
  return query.toString();
}

function linesIn(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
