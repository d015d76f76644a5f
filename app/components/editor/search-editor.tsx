// The search box: a plain input until the editor's code has arrived, then the editor, without losing a keystroke.
// Keyboard: Enter searches, Shift+Enter is a new line, arrows in an untouched box walk through earlier searches, Esc leaves.
import { History, Search, X } from 'lucide-react';
import { type ComponentType, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import { browserStore } from '#app/components/ui/browser-store.ts';
import { cn } from '#app/components/ui/cn.ts';
import { Kbd } from '#app/components/ui/kbd.tsx';
import { lazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';
import type { CodeBoxProps } from './code-box.tsx';
import { forget, NOT_WALKING, readHistory, remember, walkHistory } from './history.ts';
import type { HistoryActions } from './history-panel.tsx';
import { placeText } from './mistakes.ts';
import { type BoxHandle, type BoxProps, type Caret, PlainInput } from './plain-input.tsx';
import type { SearchEditorProps } from './props.ts';
import { useMistakes } from './use-mistakes.ts';

const historyPanel = lazyPanel<HistoryActions>(() =>
  import('./history-panel.tsx').then((module) => module.HistoryPanel),
);

export function SearchEditor(props: SearchEditorProps) {
  const { value, onSearch, onChange, language, error, knows, placeholder, label, ref } = props;
  const historyKey = `${props.historyKey}.${language}`;
  const id = useId();
  const box = useRef<BoxHandle>(null);
  const caret = useRef<Caret>(undefined);
  const walk = useRef(NOT_WALKING);
  const CodeBox = useCodeBox();
  const [draft, setDraft] = useState({ from: value, text: value });
  if (draft.from !== value) setDraft({ from: value, text: value });
  const { text } = draft;
  const { shown, check } = useMistakes({ text, value, language, knows, error });

  const change = (next: string) => {
    setDraft({ from: value, text: next });
    if (next !== text) onChange?.(next);
  };
  const run = (next: string) => {
    if (check(next)) return;
    walk.current = NOT_WALKING;
    remember(browserStore(), historyKey, next);
    onSearch(next.trim());
  };
  const recall = (step: 1 | -1) => {
    const found = walkHistory(readHistory(browserStore(), historyKey), walk.current, step, text, value);
    if (!found) return false;
    walk.current = found.walk;
    change(found.text);
    return true;
  };
  useImperativeHandle(ref, () => ({
    focus: () => box.current?.focus(),
    set: (next) => change(next),
  }));

  const [mistake] = shown;
  const boxProps: BoxProps = {
    text,
    label,
    placeholder,
    invalid: mistake !== undefined,
    messageId: mistake && `${id}-mistake`,
    onText: change,
    onEnter: () => run(text),
    onRecall: recall,
    caret,
    box,
  };
  return (
    <search className="flex min-w-0 flex-1 flex-col">
      <div
        className={cn(
          'relative flex items-start rounded-md border border-line-strong pl-8',
          'focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/30',
          mistake && 'border-danger',
        )}
      >
        <Search
          className="pointer-events-none absolute top-2 left-2.5 size-3.5 text-ink-3 pointer-coarse:top-3"
          aria-hidden
        />
        <div className="min-w-0 flex-1">
          {CodeBox ? (
            <CodeBox
              {...boxProps}
              language={language}
              knows={knows}
              fields={props.fields}
              values={props.values}
              mistakes={shown}
            />
          ) : (
            <PlainInput {...boxProps} />
          )}
        </div>
        <div className="flex h-[30px] shrink-0 items-center gap-0.5 px-1 pointer-coarse:h-[38px]">
          {text === '' ? (
            <span className="hidden pr-0.5 md:block" aria-hidden>
              <Kbd>/</Kbd>
            </span>
          ) : (
            <button
              type="button"
              aria-label="Clear the search"
              onClick={() => {
                change('');
                run('');
                box.current?.focus();
              }}
              className={ICON_BUTTON}
            >
              <X className="size-3.5" aria-hidden />
            </button>
          )}
          <PanelTrigger
            panel={historyPanel}
            panelProps={{
              read: () => readHistory(browserStore(), historyKey),
              onPick: (entry: string) => {
                change(entry);
                run(entry);
              },
              onForget: () => forget(browserStore(), historyKey),
            }}
            aria-label="Earlier searches"
            data-tip="Earlier searches"
            className={ICON_BUTTON}
          >
            <History className="size-3.5" aria-hidden />
          </PanelTrigger>
        </div>
      </div>
      {mistake && (
        <p id={`${id}-mistake`} role="alert" className="pt-1 text-xs">
          <span className="text-danger">
            {mistake.message}
            {placeText(mistake)}
          </span>
          {mistake.hint && <span className="text-ink-2"> {mistake.hint}</span>}
          {shown.length > 1 && <span className="text-ink-3"> And {shown.length - 1} more.</span>}
        </p>
      )}
    </search>
  );
}

const ICON_BUTTON =
  'flex size-6 items-center justify-center rounded text-ink-2 hover:bg-hover pointer-coarse:size-8';

/**
 * The editor, once its code is here. Where it cannot be fetched the plain input stays, which does everything but colours
 * and suggestions. Not while a character is being composed: the composition would be lost with the input.
 */
function useCodeBox(): ComponentType<CodeBoxProps> | undefined {
  const [loaded, setLoaded] = useState<{ readonly CodeBox: ComponentType<CodeBoxProps> }>();
  useEffect(() => {
    let composing = false;
    let ready: (() => void) | undefined;
    let gone = false;
    const started = () => {
      composing = true;
    };
    const ended = () => {
      composing = false;
      if (!gone) ready?.();
    };
    document.addEventListener('compositionstart', started);
    document.addEventListener('compositionend', ended);
    import('./code-box.tsx').then(
      ({ CodeBox }) => {
        ready = () => setLoaded({ CodeBox });
        if (!composing && !gone) ready();
      },
      // Offline, or a newer build has replaced the file: the input goes on working.
      () => undefined,
    );
    return () => {
      gone = true;
      document.removeEventListener('compositionstart', started);
      document.removeEventListener('compositionend', ended);
    };
  }, []);
  return loaded?.CodeBox;
}
