// The form of one source: its table, the expressions of its fields, and what a test of them found.
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef } from 'react';
import { ReadOnly } from '#app/components/settings/common/read-only.tsx';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { EXPRESSIONS, type ExpressionName } from '#app/lib/sources/fields.ts';
import type { SourceDefinition, SourceInput, SourceKind } from '#app/lib/sources/schema.ts';
import { Group, Select, TextInput } from './inputs.tsx';
import { SamplePreview } from './sample-preview.tsx';
import type { SourceSettings } from './settings-state.tsx';
import { shownExpressions } from './source-draft.ts';
import { TablePicker } from './table-picker.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';
import { type SourceForm as Form, useSourceForm } from './use-source-form.ts';

const KINDS = [
  { value: 'log', label: 'Logs' },
  { value: 'trace', label: 'Traces' },
  { value: 'metric', label: 'Metrics' },
  { value: 'session', label: 'Sessions' },
];
const UNITS = [
  { value: 'ns', label: 'nanoseconds' },
  { value: 'us', label: 'microseconds' },
  { value: 'ms', label: 'milliseconds' },
  { value: 's', label: 'seconds' },
];

interface SourceFormProps extends SourceSettings {
  /** Undefined: a new one. */
  readonly source: SourceDefinition | undefined;
}

export function SourceForm({ source, connections, database, mayChange }: SourceFormProps) {
  const form = useSourceForm(source);
  const isFixed = !mayChange || source?.isBuiltIn === true;
  const element = useRef<HTMLFormElement>(null);
  useFocusOnProblem(element, form.problems);
  useHotkeys(isFixed ? {} : { 'mod+s': () => void form.save() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.save();
  };
  const count = Object.keys(form.problems).length;
  return (
    <form ref={element} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <div className="flex flex-col gap-2">
        <Link to="/settings/sources" className="flex w-fit items-center gap-1 text-ink-2 hover:text-ink">
          <ArrowLeft className="size-3.5" aria-hidden />
          Sources
        </Link>
        <h2 className="text-lg font-semibold">{source?.name ?? 'New source'}</h2>
        {source?.isBuiltIn ? (
          <p className="rounded-lg border border-line bg-surface px-3 py-2 text-ink-2">
            This source is built in: it reads Maple’s own table and cannot be changed.
          </p>
        ) : (
          !mayChange && <ReadOnly what="change sources" />
        )}
      </div>
      <fieldset disabled={isFixed || form.busy === 'saving'} className="flex min-w-0 flex-col gap-5">
        <Group title="Table">
          <TablePicker form={form} connections={connections} database={database} isFixed={isFixed} />
          <Naming form={form} />
        </Group>
        <Expressions form={form} />
      </fieldset>
      {form.check && count === 0 && <SamplePreview check={form.check} />}
      {!isFixed && (
        <div className="sticky bottom-0 -mx-4 flex flex-col gap-2 border-t border-line bg-canvas px-4 py-3">
          {form.failure && (
            <FormProblem>
              {form.failure.message} {form.failure.hint}
            </FormProblem>
          )}
          {form.problems.form && <FormProblem>{form.problems.form.message}</FormProblem>}
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" variant="primary" disabled={form.busy !== undefined}>
              {form.busy === 'saving' ? 'Saving…' : 'Save'}
            </Button>
            <Button onClick={() => void form.test()} disabled={form.busy !== undefined}>
              {form.busy === 'testing' ? 'Testing…' : 'Test'}
            </Button>
            <Link to="/settings/sources" className={buttonClass('ghost')}>
              Cancel
            </Link>
            <p role="status" className="text-ink-2">
              {count > 0 && (count === 1 ? 'One field has a problem.' : `${count} fields have a problem.`)}
              {form.check && count === 0 && 'Everything works.'}
            </p>
          </div>
        </div>
      )}
      <UnsavedGuard when={form.isDirty} />
    </form>
  );
}

function Naming({ form }: { readonly form: Form }) {
  const { draft, problems, change } = form;
  return (
    <>
      <TextInput
        label="Name"
        value={draft.name}
        onChange={(name) => change({ name })}
        maxLength={80}
        autoComplete="off"
        problem={problems.name}
      />
      <Select
        label="Kind"
        value={draft.kind}
        options={KINDS}
        onChange={(kind) => change({ kind: kind as SourceKind })}
      />
      <TextInput
        label="Columns shown at first"
        value={draft.defaultColumns}
        onChange={(defaultColumns) => change({ defaultColumns })}
        hint="Field names between commas"
        spellCheck={false}
        autoComplete="off"
        problem={problems.defaultColumns}
        className="font-mono"
      />
    </>
  );
}

function Expressions({ form }: { readonly form: Form }) {
  const { draft, problems } = form;
  const columns = useId();
  const inputs = (group: Parameters<typeof shownExpressions>[1]) =>
    shownExpressions(draft, group, problems).map((name) => (
      <ExpressionInput key={name} name={name} form={form} columns={columns} />
    ));
  const spans = inputs('span');
  return (
    <>
      <datalist id={columns}>
        {form.columns.map(({ name, type }) => (
          <option key={name} value={/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``}>
            {type}
          </option>
        ))}
      </datalist>
      <Group
        title="Time"
        intro="Expressions of ClickHouse SQL over the table’s columns. Empty: the table has no such thing."
      >
        {inputs('row')}
      </Group>
      <Group title="Record">{inputs('record')}</Group>
      <Group title="Attributes">{inputs('attributes')}</Group>
      {spans.length > 0 && (
        <Group title={draft.kind === 'session' ? 'Session' : 'Span'}>
          {spans}
          {draft.expressions.duration !== '' && (
            <Select
              label="Unit of the duration"
              value={draft.durationUnit}
              options={UNITS}
              onChange={(unit) => form.change({ durationUnit: unit as SourceInput['durationUnit'] })}
            />
          )}
        </Group>
      )}
      <Group title="Rows">{inputs('table')}</Group>
    </>
  );
}

interface ExpressionInputProps {
  readonly name: ExpressionName;
  readonly form: Form;
  /** The id of the list of columns. */
  readonly columns: string;
}

function ExpressionInput({ name, form, columns }: ExpressionInputProps) {
  const { label, hint } = EXPRESSIONS[name];
  return (
    <TextInput
      label={label}
      hint={hint}
      value={form.draft.expressions[name]}
      onChange={(text) => form.changeExpression(name, text)}
      aside={form.check?.types[name]}
      problem={form.problems[name]}
      list={columns}
      maxLength={2_000}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      className="font-mono text-xs"
    />
  );
}

/** After a test the first field with a problem has the focus, wherever it is on the page. */
function useFocusOnProblem(form: { current: HTMLFormElement | null }, problems: Form['problems']): void {
  const before = useRef(0);
  const count = Object.keys(problems).length;
  useEffect(() => {
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (count > before.current && field) {
      field.focus({ preventScroll: true });
      // Not to the edge, where the bar with the buttons would hide the message.
      field.scrollIntoView({ block: 'center' });
    }
    before.current = count;
  }, [count, form]);
}
