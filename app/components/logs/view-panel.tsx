// How the rows are shown, as a panel: where the bar has no room for buttons. Loaded when it is first opened.
import { Choices } from '#app/components/ui/choices.tsx';
import { type PanelProps, Popover } from '#app/components/ui/popover.tsx';
import { DENSITY_LABELS, inLanguage, LANGUAGES, VIEW_LABELS, type ViewPanelProps } from './view-labels.ts';

export function ViewPanel({ view, actions, trigger, onClose }: ViewPanelProps & PanelProps) {
  const { change } = actions;
  return (
    <Popover trigger={trigger} onClose={onClose} label="View" align="end" className="w-48 p-1">
      <Choices
        label="Search in"
        value={view.lang}
        options={(['lucene', 'sql'] as const).map((value) => ({ value, label: LANGUAGES[value] }))}
        onChange={(lang) => lang !== view.lang && change(inLanguage(lang))}
      />
      <Choices
        label="Rows as"
        value={view.view}
        options={(['table', 'raw', 'json'] as const).map((value) => ({ value, label: VIEW_LABELS[value] }))}
        onChange={(next) => change({ view: next })}
      />
      <Choices
        label="Order"
        value={view.order}
        options={[
          { value: 'desc', label: 'Newest first' },
          { value: 'asc', label: 'Oldest first' },
        ]}
        onChange={actions.toggleOrder}
      />
      <Choices
        label="Lines"
        value={view.wrap ? 'whole' : 'one'}
        options={[
          { value: 'one', label: 'One line a record' },
          { value: 'whole', label: 'Whole text' },
        ]}
        onChange={(lines) => change({ wrap: lines === 'whole' })}
      />
      <Choices
        label="Density"
        value={view.density}
        options={(['compact', 'roomy'] as const).map((value) => ({ value, label: DENSITY_LABELS[value] }))}
        onChange={(density) => change({ density })}
      />
    </Popover>
  );
}
