// Which table a source reads: the server, the database and the table, found by typing, and a guess at its fields.
import { useQuery } from '@tanstack/react-query';
import { Wand2 } from 'lucide-react';
import { useId } from 'react';
import { formatCount } from '#app/components/time/format.ts';
import { Button } from '#app/components/ui/button.tsx';
import { tablesOptions } from '#app/lib/sources/queries.ts';
import { Select, TextInput } from './inputs.tsx';
import type { SourceSettings } from './settings-state.tsx';
import type { SourceForm as Form } from './use-source-form.ts';

interface TablePickerProps extends Pick<SourceSettings, 'connections' | 'database'> {
  readonly form: Form;
  readonly isFixed: boolean;
}

export function TablePicker({ form, connections, database, isFixed }: TablePickerProps) {
  const { draft, problems, change } = form;
  const list = useId();
  const isElsewhere = draft.connectionId !== '';
  const { data: found, error } = useQuery({
    ...tablesOptions(isElsewhere ? draft.connectionId : null, draft.database || undefined),
    enabled: !isFixed,
  });
  const servers = [
    { value: '', label: 'Maple’s own ClickHouse' },
    ...connections.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <>
      <Select
        label="Server"
        value={draft.connectionId}
        options={servers}
        onChange={(connectionId) => change({ connectionId, database: '', table: '' })}
        problem={error ? { message: error.message } : undefined}
      />
      <TextInput
        label="Database"
        value={isElsewhere ? draft.database : database}
        onChange={(text) => change({ database: text })}
        disabled={!isElsewhere}
        placeholder={found?.database}
        list={`${list}-databases`}
        spellCheck={false}
        autoComplete="off"
        hint={isElsewhere ? 'Empty: the one of the connection' : 'The team’s own'}
        problem={problems.database}
        className="font-mono"
      />
      <datalist id={`${list}-databases`}>
        {found?.databases.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <TextInput
        label="Table"
        value={draft.table}
        onChange={(table) => change({ table })}
        list={`${list}-tables`}
        spellCheck={false}
        autoComplete="off"
        problem={problems.table}
        hint={found && found.tables.length === 0 ? 'There is no table in this database yet.' : undefined}
        className="font-mono"
      />
      <datalist id={`${list}-tables`}>
        {found?.tables.map(({ name, rows }) => (
          <option key={name} value={name}>
            {rows === null ? name : formatCount(rows, 'row')}
          </option>
        ))}
      </datalist>
      {!isFixed && (
        <div className="flex flex-wrap items-center gap-2 md:self-end md:pb-0.5">
          <Button onClick={() => void form.detect()} disabled={form.busy !== undefined}>
            <Wand2 className="size-3.5" aria-hidden />
            {form.busy === 'detecting' ? 'Looking at the columns…' : 'Detect fields'}
          </Button>
          {form.hasDetected && (
            <Button variant="ghost" onClick={form.undoDetection}>
              Undo
            </Button>
          )}
          <p role="status" className="text-xs text-ink-3">
            {form.hasDetected && `Filled in from ${form.columns.length} columns.`}
          </p>
        </div>
      )}
    </>
  );
}
