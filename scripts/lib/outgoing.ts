// Which files may open connections, and why: everything else reaches other servers through the guarded client only.

/** The files that hold something which connects, each with where that leads. */
export const ALLOWED: Readonly<Record<string, string>> = {
  'app/lib/net/safe-agent.server.ts': 'the guard itself: resolves, checks and pins addresses',
  'app/lib/net/safe-fetch.server.ts': 'the guarded client',
  'app/lib/net/mail.server.ts': 'the operator’s mail server, MAPLE_SMTP_URL',
  'app/lib/clickhouse/client.server.ts': 'the operator’s ClickHouse; others through the agent of the guard',
  'app/lib/clickhouse/client-request.server.ts': 'as above',
  'app/lib/clickhouse/running-progress.server.ts': 'the embedded engine on loopback',
  'app/lib/auth/sso/ask-provider.server.ts': 'openid-client, whose fetch is the guarded one',
  'app/lib/auth/sso/github.server.ts': 'openid-client, whose fetch is the guarded one',
  'app/lib/auth/sso/sso-plugin.server.ts': 'openid-client, for random values and errors only',
  'app/lib/engine/supervisor.server.ts': 'starts the engine process',
  'app/lib/engine/run/fifos.server.ts': 'mkfifo, and sockets over those files',
  'app/demo.server.ts': 'starts the demo process',
  'app/server.ts': 'only a name: the method that Start calls',
  'app/lib/net/web-server.server.ts': 'only a name: the handler of requests that come in',
  'app/components/shell/current-team.ts': 'in the browser: Maple’s own server',
  'app/components/auth/session.ts': 'in the browser: Maple’s own server',
  'app/components/trace/load/trace-worker.ts': 'in the browser: Maple’s own server',
};

/** What of these modules connects to nothing, or only waits to be connected to. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  'node:net': ['BlockList', 'isIP', 'isIPv4', 'isIPv6', 'createServer', 'Server'],
  'node:http': ['createServer', 'Server', 'STATUS_CODES', 'validateHeaderValue'],
  'node:https': [],
  'node:http2': ['constants'],
  'node:tls': [],
  'node:dns': [],
  'node:dns/promises': [],
  'node:dgram': [],
  'node:child_process': [],
  undici: [],
  ws: [],
  axios: [],
  nodemailer: [],
  'openid-client': [],
  '@clickhouse/client': ['ClickHouseError', 'parseError'],
  '@grpc/grpc-js': [
    'Server',
    'ServerCredentials',
    'status',
    'Metadata',
    'logVerbosity',
    'setLogVerbosity',
    'ServerInterceptingCall',
  ],
};

const IMPORT = /^import\s+(type\s+)?([^;]*?)\s*from\s+'([^']+)'/gm;
/** Globals that connect, as they are called, constructed or handed on. */
const CALLS = [
  /(?<![\w.$'"`-])fetch\s*\(/,
  /\b(?:globalThis|window|self)\s*\.\s*fetch\b/,
  /[=(,:]\s*fetch\s*[,;)}]/,
  /\bnew\s+(?:WebSocket|EventSource|XMLHttpRequest|WebTransport|RTCPeerConnection)\b/,
  /\bsendBeacon\s*\(/,
];
/** Loads what no import statement shows. */
const DYNAMIC =
  /\b(?:import|require|createRequire)\(\s*['"`](?:node:)?(?:net|http|https|http2|tls|dns|dgram|child_process)['"`/]/;

/** What in a file's text opens connections, in words; empty when nothing does. */
export function outgoing(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  const found: string[] = [];
  for (const [, isType, names = '', module = ''] of code.matchAll(IMPORT)) {
    const harmless = HARMLESS[module] ?? HARMLESS[`node:${module}`];
    if (isType || harmless === undefined) continue;
    const values = /^\{([\s\S]*)\}$/.exec(names)?.[1];
    if (values === undefined) {
      found.push(`all of ${module}`);
      continue;
    }
    for (const name of values.split(',').map((part) => part.trim()))
      if (name !== '' && !name.startsWith('type ') && !harmless.includes(name.replace(/\s+as\s+.*/, '')))
        found.push(`${name} of ${module}`);
  }
  for (const pattern of [...CALLS, DYNAMIC]) {
    const match = pattern.exec(code);
    if (match) found.push(match[0].trim());
  }
  return found;
}
