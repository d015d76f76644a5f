// Before a file is open: where to drop it, or why the last one could not be read.
import { FileJson, FileX } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from '#app/components/ui/button.tsx';
import { State } from '#app/components/ui/state.tsx';
import type { UserError } from '#app/lib/core/user-error.ts';

interface FileChooserProps {
  readonly onFile: (file: File) => void;
  /** Why a file could not be opened. */
  readonly failed?: { readonly name: string; readonly error: UserError };
}

export function FileChooser({ onFile, failed }: FileChooserProps) {
  return (
    <State
      icon={
        failed ? (
          <FileX className="size-6 text-danger" aria-hidden />
        ) : (
          <FileJson className="size-6 text-ink-3" aria-hidden />
        )
      }
      title={failed ? `${failed.name.slice(0, 200)} cannot be opened` : 'Drop a trace file here'}
    >
      {failed && (
        <div role="alert" className="flex max-w-lg flex-col gap-1 wrap-anywhere">
          <p className="text-ink">{failed.error.message}</p>
          {failed.error.hint && <p className="text-ink-2">{failed.error.hint}</p>}
        </div>
      )}
      <FileButton onFile={onFile} isMain>
        {failed ? 'Choose another file' : 'Choose a file'}
      </FileButton>
      <p className="max-w-lg text-ink-3">
        OTLP JSON, one document or one per line as the collector’s file exporter writes it, or Jaeger JSON, as
        both Maple and Jaeger download it, also packed with gzip. The file is read in this browser: nothing is
        sent or stored.
      </p>
    </State>
  );
}

interface FileButtonProps {
  readonly onFile: (file: File) => void;
  readonly isMain?: boolean;
  readonly children: ReactNode;
}

export function FileButton({ onFile, isMain = false, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,.jsonl,.ndjson,.gz,application/json,application/x-ndjson,application/gzip"
        aria-label="Trace file"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file can be chosen again, after a change.
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      <Button variant={isMain ? 'primary' : 'secondary'} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
