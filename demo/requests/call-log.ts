// The line that each service writes when it has answered a call, as its framework words it.

import type { LogStyle } from '../scenario.ts';
import type { Frame, Recorder } from './recorder.ts';

/** Message and share of calls that are logged; debug lines are for every call, but sampled. */
const LINES: Readonly<
  Partial<Record<LogStyle, readonly [level: 'debug' | 'info', share: number, message: string]>>
> = {
  dotnet: ['info', 0.7, 'Request finished HTTP/2 POST {Name} - {Code} application/grpc {ElapsedMs}ms'],
  logback: ['info', 0.8, '{name} answered {code} in {ms} ms'],
  structured: ['info', 1, 'request completed'],
  slog: ['info', 0.85, 'finished call'],
  python: ['info', 0.9, '{peer} - "{name}" {code}'],
  tracing: ['debug', 0.7, 'finished processing request'],
  monolog: ['info', 0.9, 'request'],
};

/** Says that the server span has answered; `code` is the HTTP or gRPC status. */
export function logCall(r: Recorder, server: Frame, code: string | number): void {
  const line = LINES[server.pod.service.style];
  if (!line || !r.rng.chance(line[1])) return;
  const ms = Math.round((r.nowUs - server.span.startUs) / 100) / 10;
  const { name } = server.span;
  switch (server.pod.service.style) {
    case 'dotnet':
      r.log(server, line[0], line[2], { Name: name, Code: code, ElapsedMs: ms });
      break;
    case 'python':
      r.log(server, line[0], line[2], {
        peer: `10.20.${r.rng.int(0, 3)}.${r.rng.int(2, 250)}:${r.rng.int(32_768, 60_999)}`,
        name,
        code,
        duration_ms: ms,
      });
      break;
    default:
      r.log(server, line[0], line[2], { name, code, ms });
  }
}
