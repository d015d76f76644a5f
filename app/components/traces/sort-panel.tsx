// The orders of the list. Loaded when it is first opened.
import { Choices } from '#app/components/ui/choices.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import { sortsOf } from './list/trace-columns.ts';
import { SORT_LABELS, type TraceSort } from './traces-view.ts';

export interface SortPanelProps {
  readonly show: 'traces' | 'spans';
  readonly value: TraceSort;
  readonly onChange: (sort: TraceSort) => void;
  readonly language: 'lucene' | 'sql';
  readonly onLanguage: (language: 'lucene' | 'sql') => void;
}

export function SortPanel(props: SortPanelProps & PanelProps) {
  const { show, value, onChange, language, onLanguage, trigger, onClose } = props;
  return (
    <Popover trigger={trigger} onClose={onClose} label="Order" align="end" className="w-44 p-1">
      <Choices
        label="First come the"
        value={value}
        options={sortsOf(show).map((sort) => ({ value: sort, label: SORT_LABELS[sort].toLowerCase() }))}
        onChange={(sort) => {
          onClose();
          onChange(sort);
        }}
      />
      {/* Elsewhere it is beside the search. */}
      <div className="md:hidden">
        <Choices
          label="Search in"
          value={language}
          options={[
            { value: 'lucene', label: 'Lucene' },
            { value: 'sql', label: 'SQL' },
          ]}
          onChange={(next) => {
            onClose();
            if (next !== language) onLanguage(next);
          }}
        />
      </div>
    </Popover>
  );
}
