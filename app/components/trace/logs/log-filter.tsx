// What narrows the logs of a trace: the search box of logs, in the same language.
import { getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';
import type { SearchEditorHandle } from '#app/components/editor/props.ts';
import { SearchEditor } from '#app/components/editor/search-editor.tsx';
import { useFields } from '#app/components/explorer/search/use-fields.ts';
import { useHotkeys } from '#app/components/ui/use-hotkeys.ts';
import type { UserError } from '#app/lib/core/user-error.ts';

const app = getRouteApi('/_app');

interface LogFilterProps {
  readonly value: string;
  /** Whose fields and values are offered. */
  readonly range: { readonly from: string; readonly to: string };
  readonly error: UserError | undefined;
  readonly onFilter: (text: string) => void;
}

export function LogFilter({ value, range, error, onFilter }: LogFilterProps) {
  const { viewer } = app.useRouteContext();
  const fields = useFields({ ...range, source: 'logs' }, true);
  const editor = useRef<SearchEditorHandle>(null);
  useHotkeys({ '/': () => editor.current?.focus() });
  return (
    <div className="relative z-10 flex min-w-0 flex-1 py-0.5 max-md:basis-full">
      <SearchEditor
        ref={editor}
        value={value}
        onSearch={onFilter}
        language="lucene"
        error={error}
        knows={fields.knows}
        fields={fields.completion.lucene}
        values={fields.loadValues}
        historyKey={viewer.team.id}
        placeholder="level:error timeout"
        label="Filter the logs of this trace"
      />
    </div>
  );
}
