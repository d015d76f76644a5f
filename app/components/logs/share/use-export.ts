// The one export that a screen runs at a time: its state, and its cancelling.
import { useEffect, useRef, useState } from 'react';
import { type ExportRequest, type ExportState, saveExport } from './save-export.ts';

export interface Exporter {
  /** Undefined when none was begun, or its end has been seen. */
  readonly state: ExportState | undefined;
  /** Call it from a click. Ends the one before. */
  readonly begin: (request: ExportRequest) => void;
  readonly cancel: () => void;
  readonly dismiss: () => void;
}

/** An export ends with the screen that began it. */
export function useExport(): Exporter {
  const [state, setState] = useState<ExportState>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  return {
    state,
    begin: (request) => {
      running.current?.abort();
      const aborter = new AbortController();
      running.current = aborter;
      const show = (next: ExportState) => {
        if (running.current === aborter) setState(next);
      };
      void saveExport(request, show, aborter.signal).then(show);
    },
    cancel: () => running.current?.abort(),
    dismiss: () => setState(undefined),
  };
}
