// The form of one connection. It is tested before it is saved; a stored password is never shown.
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { ReadOnly } from '#app/components/settings/common/read-only.tsx';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import { errorText, toUserError } from '#app/lib/core/user-error.ts';
import { type Connection, connectionInput, type FieldProblems } from '#app/lib/sources/schema.ts';
import { saveConnection, testConnection } from '#app/lib/sources/sources.functions.ts';
import { TextInput } from './inputs.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';

const EMPTY = { name: '', url: '', username: 'default', database: 'default' };
type Draft = typeof EMPTY;

interface ConnectionFormProps {
  /** Undefined: a new one. */
  readonly connection: Connection | undefined;
  readonly mayChange: boolean;
}

export function ConnectionForm({ connection, mayChange }: ConnectionFormProps) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(connection ?? EMPTY);
  /** Undefined: the stored one stays. */
  const [password, setPassword] = useState<string | undefined>(connection?.hasPassword ? undefined : '');
  const [problems, setProblems] = useState<FieldProblems>({});
  const [result, setResult] = useState<string>();
  const [busy, setBusy] = useState<'testing' | 'saving'>();
  const isDirty = useRef(false);

  const touched = (name: string) => {
    isDirty.current = true;
    setResult(undefined);
    const { [name]: _, ...others } = problems;
    setProblems(others);
  };
  const change = (name: keyof Draft) => (text: string) => {
    setDraft({ ...draft, [name]: text });
    touched(name);
  };

  async function run(what: 'testing' | 'saving'): Promise<void> {
    if (busy) return;
    const { name, url, username, database } = draft;
    const parsed = connectionInput.safeParse({
      ...{ name, url, username, database },
      ...(password !== undefined && { password }),
    });
    if (!parsed.success) {
      const entries = parsed.error.issues.map(({ path, message }) => [String(path[0]), { message }]);
      return setProblems(Object.fromEntries(entries));
    }
    setBusy(what);
    setProblems({});
    setResult(undefined);
    const data = { ...parsed.data, ...(connection && { id: connection.id }) };
    try {
      if (what === 'testing') {
        const answer = await testConnection({ data });
        setProblems(answer.problems);
        if (Object.keys(answer.problems).length === 0) setResult(`It works: ClickHouse ${answer.version}.`);
      } else {
        const answer = await saveConnection({ data });
        if (answer.problems) setProblems(answer.problems);
        else {
          isDirty.current = false;
          await queryClient.invalidateQueries({ queryKey: ['sources'] });
          await navigate({ to: '/settings/connections' });
        }
      }
    } catch (thrown) {
      setProblems({ form: { message: errorText(toUserError(thrown)) } });
    }
    setBusy(undefined);
  }

  useHotkeys(mayChange ? { 'mod+s': () => void run('saving') } : {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run('saving');
  };
  const common = { spellCheck: false, autoComplete: 'off' } as const;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <div className="flex flex-col gap-2">
        <Link to="/settings/connections" className="flex w-fit items-center gap-1 text-ink-2 hover:text-ink">
          <ArrowLeft className="size-3.5" aria-hidden />
          Connections
        </Link>
        <h2 className="text-lg font-semibold">{connection?.name ?? 'New connection'}</h2>
        {!mayChange && <ReadOnly what="change connections" />}
      </div>
      <fieldset
        disabled={!mayChange || busy !== undefined}
        className="grid gap-x-4 gap-y-3 border-t border-line pt-4 md:grid-cols-2"
      >
        <TextInput
          label="Name"
          value={draft.name}
          onChange={change('name')}
          problem={problems.name}
          maxLength={80}
          {...common}
        />
        <TextInput
          label="Address"
          value={draft.url}
          onChange={change('url')}
          problem={problems.url}
          placeholder="https://clickhouse.example.com:8443"
          hint="Of the HTTP interface, usually at port 8123, or 8443 for https"
          inputMode="url"
          className="font-mono"
          {...common}
        />
        <TextInput
          label="User"
          value={draft.username}
          onChange={change('username')}
          problem={problems.username}
          hint="One that may only read, with readonly set to 2, is enough."
          className="font-mono"
          {...common}
        />
        <TextInput
          label="Password"
          type="password"
          value={password ?? ''}
          onChange={(text) => {
            setPassword(text);
            touched('password');
          }}
          problem={problems.password}
          placeholder={password === undefined ? 'unchanged' : ''}
          hint={connection?.hasPassword ? 'Leave it to keep the stored one.' : 'Stored encrypted'}
          spellCheck={false}
          autoComplete="new-password"
        />
        <TextInput
          label="Database"
          value={draft.database}
          onChange={change('database')}
          problem={problems.database}
          className="font-mono"
          {...common}
        />
      </fieldset>
      {problems.form && <FormProblem>{problems.form.message}</FormProblem>}
      {mayChange && (
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" disabled={busy !== undefined}>
            {busy === 'saving' ? 'Saving…' : 'Save'}
          </Button>
          <Button onClick={() => void run('testing')} disabled={busy !== undefined}>
            {busy === 'testing' ? 'Testing…' : 'Test'}
          </Button>
          <Link to="/settings/connections" className={buttonClass('ghost')}>
            Cancel
          </Link>
          <p role="status" className="text-ok">
            {result}
          </p>
        </div>
      )}
      <UnsavedGuard when={() => isDirty.current} />
    </form>
  );
}
