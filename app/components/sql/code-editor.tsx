// The SQL editor: ClickHouse's colours, completion of the team's tables, columns and functions, the mistake underlined where
// it is. Loaded lazily.
import { autocompletion, type CompletionSource, completeFromList } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { schemaCompletionSource, sql } from '@codemirror/lang-sql';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { clickhouse } from '#app/components/editor/sql-language.ts';
import { editorTheme } from '#app/components/editor/theme.ts';
import type { SqlCatalogue } from '#app/lib/query/schema.ts';
import type { EditorProps } from './editor-props.ts';

/** Marks changes that come from outside, which the page knows already. */
const fromOutside = Annotation.define<boolean>();

const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: '13px' },
  '.cm-scroller': { lineHeight: '20px', scrollbarWidth: 'thin' },
  '.cm-content': { padding: '8px 0' },
  '.cm-line': { padding: '0 12px 0 4px' },
  '.cm-gutters': { backgroundColor: 'transparent', border: 'none', color: 'var(--ink-3)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 8px 0 12px', minWidth: '36px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--selected)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
});

export function CodeEditor(props: EditorProps) {
  const { text, mistake, catalogue, label, messageId, focusRef } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  const languagePart = useRef(new Compartment());
  useLayoutEffect(() => {
    latest.current = props;
  });

  useLayoutEffect(() => {
    const created = createView(host.current, latest, languagePart.current.of(language(undefined)));
    view.current = created;
    focusRef.current = () => created.focus();
    return () => {
      focusRef.current = undefined;
      created.destroy();
    };
  }, [focusRef]);

  useLayoutEffect(() => {
    const current = view.current;
    if (!current || current.state.doc.toString() === normalise(text)) return;
    current.dispatch({
      changes: { from: 0, to: current.state.doc.length, insert: text },
      selection: { anchor: normalise(text).length },
      annotations: fromOutside.of(true),
    });
  }, [text]);

  useEffect(() => {
    view.current?.dispatch({ effects: languagePart.current.reconfigure(language(catalogue)) });
  }, [catalogue]);

  // The attributes of the text element are asked for with every transaction, so this one also updates those.
  // biome-ignore lint/correctness/useExhaustiveDependencies: label and messageId are read through `latest`
  useEffect(() => {
    const current = view.current;
    if (!current) return;
    const length = current.state.doc.length;
    const position = mistake?.position;
    const marks =
      position && position.from < length
        ? [
            {
              from: position.from,
              to: Math.min(Math.max(position.to, position.from + 1), length),
              severity: 'error' as const,
              message: [mistake.message, mistake.hint].filter(Boolean).join(' '),
            },
          ]
        : [];
    current.dispatch(setDiagnostics(current.state, marks));
    const [mark] = marks;
    if (mark) current.dispatch({ effects: EditorView.scrollIntoView(mark.from) });
  }, [mistake, label, messageId]);

  return <div ref={host} className="h-full min-w-0 [&_.cm-editor]:h-full" />;
}

/** As CodeMirror has the text: line ends are one character. */
function normalise(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function language(catalogue: SqlCatalogue | undefined): Extension {
  const support = sql({ dialect: clickhouse, upperCaseKeywords: true });
  const sources: CompletionSource[] = [];
  if (catalogue) {
    const schema = Object.fromEntries(
      catalogue.tables.map(({ name, columns }) => [
        name,
        columns.map((column) => ({ label: column.name, detail: column.type, type: 'property' })),
      ]),
    );
    sources.push(schemaCompletionSource({ dialect: clickhouse, schema }));
    // Columns of the tables that the text names, without their table in front.
    sources.push((context) => {
      const word = context.matchBefore(/[\w.]*/);
      if (!word || word.text.includes('.') || (word.from === word.to && !context.explicit)) return null;
      const words = new Set(context.state.doc.toString().match(/\w+/g));
      const named = catalogue.tables.filter(({ name }) => words.has(name));
      const options = named.flatMap(({ name, columns }) =>
        columns.map((column) => ({
          label: /^\w+$/.test(column.name) ? column.name : `\`${column.name}\``,
          detail: named.length > 1 ? `${name} · ${column.type}` : column.type,
          type: 'property',
          boost: 2,
        })),
      );
      return { from: word.from, options, validFor: /^\w*$/ };
    });
    const functions = catalogue.functions.map((name) => ({ label: name, type: 'function', boost: -1 }));
    sources.push(completeFromList(functions));
  }
  return [
    support,
    autocompletion({ icons: false, activateOnTypingDelay: 60, maxRenderedOptions: 60 }),
    ...sources.map((autocomplete) => clickhouse.language.data.of({ autocomplete })),
  ];
}

interface Latest {
  readonly current: EditorProps;
}

function createView(parent: HTMLElement | null, latest: Latest, part: Extension): EditorView {
  const run = () => {
    latest.current.onRun();
    return true;
  };
  return new EditorView({
    ...(parent && { parent }),
    state: EditorState.create({
      doc: normalise(latest.current.text),
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
        LOOK,
        editorTheme,
        part,
        lineNumbers(),
        placeholder('SELECT …'),
        history(),
        drawSelection(),
        bracketMatching(),
        indentUnit.of('  '),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(() => attributes(latest.current)),
        // Tab indents; Escape first, then Tab, leaves the editor, as CodeMirror does everywhere.
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged || update.transactions.some((it) => it.annotation(fromOutside))) return;
          latest.current.onText(update.state.doc.toString());
        }),
      ],
    }),
  });
}

function attributes({ label, mistake, messageId }: EditorProps): Record<string, string> {
  return {
    'data-testid': 'sql-editor',
    // Long text scrolls, which must be possible by keyboard.
    tabindex: '0',
    'aria-label': label,
    ...(mistake && { 'aria-invalid': 'true', 'aria-describedby': messageId }),
  };
}
