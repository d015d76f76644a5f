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
      { keys: ['w'], what: 'Wrap long lines' },
    ],
  },
];
