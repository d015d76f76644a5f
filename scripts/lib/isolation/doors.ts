// Every way into Maple, found in the sources: pages, server functions, operations of the HTTP API, and the receivers of telemetry.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Access } from './rules.ts';

const app = resolve(import.meta.dirname, '../../../app');

export interface Door {
  readonly kind: 'page' | 'function' | 'operation' | 'receiver';
  /** The path, or the function's name. */
  readonly name: string;
  readonly method: string;
  readonly access: Access;
  /** A server function that takes input: a knock without any does nothing. */
  readonly takesInput: boolean;
}

/** Sign-in itself (its own tests), and the answer for paths that do not exist. */
const NOT_DECLARED = ['api/$.ts', 'api/auth/$.ts'];
const RECEIVED = ['logs', 'traces', 'metrics'];

/** Operations about what belongs to sources: a key that is kept to some of them gets what is theirs, and nowhere else. */
const OF_SOURCES =
  /^\/api\/v1\/((logs|traces|services)\/.+|sources|sources\/\$id|connections|connections\/\$id|saved-searches.*|facet-pins|query|queries\/\$id)$/;

/** All doors, by kind and name. Throws where one does not say whom it is for: a new one cannot be forgotten. */
export function findDoors(): Door[] {
  return [...pages(), ...functions(), ...operations(), ...receivers()].sort((a, b) =>
    `${a.kind} ${a.name} ${a.method}`.localeCompare(`${b.kind} ${b.name} ${b.method}`),
  );
}

function sources(folder: string, ending: string): { file: string; text: string }[] {
  return readdirSync(join(app, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => ({ file, text: readFileSync(join(app, folder, file), 'utf8') }));
}

/** Pages below `_app` are of a team and for whoever is in it; the few others are for everybody. */
function pages(): Door[] {
  return sources('routes', '.tsx').flatMap(({ file, text }) => {
    const path = /createFileRoute\('([^']+)'\)/.exec(text)?.[1];
    if (path === undefined || path === '/_app' || path === '/_app/settings') return [];
    const access = path.startsWith('/_app/') ? 'page' : 'public';
    const name = path.replace(/^\/_app/, '').replace(/(.)\/$/, '$1');
    if (/\/_/.test(name)) throw new Error(`${file}: a layout that is not known here`);
    return [{ kind: 'page', name, method: 'GET', access, takesInput: false }];
  });
}

const MIDDLEWARE: Readonly<Record<string, Access>> = {
  publicMiddleware: 'public',
  personMiddleware: 'person',
  instanceMiddleware: 'instance',
};

function functions(): Door[] {
  return sources('.', '.ts').flatMap(({ file, text }) =>
    text
      .split(/^(?=export const |const )/m)
      .filter((part) => /= createServerFn\(/.test(part))
      .map((part) => {
        const name = /const (\w+)/.exec(part)?.[1] ?? '';
        const head = part.slice(0, part.indexOf('.handler('));
        const middleware = /\.middleware\(\[([^\]]*)\]\)/.exec(head)?.[1] ?? '';
        const scope = /^tenantMiddleware\('(\w+)'\)$/.exec(middleware)?.[1] as Access | undefined;
        const access = scope ?? MIDDLEWARE[middleware];
        if (access === undefined) throw new Error(`${file}: ${name} does not say whom it is for`);
        const method = /createServerFn\(\{ method: '(\w+)'/.exec(head)?.[1] ?? 'GET';
        return { kind: 'function', name, method, access, takesInput: head.includes('.validator(') } as const;
      }),
  );
}

function operations(): Door[] {
  return sources('routes', '.ts').flatMap(({ file, text }) => {
    if (NOT_DECLARED.includes(file)) return [];
    const route = /createFileRoute\('([^']+)'\)/.exec(text)?.[1];
    const declared = text.split('apiRoute({').slice(1);
    if (route === undefined || declared.length === 0) throw new Error(`${file}: not declared by apiRoute`);
    return declared.flatMap((part) => {
      const scope = /\n\s+scope: '(\w+)'/.exec(part)?.[1] as Access | undefined;
      if (scope === undefined) throw new Error(`${file}: an operation does not say whom it is for`);
      const methods = /\n\s+methods: \[([^\]]+)\]/.exec(part)?.[1]?.match(/\w+/g) ?? ['GET', 'POST'];
      const name = route.replace(/(.)\/$/, '$1');
      const access = scope === 'read' && OF_SOURCES.test(name) ? 'source' : scope;
      return methods.map(
        (method) => ({ kind: 'operation', name, method, access, takesInput: true }) as const,
      );
    });
  });
}

function receivers(): Door[] {
  return ['HTTP', 'gRPC'].flatMap((method) =>
    RECEIVED.map((name) => ({ kind: 'receiver', name, method, access: 'otlp', takesInput: true }) as const),
  );
}
