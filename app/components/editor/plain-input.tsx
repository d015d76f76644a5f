// The box before the editor has loaded: a plain input that looks the same. What it was doing when it goes is kept for the editor.
import { type KeyboardEvent, type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react';

/** The state of a box that another one takes over. */
export interface Caret {
  readonly focused: boolean;
  readonly from: number;
  readonly to: number;
}

/** What both kinds of box can do. */
export interface BoxHandle {
  focus(): void;
}

export interface BoxProps {
  readonly text: string;
  readonly label: string;
  readonly placeholder: string | undefined;
  readonly invalid: boolean;
  /** The id of the message about the text, when there is one. */
  readonly messageId: string | undefined;
  readonly onText: (text: string) => void;
  readonly onEnter: () => void;
  /** An arrow key at the end of the box; whether the history took it. */
  readonly onRecall: (step: 1 | -1) => boolean;
  readonly caret: RefObject<Caret | undefined>;
  readonly box: RefObject<BoxHandle | null>;
}

export function PlainInput(props: BoxProps) {
  const { text, label, placeholder, invalid, messageId, onText, onEnter, onRecall, caret, box } = props;
  const input = useRef<HTMLInputElement>(null);
  // What was typed into the server's page before this one was alive is in the element only.
  const adopt = useEffectEvent((typed: string) => {
    if (typed !== text) onText(typed);
  });
  useLayoutEffect(() => {
    if (input.current) adopt(input.current.value);
  }, []);
  useLayoutEffect(() => {
    const element = input.current;
    box.current = element;
    return () => {
      box.current = null;
      if (!element) return;
      caret.current = {
        focused: document.activeElement === element,
        from: element.selectionStart ?? element.value.length,
        to: element.selectionEnd ?? element.value.length,
      };
    };
  }, [box, caret]);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') onEnter();
    else if (event.key === 'Escape') event.currentTarget.blur();
    else if (event.key === 'ArrowUp' && onRecall(1)) event.preventDefault();
    else if (event.key === 'ArrowDown' && onRecall(-1)) event.preventDefault();
  };
  return (
    <input
      ref={input}
      data-testid="search-box"
      aria-label={label}
      aria-invalid={invalid || undefined}
      aria-describedby={messageId}
      value={text}
      onChange={(event) => onText(event.target.value)}
      onKeyDown={onKeyDown}
      placeholder={placeholder}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      enterKeyHint="search"
      className={`h-[30px] w-full bg-transparent px-0 outline-none pointer-coarse:h-[38px] ${BOX_TEXT}`}
    />
  );
}

/** Input and editor must look the same, so that nothing jumps when one takes over from the other. */
export const BOX_TEXT = 'font-mono text-xs pointer-coarse:text-[16px]';
