// How an export goes: what has come so far, with a cancel, and how it ended.
import { Download, X } from 'lucide-react';
import { formatCount } from '#app/components/time/format.ts';
import { Button, IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import type { ExportState } from './save-export.ts';
import type { Exporter } from './use-export.ts';

interface ExportStatusProps {
  readonly exporter: Exporter;
  readonly state: ExportState;
}

export function ExportStatus({ exporter, state }: ExportStatusProps) {
  return (
    <span
      role="status"
      className={cn(
        'flex min-w-0 items-center gap-2 text-xs tabular-nums',
        state.kind === 'failed' ? 'text-danger' : 'text-ink-2',
      )}
    >
      <Download className="size-3.5 shrink-0" aria-hidden />
      <span className="truncate">{textOf(state)}</span>
      {state.kind === 'saving' ? (
        <Button onClick={exporter.cancel} className="h-6">
          Cancel export
        </Button>
      ) : (
        <IconButton label="Dismiss" onClick={exporter.dismiss}>
          <X className="size-3.5" aria-hidden />
        </IconButton>
      )}
    </span>
  );
}

function textOf(state: ExportState): string {
  switch (state.kind) {
    case 'saving':
      return `Exporting: ${amount(state)}`;
    case 'saved':
      return `Exported ${amount(state)}`;
    case 'handed-over':
      return 'The browser downloads the export';
    case 'cancelled':
      return 'Export cancelled; no file was kept';
    case 'failed':
      return `The export failed, no file was kept: ${state.error.message}`;
  }
}

function amount({ bytes, rows }: { readonly bytes: number; readonly rows: number | undefined }): string {
  const size =
    bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  return rows === undefined ? size : `${formatCount(rows, 'record')}, ${size}`;
}
