// The fields of a record with what one can do with each: by the buttons that appear, or by a key while a field has the
// focus. Arrows go from field to field.
import { ChevronRight, Columns3, Ellipsis, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useMemo, useRef, useState } from 'react';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { CopyButton, useCopy } from '#app/components/ui/copy-button.tsx';
import { clipped } from './clipped.ts';
import type { Entry, EntryGroup } from './entries.ts';
import type { EntryActions } from './entry-actions.ts';
import { parseJsonTree } from './json-tree.ts';
import { JsonView } from './json-view.tsx';

const EntryPanel = lazy(() => import('./entry-panel.tsx').then((module) => ({ default: module.EntryPanel })));

interface EntryListProps {
  readonly groups: readonly EntryGroup[];
  readonly actions: EntryActions;
}

/** Fields of a group shown at first. */
const MOST_ENTRIES = 100;

export function EntryList({ groups, actions }: EntryListProps) {
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLElement>(null);
  const [menu, setMenu] = useState<Entry>();
  const { copy } = useCopy();
  const { filter, exists, columns } = actions;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const element = event.target;
    if (!(element instanceof HTMLElement) || element.dataset.field === undefined) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const entry = groups
      .flatMap(({ entries }) => entries)
      .find(({ field }) => field === element.dataset.field);
    if (!entry) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      const all = [...(box.current?.querySelectorAll<HTMLElement>('[data-field]') ?? [])];
      all[all.indexOf(element) + step]?.focus();
    } else if (event.key === 'Enter' || event.key === 'm') {
      trigger.current = element;
      setMenu(entry);
    } else if (columns && event.key === 'a') columns.toggle(entry.field);
    else if (event.key === 'y') copy(entry.value);
    else if (filter && (event.key === '+' || event.key === '=')) filter(entry.field, entry.value, 'in');
    else if (filter && event.key === '-') filter(entry.field, entry.value, 'out');
    else if (filter && event.key === 'o') filter(entry.field, entry.value, 'only');
    else if (exists && event.key === 'e') exists(entry.field);
    else return;
    // Handled here: the same keys mean other things to the screen.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields inside have the focus
    <div ref={box} className="flex flex-col gap-4" onKeyDown={onKeyDown}>
      {groups.map((group) => (
        <Group
          key={group.title}
          group={group}
          actions={actions}
          onMenu={(entry, element) => {
            trigger.current = element;
            setMenu(entry);
          }}
        />
      ))}
      {menu && (
        <Suspense>
          <EntryPanel entry={menu} actions={actions} trigger={trigger} onClose={() => setMenu(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

interface GroupProps {
  readonly group: EntryGroup;
  readonly actions: EntryActions;
  readonly onMenu: (entry: Entry, element: HTMLElement) => void;
}

function Group({ group: { title, entries }, actions, onMenu }: GroupProps) {
  const [most, setMost] = useState(MOST_ENTRIES);
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-xs text-ink-3">
        {title} · {entries.length}
      </h3>
      <ul className="divide-y divide-line/60 border-y border-line/60">
        {entries.slice(0, most).map((entry, at) => (
          <EntryRow
            key={entry.field}
            entry={entry}
            isFirst={at === 0}
            actions={actions}
            onMenu={(element) => onMenu(entry, element)}
          />
        ))}
      </ul>
      {entries.length > most && (
        <button type="button" className="mt-1 text-xs text-accent-ink" onClick={() => setMost(most * 10)}>
          {entries.length - most} more
        </button>
      )}
    </section>
  );
}

interface EntryRowProps {
  readonly entry: Entry;
  readonly isFirst: boolean;
  readonly actions: EntryActions;
  readonly onMenu: (element: HTMLElement) => void;
}

function EntryRow({ entry, isFirst, actions, onMenu }: EntryRowProps) {
  const { key, value, field } = entry;
  const { noun, filter, columns } = actions;
  const tree = useMemo(() => (/^\s*[{[]/.test(value) ? parseJsonTree(value) : undefined), [value]);
  const [open, setOpen] = useState(false);
  const isColumn = columns?.has(field) === true;
  return (
    <li
      data-field={field}
      tabIndex={isFirst ? 0 : -1}
      className="group relative flex min-h-7 items-start gap-3 -outline-offset-2 hover:bg-hover/60"
    >
      <span className="w-2/5 max-w-52 shrink-0 py-1 pl-1 font-mono text-xs leading-[18px] wrap-anywhere text-ink-2">
        {key}
      </span>
      <div className="min-w-0 flex-1 py-1 pr-1 font-mono text-xs leading-[18px] wrap-anywhere whitespace-pre-wrap">
        {tree ? (
          <>
            <button
              type="button"
              aria-expanded={open}
              className="flex max-w-full items-center gap-1 text-left"
              onClick={() => setOpen(!open)}
            >
              <ChevronRight className={cn('size-3 shrink-0 text-ink-3', open && 'rotate-90')} aria-hidden />
              <span className="truncate">{open ? 'JSON' : value.slice(0, 500)}</span>
            </button>
            {open && <JsonView node={tree} pattern={undefined} />}
          </>
        ) : value === '' ? (
          <span className="text-ink-3">empty</span>
        ) : (
          <LongText text={value} />
        )}
      </div>
      <span
        className={cn(
          'absolute top-0 right-0 flex rounded-md bg-raised opacity-0 shadow-raised',
          'group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:static pointer-coarse:bg-transparent pointer-coarse:opacity-100 pointer-coarse:shadow-none',
        )}
      >
        {filter && (
          <>
            <IconButton
              label={`Only ${noun} with this ${key}`}
              shortcut="+"
              onClick={() => filter(field, value, 'in')}
              className="pointer-coarse:hidden"
            >
              <Plus className="size-3.5" aria-hidden />
            </IconButton>
            <IconButton
              label={`Without ${noun} with this ${key}`}
              shortcut="−"
              onClick={() => filter(field, value, 'out')}
              className="pointer-coarse:hidden"
            >
              <Minus className="size-3.5" aria-hidden />
            </IconButton>
          </>
        )}
        {columns && (
          <IconButton
            label={isColumn ? `Remove the column ${key}` : `Show ${key} as a column`}
            shortcut="a"
            aria-pressed={isColumn}
            onClick={() => columns.toggle(field)}
            className="aria-pressed:text-accent-ink pointer-coarse:hidden"
          >
            <Columns3 className="size-3.5" aria-hidden />
          </IconButton>
        )}
        <CopyButton text={value} label={`Copy ${key}`} className="pointer-coarse:hidden" />
        <IconButton
          label={`More for ${key}`}
          shortcut="Enter"
          aria-haspopup="dialog"
          onClick={(event) => onMenu(event.currentTarget)}
        >
          <Ellipsis className="size-3.5" aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

/** Very long values a part at a time: laying out megabytes takes seconds. */
function LongText({ text }: { readonly text: string }) {
  const [step, setStep] = useState(0);
  const { shown, more } = clipped(text, step);
  return (
    <>
      {shown}
      {more && (
        <button
          type="button"
          className="ml-1 rounded-sm font-sans text-accent-ink"
          onClick={() => setStep(step + 1)}
        >
          {more}
        </button>
      )}
    </>
  );
}
