// The box as an editor: CodeMirror with as little of it as the language needs. Loaded lazily; it takes the caret of the plain
// input over, so a person who is typing does not notice.
import { closeCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewline, isolateHistory } from '@codemirror/commands';
import { bracketMatching, LanguageSupport, LRLanguage } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { KnowsField } from '#app/lib/search/ast.ts';
import type { CompletionField } from '#app/lib/search/completion-rank.ts';
import { colouredParser } from '#app/lib/search/highlight.ts';
import { boxLook } from './box-look.ts';
import type { Mistake } from './mistakes.ts';
import { BOX_TEXT, type BoxProps } from './plain-input.tsx';
import type { LoadValues } from './props.ts';
import { searchSuggestions } from './suggest.ts';
import { editorTheme } from './theme.ts';

export interface CodeBoxProps extends BoxProps {
  readonly language: 'lucene' | 'sql';
  readonly knows: KnowsField;
  readonly fields: readonly CompletionField[];
  readonly values: LoadValues;
  readonly mistakes: readonly Mistake[];
}

/** Marks changes that come from outside, which the page knows already. */
const fromOutside = Annotation.define<boolean>();

export function CodeBox(props: CodeBoxProps) {
  const { text, language, knows, mistakes, invalid, messageId, label, placeholder: hint, caret, box } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  const languagePart = useRef(new Compartment());
  const hintPart = useRef(new Compartment());
  useLayoutEffect(() => {
    latest.current = props;
  });

  useLayoutEffect(() => {
    const created = createView(host.current, latest, [languagePart.current.of([]), hintPart.current.of([])]);
    view.current = created;
    box.current = created;
    if (caret.current?.focused) created.focus();
    return () => {
      box.current = null;
      created.destroy();
    };
  }, [box, caret]);

  useLayoutEffect(() => {
    const current = view.current;
    if (!current || current.state.doc.toString() === normalise(text)) return;
    const { anchor, head } = current.state.selection.main;
    const length = normalise(text).length;
    const wasAtEnd = head === current.state.doc.length;
    current.dispatch({
      changes: { from: 0, to: current.state.doc.length, insert: text },
      selection: wasAtEnd
        ? { anchor: length }
        : { anchor: Math.min(anchor, length), head: Math.min(head, length) },
      annotations: [fromOutside.of(true), isolateHistory.of('full')],
      scrollIntoView: true,
    });
    closeCompletion(current);
  }, [text]);

  useLayoutEffect(() => {
    const part = hintPart.current;
    view.current?.dispatch({ effects: part.reconfigure(hint ? placeholder(hint) : []) });
  }, [hint]);

  useEffect(() => {
    let gone = false;
    const use = (extension: Extension) => {
      if (!gone) view.current?.dispatch({ effects: languagePart.current.reconfigure(extension) });
    };
    if (language === 'lucene') use(searchLanguage(knows, latest));
    else {
      use([]);
      // Without its colours SQL can still be written.
      import('./sql-language.ts').then(
        ({ sqlCondition }) => use(sqlCondition(() => latest.current.fields)),
        () => undefined,
      );
    }
    return () => {
      gone = true;
    };
  }, [language, knows]);

  // The attributes of the text element are asked for with every transaction, so this one also updates those.
  // biome-ignore lint/correctness/useExhaustiveDependencies: label, invalid and messageId are read through `latest`
  useEffect(() => {
    const current = view.current;
    if (current) current.dispatch(setDiagnostics(current.state, marks(mistakes, current.state.doc.length)));
  }, [mistakes, label, invalid, messageId]);

  return <div ref={host} className={BOX_TEXT} />;
}

function marks(mistakes: readonly Mistake[], length: number) {
  return mistakes.flatMap(({ position, message, hint }) =>
    position && position.from < length
      ? [
          {
            from: position.from,
            to: Math.min(Math.max(position.to, position.from + 1), length),
            severity: 'error' as const,
            message: hint ? `${message} ${hint}` : message,
          },
        ]
      : [],
  );
}

/** As CodeMirror has the text: line ends are one character. */
function normalise(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

interface Latest {
  readonly current: CodeBoxProps;
}

function searchLanguage(knows: KnowsField, latest: Latest): Extension {
  const language = LRLanguage.define({ name: 'search', parser: colouredParser(knows) });
  return [new LanguageSupport(language), bracketMatching(), searchSuggestions(() => latest.current)];
}

function createView(parent: HTMLElement | null, latest: Latest, parts: Extension[]): EditorView {
  const { text, caret } = latest.current;
  const doc = normalise(text);
  const at = (offset: number | undefined) => Math.min(offset ?? doc.length, doc.length);
  return new EditorView({
    ...(parent && { parent }),
    state: EditorState.create({
      doc,
      selection: { anchor: at(caret.current?.from), head: at(caret.current?.to) },
      extensions: [
        parts,
        // What comes first wins.
        boxLook,
        editorTheme,
        history(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(() => attributes(latest.current)),
        boxKeys(latest),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged || update.transactions.some((it) => it.annotation(fromOutside))) return;
          latest.current.onText(update.state.doc.toString());
        }),
      ],
    }),
  });
}

function attributes({ label, invalid, messageId }: CodeBoxProps): Record<string, string> {
  return {
    'data-testid': 'search-box',
    // Long text scrolls, which must be possible by keyboard; that it can be edited does not say so everywhere.
    tabindex: '0',
    'aria-label': label,
    enterkeyhint: 'search',
    ...(invalid && { 'aria-invalid': 'true' }),
    ...(messageId !== undefined && { 'aria-describedby': messageId }),
  };
}

/** Keys of the box. Those of an open suggestion list come before them. */
function boxKeys(latest: Latest): Extension {
  const recall = (step: 1 | -1) => (view: EditorView) => {
    const { doc, selection } = view.state;
    const edge = step === 1 ? doc.line(1) : doc.line(doc.lines);
    const { head } = selection.main;
    if (head < edge.from || head > edge.to) return false;
    // A wrapped line has several rows: only its outermost is the end of the box.
    const moved = view.moveVertically(selection.main, step === -1);
    const top = view.coordsAtPos(head)?.top;
    if (head !== moved.head && Math.abs((view.coordsAtPos(moved.head)?.top ?? 0) - (top ?? 0)) > 2)
      return false;
    return latest.current.onRecall(step);
  };
  const search = (view: EditorView) => {
    closeCompletion(view);
    latest.current.onEnter();
    return true;
  };
  return Prec.high(
    keymap.of([
      { key: 'Enter', run: search, shift: insertNewline },
      { key: 'Mod-Enter', run: search },
      {
        key: 'Escape',
        run: (view) => {
          view.contentDOM.blur();
          return true;
        },
      },
      { key: 'ArrowUp', run: recall(1) },
      { key: 'ArrowDown', run: recall(-1) },
    ]),
  );
}
