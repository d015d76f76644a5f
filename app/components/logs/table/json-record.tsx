// A whole record as JSON, in the list.
import { useMemo } from 'react';
import type { LogRow } from '#app/lib/logs/schema.ts';
import { JsonText } from '../text/json-text.tsx';

/** More lines are for the detail. */
const MOST_LINES = 60;

interface JsonRecordProps {
  readonly row: LogRow;
  readonly pattern: RegExp | undefined;
}

export function JsonRecord({ row, pattern }: JsonRecordProps) {
  const { text, hidden } = useMemo(() => cut(recordJson(row)), [row]);
  return (
    <pre className="overflow-hidden font-mono text-xs leading-4 wrap-anywhere whitespace-pre-wrap [&_mark]:text-ink">
      <JsonText text={text} pattern={pattern} />
      {hidden > 0 && <span className="text-ink-3">{`\n… ${hidden} more lines: open the record`}</span>}
    </pre>
  );
}

/** The record without what is empty, indented. */
function recordJson({ id: _id, columns: _columns, scope, ...rest }: LogRow): string {
  const record = { ...rest, scope: present(scope) };
  return JSON.stringify(present(record), undefined, 2);
}

function present(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) =>
        value !== '' && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
    ),
  );
}

function cut(text: string): { readonly text: string; readonly hidden: number } {
  const lines = text.split('\n');
  if (lines.length <= MOST_LINES) return { text, hidden: 0 };
  return { text: lines.slice(0, MOST_LINES).join('\n'), hidden: lines.length - MOST_LINES };
}
