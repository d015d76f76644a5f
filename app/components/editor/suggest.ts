// Suggestions of the search box: fields, operators, and values with their counts. Values are asked for as the typing goes
// on; a question that is overtaken is aborted and its answer dropped.
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  insertCompletionText,
  moveCompletionSelection,
  pickedCompletion,
  selectedCompletion,
} from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import { type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import { type EditorView, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import { formatCompact } from '#app/components/time/format.ts';
import type { KnowsField } from '#app/lib/search/ast.ts';
import { type CompletionPlace, fieldText, placeAt, valueText } from '#app/lib/search/completion.ts';
import {
  type CompletionField,
  fieldType,
  otherConditions,
  rankFields,
  rankOperators,
  rankValues,
} from '#app/lib/search/completion-rank.ts';
import type { FieldValues, LoadValues } from './props.ts';

/** What suggestions are made of; read anew each time. */
export interface SuggestInput {
  readonly knows: KnowsField;
  readonly fields: readonly CompletionField[];
  readonly values: LoadValues;
}

const MOST_FIELDS = 50;
const MOST_VALUES = 100;
/** A question that is answered sooner needs no word about it. */
const QUIET_MS = 150;

/** The suggestions of the search language. */
export function searchSuggestions(input: () => SuggestInput): Extension {
  return suggestions((context) => suggest(context, input()));
}

/** A suggestion list with the behaviour of the search box: Enter searches unless an arrow key has chosen something. */
export function suggestions(
  source: (context: CompletionContext) => CompletionResult | null | Promise<CompletionResult | null>,
): Extension {
  return [
    autocompletion({
      override: [source],
      icons: false,
      selectOnOpen: false,
      interactionDelay: 0,
      activateOnTypingDelay: 60,
      maxRenderedOptions: MOST_VALUES,
      activateOnCompletion: (completion) => completion.type === 'field',
    }),
    Prec.highest(keymap.of([{ key: 'Tab', run: acceptFirst }])),
    waiting,
  ];
}

/** Takes the chosen suggestion, or the first one. */
function acceptFirst(view: EditorView): boolean {
  if (completionStatus(view.state) !== 'active') return false;
  if (selectedCompletion(view.state) === null) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}

function suggest(
  context: CompletionContext,
  input: SuggestInput,
): CompletionResult | null | Promise<CompletionResult | null> {
  const { state, pos } = context;
  const text = state.doc.toString();
  const place = placeAt(syntaxTree(state).resolveInner(pos, -1), text, pos);
  if (place.kind === 'none') return null;
  if (place.kind === 'value') return suggestValues(context, place, input);
  if (place.prefix === '' && !context.explicit) return null;
  const fields = rankFields(input.fields, place.prefix, MOST_FIELDS).map(({ field, alias }) =>
    option(field.name, fieldText(field.name, place), {
      type: 'field',
      detail: [alias, field.scope, field.type].filter((it) => it).join(' · '),
    }),
  );
  const operators = place.kind === 'operator' ? rankOperators(place.prefix) : [];
  const options = [
    ...operators.map(({ name, detail }) => option(name, `${name} `, { type: 'operator', detail })),
    ...fields,
  ];
  return result(place, options);
}

async function suggestValues(
  context: CompletionContext,
  place: CompletionPlace,
  { knows, fields, values }: SuggestInput,
): Promise<CompletionResult | null> {
  const { field = '', prefix } = place;
  const known = remembered(values, field, prefix);
  const found = known ?? (await ask(context, values, field, prefix));
  if (!found) return null;
  const options = rankValues(found.values, prefix).slice(0, MOST_VALUES);
  const section = {
    name: found.complete ? `Values of ${field}` : `Values of ${field}, not all of them`,
    rank: 0,
  };
  const others = options.length === 0 || prefix !== '' ? [] : otherConditions(fieldType(fields, field));
  return result(place, [
    ...options.map(({ value, count }) =>
      option(value === '' ? '(empty)' : value, valueText(value, place, knows), {
        type: 'value',
        detail: formatCompact(count),
        section,
      }),
    ),
    ...others.map(({ name, detail }) => option(name, name, { type: 'condition', detail, section: OTHERS })),
  ]);
}

const OTHERS = { name: 'Or', rank: 1 };

interface Answer extends FieldValues {
  readonly prefix: string;
  /** `performance.now()`. */
  readonly at: number;
}

/** Rows go on arriving: after this, values are asked for again. */
const FRESH_MS = 30_000;

/** Complete answers, as long as the page asks the same way: a new time range comes with a new function. */
const answers = new WeakMap<LoadValues, Map<string, Answer>>();

function remembered(values: LoadValues, field: string, prefix: string): FieldValues | undefined {
  const answer = answers.get(values)?.get(field);
  if (!answer?.complete || performance.now() - answer.at > FRESH_MS) return undefined;
  return prefix.toLowerCase().startsWith(answer.prefix.toLowerCase()) ? answer : undefined;
}

/** Undefined when the question was overtaken or failed; then the box says so. */
async function ask(
  context: CompletionContext,
  values: LoadValues,
  field: string,
  prefix: string,
): Promise<FieldValues | undefined> {
  const { view, pos } = context;
  const controller = new AbortController();
  const say = (text: string | undefined) => {
    if (view?.dom.isConnected)
      view.dispatch({ effects: setWaiting.of(text === undefined ? undefined : { pos, text }) });
  };
  const timer = setTimeout(() => say('Loading values…'), QUIET_MS);
  context.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      controller.abort();
      // Not now: the editor is in the middle of the update that overtook the question.
      setTimeout(() => say(undefined));
    },
    { onDocChange: true },
  );
  try {
    const found = await values(field, prefix, controller.signal);
    if (context.aborted || controller.signal.aborted) return undefined;
    const byField = answers.get(values) ?? new Map<string, Answer>();
    answers.set(values, byField.set(field, { ...found, prefix, at: performance.now() }));
    clearTimeout(timer);
    say(found.values.length === 0 ? `No values of ${field} here` : undefined);
    return found;
  } catch {
    // An aborted question is none; of a failed one the box says that there is no answer, and typing goes on.
    clearTimeout(timer);
    if (!controller.signal.aborted) say('The values could not be loaded');
    return undefined;
  }
}

