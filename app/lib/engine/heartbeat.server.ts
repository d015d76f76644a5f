// Notices a child process whose event loop stands still: it is alive, so nothing else would ever end it.
import type { ChildProcess } from 'node:child_process';
import { HEARTBEAT, isHeartbeat } from './protocol.ts';

/** How often the child is asked, and how often in a row it may stay silent. */
export interface HeartbeatOptions {
  readonly intervalMs: number;
  readonly misses: number;
}

/**
 * Asks the child over IPC until it ends; not over HTTP, where clients could take all connections. Only the child's event
 * loop answers, which has nothing to do with how busy the engine's threads are.
 *
 * Misses are counted in turns of our own loop, not in time: when we slept, or the whole machine did, the child did too.
 *
 * @param onSilent called once, after `misses` turns without an answer
 */
export function watchHeartbeat(child: ChildProcess, options: HeartbeatOptions, onSilent: () => void): void {
  let missed = 0;
  let isAsked = false;
  const timer = setInterval(() => {
    if (isAsked) missed += 1;
    if (missed >= options.misses) {
      clearInterval(timer);
      onSilent();
      return;
    }
    // One question at a time: a child that reads nothing must not be sent more and more.
    if (isAsked || !child.connected) return;
    isAsked = true;
    // A channel that breaks is a child that ends, which its exit tells.
    child.send(HEARTBEAT, () => undefined);
  }, options.intervalMs).unref();
  child.on('message', (message) => {
    if (!isHeartbeat(message)) return;
    isAsked = false;
    missed = 0;
  });
  child.once('exit', () => clearInterval(timer));
}
