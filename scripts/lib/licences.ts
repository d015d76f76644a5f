// The packages that are installed for running Maple, with the licences that they name themselves.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const LICENCES_FILE = 'app/components/about/licences.gen.json';

export interface Package {
  readonly name: string;
  readonly version: string;
  /** SPDX, as far as the package says. */
  readonly licence: string;
}

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly license?: unknown;
}

/** What the lock file wants for running, by name and version. Throws where it is not to be read. */
export function packagesOf(root: string): Package[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const found = new Map<string, Package>();
  for (const [path, locked] of Object.entries(lock.packages)) {
    if (path === '' || locked.dev || locked.devOptional || locked.link) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const version = locked.version ?? '';
    found.set(`${name} ${version}`, { name, version, licence: licenceOf(root, path, locked) });
  }
  return [...found.values()].sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}

/** The lock file's word, else the package's own; packages of another platform are not installed. */
function licenceOf(root: string, path: string, locked: Locked): string {
  if (typeof locked.license === 'string') return locked.license;
  const file = join(root, path, 'package.json');
  if (!existsSync(file)) return 'unknown';
  const { license } = JSON.parse(readFileSync(file, 'utf8')) as { license?: unknown };
  return typeof license === 'string' ? license : 'unknown';
}
