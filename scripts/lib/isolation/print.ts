// The isolation matrix as Markdown: the rules by what a door asks for, and the doors.
import type { Door } from './doors.ts';
import { type Access, CALLERS, expected, type Outcome, TEAMS } from './rules.ts';

const SIGN: Readonly<Record<Outcome, string>> = { passes: 'yes', unknown: '401', refused: '403' };
const ACCESSES: readonly Access[] = [
  'page',
  'source',
  'read',
  'write',
  'admin',
  'person',
  'instance',
  'public',
  'otlp',
];
const KINDS = [
  ['page', 'Pages'],
  ['function', 'Server functions'],
  ['operation', 'Operations of the HTTP API'],
  ['receiver', 'Receivers of telemetry'],
] as const;

/** Cells of the matrix: every door × caller × team. */
export function countCells(doors: readonly Door[]): number {
  return doors.length * CALLERS.length * TEAMS.length;
}

/** The document. `e2e/isolation.spec.ts` tries every cell of it on the built program. */
export function printMatrix(doors: readonly Door[]): string {
  const lines = [
    '# Who may do what: the isolation matrix',
    '',
    'Written by `node scripts/isolation-matrix.ts`; `e2e/isolation.spec.ts` tries every cell on the built program with two teams, and',
    'fails when a page, function or operation is not in here.',
    '',
    `${doors.length} doors × ${CALLERS.length} callers × ${TEAMS.length} teams = ${countCells(doors)} cells.`,
    '',
    '## Rules',
    '',
    'Of each pair the first is a request about the team of the keys and of most people (`ours`), the second one about another (`theirs`).',
    '`theirs` asks for two-factor. People signed in with it, but those who are said to have come by password.',
    '`source` is `read` of what belongs to sources; what is expected of the other names is that scope, a session, or nothing.',
    '`yes`: through the door, where everything is that team’s. `401` on a page is the way to the sign-in, `403` the page that says so.',
    '',
    `| caller | ${ACCESSES.join(' | ')} |`,
    `| --- |${ACCESSES.map(() => ' --- |').join('')}`,
    ...CALLERS.map((caller) => {
      const cells = ACCESSES.map((access) =>
        TEAMS.map((team) => SIGN[expected(access, caller, team)]).join(' / '),
      );
      return `| ${caller.name} | ${cells.join(' | ')} |`;
    }),
    '',
  ];
  for (const [kind, title] of KINDS) {
    const own = doors.filter((door) => door.kind === kind);
    lines.push(`## ${title} (${own.length})`, '');
    for (const access of ACCESSES) {
      const names = own.filter((door) => door.access === access).map(nameOf);
      if (names.length > 0) lines.push(`- \`${access}\`: ${names.join(', ')}`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

function nameOf({ kind, name, method }: Door): string {
  return kind === 'operation' || kind === 'receiver' ? `\`${method} ${name}\`` : `\`${name}\``;
}
