// What the OTLP receivers have in common for those who start them.

/** A receiver that listens. */
export interface Listener {
  readonly port: number;
  /** Whether new connections are taken. */
  readonly listening: boolean;
  /** Bytes held, or set aside, for requests that are being received. */
  readonly bufferedBytes: number;
  /** Stops listening, lets running requests finish for `graceMs` (10 s), then closes what is left. */
  stop(graceMs?: number): Promise<void>;
}
