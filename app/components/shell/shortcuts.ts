// Every keyboard shortcut, for the help sheet.

interface ShortcutGroup {
  readonly title: string;
  readonly items: readonly { readonly keys: readonly string[]; readonly what: string }[];
}

export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: 'Anywhere',
    items: [
      { keys: ['⌘ K', 'Ctrl K'], what: 'Command palette' },
      { keys: ['?'], what: 'This help' },
      { keys: ['g', 'l'], what: 'Go to logs' },
      { keys: ['g', 'c'], what: 'Go to “Send data”' },
      { keys: ['g', 's'], what: 'Go to settings' },
      { keys: ['['], what: 'Collapse or widen the navigation' },
    ],
  },
  {
    title: 'Time range',
    items: [
      { keys: ['t'], what: 'Choose a time range' },
      { keys: ['←', '→'], what: 'Earlier, later by half a range' },
      { keys: ['−'], what: 'Zoom out' },
      { keys: ['r'], what: 'Refresh' },
      { keys: ['z'], what: 'Switch between local time and UTC' },
    ],
  },
  {
    title: 'Logs',
    items: [
      { keys: ['/'], what: 'Search' },
      { keys: ['j', '↓'], what: 'Next record' },
      { keys: ['k', '↑'], what: 'Previous record' },
      { keys: ['Enter'], what: 'Open the record' },
      { keys: ['Esc'], what: 'Close the record, leave the search box' },
      { keys: ['c'], what: 'The logs around the record' },
      { keys: ['x'], what: 'Copy the record as JSON' },
      { keys: ['v'], what: 'Table, raw lines, JSON' },
      { keys: ['w'], what: 'Wrap long lines' },
      { keys: ['f'], what: 'Show or hide the facets' },
      { keys: ['l'], what: 'Live tail' },
      { keys: ['p', 'Space'], what: 'Pause and resume the live tail' },
      { keys: ['⌘ S', 'Ctrl S'], what: 'Saved searches' },
    ],
  },
  {
    title: 'Traces',
    items: [
      { keys: ['j', 'k'], what: 'Next, previous trace' },
      { keys: ['Enter'], what: 'Open the trace' },
      { keys: ['x'], what: 'Choose the trace to compare' },
      { keys: ['c'], what: 'Compare the two that are chosen' },
      { keys: ['v'], what: 'Whole traces, single spans' },
      { keys: ['o'], what: 'Newest, slowest, most spans, most errors first' },
      { keys: ['h'], what: 'Show or hide the charts' },
      { keys: ['f'], what: 'Show or hide the facets' },
      { keys: ['Shift ←→↑↓', 'Enter'], what: 'In the heatmap: choose cells, filter by them' },
    ],
  },
  {
    title: 'On a field of an open record',
    items: [
      { keys: ['+', '−'], what: 'Filter in, filter out' },
      { keys: ['o'], what: 'Only this value' },
      { keys: ['e'], what: 'Has this field' },
      { keys: ['a'], what: 'Show as a column' },
      { keys: ['y'], what: 'Copy the value' },
      { keys: ['Enter'], what: 'Everything else' },
    ],
  },
  {
    title: 'On the name of a column',
    items: [
      { keys: ['Alt ←', 'Alt →'], what: 'Move the column' },
      { keys: ['Delete'], what: 'Remove the column' },
    ],
  },
  {
    title: 'A trace',
    items: [
      { keys: ['/', 'Ctrl F'], what: 'Find spans' },
      { keys: ['f', 'b'], what: 'Next, previous match; span when nothing is looked for' },
      { keys: ['↓', '↑'], what: 'Next, previous span' },
      { keys: ['→', '←'], what: 'Open, close a subtree; to the first child, to the parent' },
      { keys: [']', '['], what: 'Open, close one level' },
      { keys: ['+', '−'], what: 'Zoom in, out; also w and s, and Ctrl with the wheel' },
      { keys: ['0'], what: 'Show all of the time' },
      { keys: ['a', 'd'], what: 'Earlier, later' },
      { keys: ['Enter'], what: 'Open the span' },
      { keys: ['Esc'], what: 'Close the span, leave the field' },
      { keys: ['o'], what: 'Only matching spans and what is above them' },
      { keys: ['c'], what: 'Critical path' },
    ],
  },
  {
    title: 'Settings',
    items: [{ keys: ['⌘ S', 'Ctrl S'], what: 'Save the form' }],
  },
];
