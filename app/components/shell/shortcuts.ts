// Every keyboard shortcut, for the help sheet.
import { SECTIONS } from './sections.ts';

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
      ...SECTIONS.map(({ key, label }) => ({ keys: ['g', key], what: `Go to “${label}”` })),
      { keys: ['m'], what: 'Switch the team; then 1 to 9 for one of them' },
      { keys: ['Shift m'], what: 'Go to the next team' },
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
      { keys: ['/'], what: 'Search' },
      { keys: ['j', '↓'], what: 'Next trace or span' },
      { keys: ['k', '↑'], what: 'Previous trace or span' },
      { keys: ['Enter'], what: 'Open the trace' },
      { keys: ['x'], what: 'Choose the trace to compare' },
      { keys: ['c'], what: 'Compare the two that are chosen' },
      { keys: ['v'], what: 'Whole traces, single spans' },
      { keys: ['o'], what: 'Newest, slowest, most spans, most errors first' },
      { keys: ['h'], what: 'Show or hide the charts' },
      { keys: ['f'], what: 'Show or hide the facets' },
      { keys: ['Esc'], what: 'Leave the row, clear the selection in the heatmap' },
      { keys: ['Shift ←→↑↓', 'Enter'], what: 'In the heatmap: choose cells, filter by them' },
      { keys: ['⌘ S', 'Ctrl S'], what: 'Saved searches' },
    ],
  },
  {
    title: 'A trace',
    items: [
      { keys: ['/', 'Ctrl F'], what: 'Find spans; in the logs, filter them' },
      { keys: ['f', 'b'], what: 'Next, previous match; span when nothing is looked for' },
      { keys: ['n', 'Shift n'], what: 'The same' },
      { keys: ['j', 'k'], what: 'Next, previous span' },
      { keys: ['Page ↓', 'Page ↑'], what: 'A page of spans on, back' },
      { keys: ['Home', 'End'], what: 'First, last span' },
      { keys: ['←→↑↓'], what: 'In the tree: open and close a subtree, next and previous span' },
      { keys: [']', '['], what: 'Open, close one level' },
      {
        keys: ['+', '−'],
        what: 'Zoom in, out; also ↑ and ↓ outside of the tree (in it with Shift), w and s, Ctrl with the wheel',
      },
      { keys: ['d', 'a'], what: 'Later, earlier; also → and ← outside of the tree' },
      { keys: ['0'], what: 'Show all of the time' },
      { keys: ['Enter'], what: 'Open the span' },
      { keys: ['Esc'], what: 'Close the span, leave the field' },
      { keys: ['o'], what: 'Only matching spans and what is above them' },
      { keys: ['c'], what: 'Critical path' },
    ],
  },
  {
    title: 'A flame graph, with the focus in it',
    items: [
      { keys: ['←→↑↓'], what: 'To the neighbour, the caller, the called' },
      { keys: ['Enter'], what: 'Zoom to the bar, and back' },
      { keys: ['Backspace', '0'], what: 'Zoom out by one, all the way' },
      { keys: ['o'], what: 'Open the span' },
    ],
  },
  {
    title: 'Two traces compared',
    items: [
      { keys: ['f', 'b'], what: 'Next, previous difference; also n and Shift n' },
      { keys: ['o'], what: 'Also what is the same' },
      { keys: ['x'], what: 'Swap the sides' },
    ],
  },
  {
    title: 'Services',
    items: [
      { keys: ['/'], what: 'Find a service' },
      { keys: ['j', 'k'], what: 'Next, previous service' },
      { keys: ['Enter'], what: 'Open the service' },
      { keys: ['Esc'], what: 'Close the error; from a service back to the list' },
    ],
  },
  {
    title: 'Service map',
    items: [
      { keys: ['/'], what: 'Find a node' },
      { keys: ['j', 'k'], what: 'Next, previous node' },
      { keys: ['Enter'], what: 'Open the service' },
      { keys: ['f'], what: 'Only the node and its neighbours, and all again' },
      { keys: ['e'], what: 'Graph, table' },
      { keys: ['0'], what: 'The whole graph' },
      { keys: ['Esc'], what: 'Close what is open' },
    ],
  },
  {
    title: 'Audit log',
    items: [
      { keys: ['j', 'k'], what: 'Next, previous entry' },
      { keys: ['Enter'], what: 'Open the entry' },
      { keys: ['Esc'], what: 'Close it' },
    ],
  },
  {
    title: 'SQL',
    items: [
      { keys: ['/'], what: 'Write' },
      { keys: ['⌘ Enter', 'Ctrl Enter'], what: 'Run' },
    ],
  },
  {
    title: 'On a value of a facet',
    items: [
      { keys: ['Space'], what: 'Choose it' },
      { keys: ['o'], what: 'Only this value' },
      { keys: ['−'], what: 'Leave it out' },
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
    title: 'Settings',
    items: [{ keys: ['⌘ S', 'Ctrl S'], what: 'Save the form' }],
  },
];
