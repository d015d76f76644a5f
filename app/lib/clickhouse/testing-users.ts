// Test support: the real engine behind a door that knows users. The embedded engine keeps none, so the door stands in for that part of a
// server: it asks for name and password, and remembers whom CREATE USER made with which hash. It enforces no grants. All else is the
// real engine, which also has to parse each statement about users.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAll } from './client-stream.server.ts';

/** What came through the door. */
interface Passage {
  readonly user: string;
  readonly text: string;
}

export interface Door {
  readonly url: string;
  /** The users that were made, with the SHA-256 of their passwords. */
  readonly users: Map<string, string>;
  readonly passages: Passage[];
  close(): Promise<void>;
}

/** Who comes with this name makes users: Maple's own. */
export const OWNER = { user: 'maple', password: 'own' };

const ABOUT_USERS = /^(?:CREATE USER|DROP USER|GRANT) /;
const REFUSED =
  'Code: 516. DB::Exception: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)';

export async function openDoor(engineUrl: string): Promise<Door> {
  const users = new Map([[OWNER.user, sha256(OWNER.password)]]);
  const passages: Passage[] = [];

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await readAll(request, 1024 ** 2)).toString('utf8');
    const [, basic = ''] = (request.headers.authorization ?? '').split(' ');
    const [user = '', password = ''] = Buffer.from(basic, 'base64').toString().split(':');
    passages.push({ user, text });
    if (users.get(user) !== sha256(password)) {
      response.writeHead(403, { 'X-ClickHouse-Exception-Code': '516' }).end(REFUSED);
      return;
    }
    const isAboutUsers = ABOUT_USERS.test(text);
    const database = request.headers['x-clickhouse-database'];
    const answer = await fetch(new URL(request.url ?? '/', engineUrl), {
      method: 'POST',
      body: isAboutUsers ? `EXPLAIN AST ${text}` : text,
      headers: { ...(typeof database === 'string' && { 'X-ClickHouse-Database': database }) },
    });
    if (answer.ok && isAboutUsers) remember(users, text);
    const code = answer.headers.get('x-clickhouse-exception-code');
    response.writeHead(answer.status, { ...(code !== null && { 'X-ClickHouse-Exception-Code': code }) });
    response.end(isAboutUsers && answer.ok ? '' : Buffer.from(await answer.arrayBuffer()));
  }

  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    users,
    passages,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function remember(users: Map<string, string>, text: string): void {
  const [, made, hash] = /^CREATE USER OR REPLACE `(\w+)` .*BY '([0-9a-f]{64})'/.exec(text) ?? [];
  if (made !== undefined && hash !== undefined) users.set(made, hash);
  const [, dropped] = /^DROP USER IF EXISTS `(\w+)`/.exec(text) ?? [];
  if (dropped !== undefined) users.delete(dropped);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
