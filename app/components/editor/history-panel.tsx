// The remembered searches, newest first; picking one searches it.
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';

export interface HistoryActions {
  readonly read: () => readonly string[];
  readonly onPick: (search: string) => void;
  readonly onForget: () => void;
}

export function HistoryPanel({ trigger, onClose, read, onPick, onForget }: HistoryActions & PanelProps) {
  const entries = read();
  return (
    <Popover
      trigger={trigger}
      onClose={onClose}
      label="Earlier searches"
      align="end"
      className="w-120 max-w-[calc(100vw-16px)] p-1"
    >
      {entries.length === 0 ? (
        <p className="px-2 py-1.5 text-ink-3">Searches that you run are kept here, in this browser.</p>
      ) : (
        <>
          <ul className="slim-scroll max-h-80 overflow-y-auto">
            {entries.map((entry) => (
              <li key={entry}>
                <button
                  type="button"
                  onClick={() => {
                    onClose();
                    onPick(entry);
                  }}
                  className="block w-full truncate rounded px-2 py-1 text-left font-mono text-xs hover:bg-hover focus-visible:bg-hover pointer-coarse:py-2"
                >
                  {entry}
                </button>
              </li>
            ))}
          </ul>
          <button
            type="button"
            onClick={() => {
              onForget();
              onClose();
            }}
            className="mt-1 w-full rounded border-line border-t px-2 py-1 text-left text-ink-2 text-xs hover:bg-hover"
          >
            Forget these searches
          </button>
        </>
      )}
    </Popover>
  );
}
