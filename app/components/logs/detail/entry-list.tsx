// The fields of a record with what one can do with each: by the buttons that appear, or by a key while a field has the
// focus. Arrows go from field to field.
import { ChevronRight, Columns3, Ellipsis, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useMemo, useRef, useState } from 'react';
import { IconButton } from '#app/components/ui/button.tsx';
import { cn } from '#app/components/ui/cn.ts';
import { CopyButton, useCopy } from '#app/components/ui/copy-button.tsx';
import type { LogActions } from '../log-actions.ts';
import type { Entry, EntryGroup } from './entries.ts';
import { parseJsonTree } from './json-tree.ts';
import { JsonView } from './json-view.tsx';

const EntryPanel = lazy(() => import('./entry-panel.tsx').then((module) => ({ default: module.EntryPanel })));

interface EntryListProps {
  readonly groups: readonly EntryGroup[];
  readonly columns: readonly string[];
  readonly actions: LogActions;
}

export function EntryList({ groups, columns, actions }: EntryListProps) {
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLElement>(null);
  const [menu, setMenu] = useState<Entry>();
  const { copy } = useCopy();
  const toggleColumn = (field: string) =>
    columns.includes(field) ? actions.removeColumn(field) : actions.addColumn(field);

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
    } else if (event.key === 'a') toggleColumn(entry.field);
    else if (event.key === 'y') copy(entry.value);
    else if (actions.canFilter && (event.key === '+' || event.key === '='))
      actions.filter(entry.field, entry.value, 'in');
    else if (actions.canFilter && event.key === '-') actions.filter(entry.field, entry.value, 'out');
    else if (actions.canFilter && event.key === 'o') actions.filter(entry.field, entry.value, 'only');
    else if (actions.canFilter && event.key === 'e') actions.exists(entry.field);
    else return;
    // Handled here: the same keys mean other things to the screen.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields inside have the focus
    <div ref={box} className="flex flex-col gap-4" onKeyDown={onKeyDown}>
      {groups.map(({ title, entries }) => (
        <section key={title} aria-label={title}>
          <h3 className="mb-1 text-xs text-ink-3">
            {title} · {entries.length}
          </h3>
          <ul className="divide-y divide-line/60 border-y border-line/60">
            {entries.map((entry, at) => (
              <EntryRow
                key={entry.field}
                entry={entry}
                isFirst={at === 0}
                isColumn={columns.includes(entry.field)}
                actions={actions}
                onColumn={() => toggleColumn(entry.field)}
                onMenu={(element) => {
                  trigger.current = element;
                  setMenu(entry);
                }}
              />
            ))}
          </ul>
        </section>
      ))}
      {menu && (
        <Suspense>
          <EntryPanel
            entry={menu}
            isColumn={columns.includes(menu.field)}
            actions={actions}
            onColumn={() => toggleColumn(menu.field)}
            trigger={trigger}
            onClose={() => setMenu(undefined)}
          />
        </Suspense>
      )}
    </div>
  );
}

interface EntryRowProps {
  readonly entry: Entry;
  readonly isFirst: boolean;
  readonly isColumn: boolean;
  readonly actions: LogActions;
  readonly onColumn: () => void;
  readonly onMenu: (element: HTMLElement) => void;
}

function EntryRow({ entry, isFirst, isColumn, actions, onColumn, onMenu }: EntryRowProps) {
  const { key, value, field } = entry;
  const tree = useMemo(() => (/^\s*[{[]/.test(value) ? parseJsonTree(value) : undefined), [value]);
  const [open, setOpen] = useState(false);
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
              <span className="truncate">{open ? 'JSON' : value}</span>
            </button>
            {open && <JsonView node={tree} pattern={undefined} />}
          </>
        ) : value === '' ? (
          <span className="text-ink-3">empty</span>
        ) : (
          value
        )}
      </div>
      <span
        className={cn(
          'absolute top-0 right-0 flex rounded-md bg-raised opacity-0 shadow-raised',
          'group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:static pointer-coarse:bg-transparent pointer-coarse:opacity-100 pointer-coarse:shadow-none',
        )}
      >
        {actions.canFilter && (
          <>
            <IconButton
              label={`Only records with this ${key}`}
              shortcut="+"
              onClick={() => actions.filter(field, value, 'in')}
              className="pointer-coarse:hidden"
            >
              <Plus className="size-3.5" aria-hidden />
            </IconButton>
            <IconButton
              label={`Without records with this ${key}`}
              shortcut="−"
              onClick={() => actions.filter(field, value, 'out')}
              className="pointer-coarse:hidden"
            >
              <Minus className="size-3.5" aria-hidden />
            </IconButton>
          </>
        )}
        <IconButton
          label={isColumn ? `Remove the column ${key}` : `Show ${key} as a column`}
          shortcut="a"
          aria-pressed={isColumn}
          onClick={onColumn}
          className="aria-pressed:text-accent-ink pointer-coarse:hidden"
        >
          <Columns3 className="size-3.5" aria-hidden />
        </IconButton>
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
