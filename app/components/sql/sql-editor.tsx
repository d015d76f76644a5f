// The place for the SQL: a plain field until the editor's code has arrived, then the editor, without losing a keystroke.
import { type ComponentType, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { EditorProps } from './editor-props.ts';

export function SqlEditor(props: EditorProps) {
  const Editor = useCodeEditor();
  return Editor ? <Editor {...props} /> : <PlainEditor {...props} />;
}

function PlainEditor({ text, label, mistake, messageId, onText, onRun, focusRef }: EditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    focusRef.current = () => field.current?.focus();
  }, [focusRef]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    onRun();
  };
  return (
    <textarea
      ref={field}
      aria-label={label}
      aria-invalid={mistake !== undefined}
      aria-describedby={mistake && messageId}
      spellCheck={false}
      placeholder="SELECT …"
      value={text}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
      className="slim-scroll block size-full resize-none bg-transparent py-2 pr-3 pl-12 font-mono text-[13px] leading-5 outline-none"
    />
  );
}

/** The editor's component once its code is there. */
function useCodeEditor(): ComponentType<EditorProps> | undefined {
  const [editor, setEditor] = useState<{ readonly Component: ComponentType<EditorProps> }>();
  useEffect(() => {
    let gone = false;
    import('./code-editor.tsx').then(
      ({ CodeEditor }) => {
        if (!gone) setEditor({ Component: CodeEditor });
      },
      // The plain field does everything that is needed.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  return editor?.Component;
}
