// The SQL workspace: write one SELECT, run it, look at the result as a table or a chart. What was run is in the URL.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { CircleStop, History, Play } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { forget, readHistory, remember } from '#app/components/editor/history.ts';
import type { HistoryActions } from '#app/components/editor/history-panel.tsx';
import { PageHeader } from '#app/components/shell/page-header.tsx';
import { browserStore } from '#app/components/ui/browser-store.ts';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import { Kbd } from '#app/components/ui/kbd.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { sqlCatalogueOptions } from '#app/lib/query/queries.ts';
import { ResultPane } from './result-pane.tsx';
import { SqlEditor } from './sql-editor.tsx';
import { useSqlRun } from './use-sql-run.ts';

const route = getRouteApi('/_app/sql');

const historyPanel = lazyPanel<HistoryActions>(() =>
  import('#app/components/editor/history-panel.tsx').then((module) => module.HistoryPanel),
);

const LEAST_PX = 96;
const USUAL_PX = 200;
const KEY_STEP_PX = 24;

export function SqlPage() {
  const { sql, view } = route.useSearch();
  const { viewer } = route.useRouteContext();
  const navigate = route.useNavigate();
  const run = useSqlRun(sql);
  const { data: catalogue } = useQuery(sqlCatalogueOptions());
  const [draft, setDraft] = useState({ from: sql, text: sql });
  // Back and forward, and a link, bring another text.
  if (draft.from !== sql) setDraft({ from: sql, text: sql });
  const { text } = draft;
  const focusEditor = useRef<() => void>(undefined);
  const [height, setHeight] = useState(USUAL_PX);
  const historyKey = `sql.${viewer.team.id}`;

  const start = (next: string) => {
    if (next.trim() === '') return;
    remember(browserStore(), historyKey, next);
    if (next === sql) return run.again();
    setDraft({ from: next, text: next });
    void navigate({ search: (before) => ({ ...before, sql: next }), resetScroll: false });
  };
  useHotkeys({ '/': () => focusEditor.current?.(), 'mod+enter': () => start(text) });
  const mistake = run.error?.position && text === sql ? run.error : undefined;
  return (
    <>
      <PageHeader title="SQL">
        <PanelTrigger
          panel={historyPanel}
          panelProps={{
            read: () => readHistory(browserStore(), historyKey),
            onPick: start,
            onForget: () => forget(browserStore(), historyKey),
          }}
          className={buttonClass('ghost')}
        >
          <History className="size-3.5" aria-hidden />
          History
        </PanelTrigger>
        <CopyButton label="Copy a link to this query" text={() => linkTo(text)} />
        {run.running ? (
          <Button onClick={run.cancel}>
            <CircleStop className="size-3.5" aria-hidden />
            Cancel
          </Button>
        ) : (
          <Button variant="primary" disabled={text.trim() === ''} onClick={() => start(text)}>
            <Play className="size-3.5" aria-hidden />
            Run
            <span className="max-md:hidden" aria-hidden>
              <Kbd>⌘ ↵</Kbd>
            </span>
          </Button>
        )}
      </PageHeader>
      <div className="shrink-0 overflow-hidden bg-surface" style={{ height }}>
        <SqlEditor
          text={text}
          label="SQL"
          mistake={mistake}
          messageId="sql-mistake"
          catalogue={catalogue}
          onText={(next) => setDraft({ from: sql, text: next })}
          onRun={() => start(text)}
          focusRef={focusEditor}
        />
      </div>
      <Divider height={height} onHeight={setHeight} />
      <ResultPane
        run={run}
        view={view}
        onView={(next) =>
          void navigate({
            search: (before) => ({ ...before, view: next }),
            replace: true,
            resetScroll: false,
          })
        }
        onExample={start}
      />
    </>
  );
}

interface DividerProps {
  readonly height: number;
  readonly onHeight: (height: number) => void;
}

/** The edge between the editor and the result; dragged, or moved by the arrow keys. */
function Divider({ height, onHeight }: DividerProps) {
  const grip = useRef<{ readonly y: number; readonly height: number }>(undefined);
  const most = () => Math.max(LEAST_PX, window.innerHeight - 2 * LEAST_PX);
  const set = (next: number) => onHeight(Math.round(Math.min(most(), Math.max(LEAST_PX, next))));
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    grip.current = { y: event.clientY, height };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (grip.current) set(grip.current.height + event.clientY - grip.current.y);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? KEY_STEP_PX : event.key === 'ArrowUp' ? -KEY_STEP_PX : 0;
    if (step === 0) return;
    event.preventDefault();
    set(height + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      role="separator"
      tabIndex={0}
      aria-label="Height of the editor"
      aria-orientation="horizontal"
      aria-valuenow={height}
      aria-valuemin={LEAST_PX}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onLostPointerCapture={() => {
        grip.current = undefined;
      }}
      onKeyDown={onKeyDown}
      className="h-1.5 shrink-0 cursor-row-resize touch-none border-y border-line bg-surface hover:bg-selected"
    />
  );
}

/** The address of this page with the text as it stands, run or not. */
function linkTo(text: string): string {
  const url = new URL(window.location.href);
  url.searchParams.set('sql', text);
  return url.href;
}
