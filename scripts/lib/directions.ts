// The rules of who may import whom, as a pure function over paths.

const PURE = new Set(['core', 'sql', 'search', 'promql', 'telemetry', 'otlp', 'native', 'trace-model']);
const MACHINERY = new Set(['db', 'clickhouse', 'engine', 'net', 'auth', 'audit', 'jobs', 'api', 'reading']);

/** From the outermost layer to the innermost; a file imports from its own layer or from one further in. */
const ORDER = ['entry', 'routes', 'components', 'feature', 'machinery', 'pure'] as const;
type Layer = (typeof ORDER)[number];

interface Place {
  readonly layer: Layer;
  /** The folder below app/lib, app/components or app/routes. */
  readonly unit: string;
}

/** Why `file` must not import `target` (both are paths from the root, or a package's name), if so. */
export function violation(file: string, target: string): string | undefined {
  if (target === '@clickhouse/client' && !file.startsWith('app/lib/clickhouse/') && !isTest(file))
    return 'only lib/clickhouse imports the ClickHouse client';
  if (!target.startsWith('app/')) return packageViolation(file, target);
  const from = place(file);
  const to = place(target);
  if (isTest(file)) return undefined;
  if (to.layer === 'routes' && from.layer !== 'routes' && from.layer !== 'entry')
    return `nothing imports routes (${target})`;
  if (ORDER.indexOf(to.layer) < ORDER.indexOf(from.layer) && !isAppAccess(file, target))
    return `${from.layer} must not import ${to.layer} (${target})`;
  if (
    from.layer === 'feature' &&
    to.layer === 'feature' &&
    from.unit !== to.unit &&
    !target.endsWith('/schema.ts')
  )
    return `feature ${from.unit} must not import feature ${to.unit} (${target})`;
  return undefined;
}

/** Server functions and API routes reach the running services through the one accessor. */
function isAppAccess(file: string, target: string): boolean {
  return (
    target === 'app/boot.server.ts' && (file.endsWith('.functions.ts') || file.startsWith('app/routes/api/'))
  );
}

function packageViolation(file: string, name: string): string | undefined {
  if (place(file).layer !== 'pure' || isTest(file)) return undefined;
  const isImpure =
    /^(node:(fs|net|http|https|child_process|os|worker_threads)\b|react|better-sqlite3|chdb)/.test(name);
  return isImpure ? `pure code must not import ${name}` : undefined;
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.endsWith('/testing.ts');
}

function place(path: string): Place {
  const [, area = '', unit = ''] = path.split('/');
  if (area === 'routes' || area === 'components') return { layer: area, unit };
  if (area !== 'lib') return { layer: 'entry', unit: area };
  if (PURE.has(unit)) return { layer: 'pure', unit };
  if (MACHINERY.has(unit) || unit === 'config.server.ts') return { layer: 'machinery', unit };
  return { layer: 'feature', unit };
}