interface OptionLook {
  readonly type: string;
  readonly detail: string;
  readonly section?: { readonly name: string; readonly rank: number };
}

function option(label: string, text: string, { type, detail, section }: OptionLook): Completion {
  return {
    label,
    type,
    detail,
    ...(section && { section }),
    apply: (view, completion, from, to) =>
      view.dispatch({
        ...insertCompletionText(view.state, text, from, to),
        annotations: pickedCompletion.of(completion),
        scrollIntoView: true,
      }),
  };
}

function result(
  { from, to, prefix }: CompletionPlace,
  options: readonly Completion[],
): CompletionResult | null {
  if (options.length === 0) return null;
  return {
    from,
    to,
    options,
    filter: false,
    getMatch: ({ label }) => {
      const at = prefix === '' ? -1 : label.toLowerCase().indexOf(prefix.toLowerCase());
      return at < 0 ? [] : [at, at + prefix.length];
    },
  };
}

const setWaiting = StateEffect.define<{ readonly pos: number; readonly text: string } | undefined>();

/** A word below the cursor while there is no list yet; gone with the next edit. */
const waiting = StateField.define<Tooltip | null>({
  create: () => null,
  update(now, transaction) {
    let next = transaction.docChanged || transaction.selection ? null : now;
    for (const effect of transaction.effects)
      if (effect.is(setWaiting)) next = effect.value ? waitingTooltip(effect.value) : null;
    return next;
  },
  provide: (field) => showTooltip.from(field),
});

function waitingTooltip({ pos, text }: { readonly pos: number; readonly text: string }): Tooltip {
  return {
    pos,
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'px-2.5 py-1.5 text-ink-2';
      dom.setAttribute('role', 'status');
      dom.textContent = text;
      return { dom };
    },
  };
}
