// One saved search in the list: shown with a click, and changed with the small buttons beside it.
import { Pencil, RefreshCw, Trash2, Users } from 'lucide-react';
import { IconButton } from '#app/components/ui/button.tsx';
import type { SavedSearch, SavedTraceList } from '#app/lib/saved/schema.ts';

interface SavedEntryProps {
  readonly saved: SavedSearch;
  readonly disabled: boolean;
  readonly onApply: () => void;
  readonly onEdit: () => void;
  /** Replaces what it brings back by what is on the screen. */
  readonly onOverwrite: () => void;
  readonly onDelete: () => void;
}

export function SavedEntry({ saved, disabled, onApply, onEdit, onOverwrite, onDelete }: SavedEntryProps) {
  const { name, query, traces, visibility, isMine, isEditable, ownerName } = saved;
  const list = traces ? listText(traces) : '';
  return (
    <li className="group flex items-center rounded-md hover:bg-hover focus-within:bg-hover">
      <button
        type="button"
        onClick={onApply}
        className="flex min-h-9 min-w-0 flex-1 flex-col justify-center rounded-md px-2 py-1 text-left"
      >
        <span className="flex max-w-full items-center gap-1.5">
          <span className="truncate">{name}</span>
          {visibility === 'team' && (
            <Users className="size-3 shrink-0 text-ink-3" role="img" aria-label="of the team" />
          )}
        </span>
        <span className="max-w-full truncate font-mono text-2xs text-ink-3">
          {query === '' ? 'everything' : query.slice(0, 200)}
        </span>
        {list !== '' && <span className="max-w-full truncate text-2xs text-ink-3">{list}</span>}
      </button>
      {!isMine && (
        <span className="max-w-24 truncate px-1 text-2xs text-ink-3">{ownerName || 'an API key'}</span>
      )}
      {isEditable && (
        <span className="flex shrink-0 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
          <IconButton label={`Save the screen's search as ${name}`} disabled={disabled} onClick={onOverwrite}>
            <RefreshCw className="size-3.5" aria-hidden />
          </IconButton>
          <IconButton label={`Rename ${name}`} disabled={disabled} onClick={onEdit}>
            <Pencil className="size-3.5" aria-hidden />
          </IconButton>
          <IconButton label={`Delete ${name}`} disabled={disabled} onClick={onDelete}>
            <Trash2 className="size-3.5" aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  );
}

const SORTS = { newest: '', slowest: 'slowest ', spans: 'largest ', errors: 'most failed ' } as const;

/** `slowest spans · 250ms – 2s`; nothing where it is as usual. */
function listText({ show, sort, minDuration: min, maxDuration: max }: SavedTraceList): string {
  const list = show === 'traces' && sort === 'newest' ? '' : `${SORTS[sort]}${show}`;
  const bounds = min === '' ? max && `up to ${max}` : max === '' ? `from ${min}` : `${min} – ${max}`;
  return [list, bounds].filter((part) => part !== '').join(' · ');
}
