// Reads the statement and the data of a request out of its URL and body.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { EngineError, engineErrors } from '#app/lib/engine/errors.ts';
import type { Claim } from './budget.ts';
import { adaptStatement } from './compat.ts';
import { isWord, tokens } from './lexer.ts';
import { readStatement, type Statement } from './statement.ts';

/** Enough for the head of any INSERT; what follows is data and is never held as text. */
const HEAD_BYTES = 256 * 1024;
/** The longest statement without data. */
const STATEMENT_BYTES = 64 * 1024 * 1024;

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  zstd: createZstdDecompress,
  br: createBrotliDecompress,
};

/** A statement, with the data that came with it. */
interface Input {
  readonly statement: Statement;
  readonly data: AsyncIterable<Uint8Array>;
}

/**
 * Reads a request's statement. The body continues the text in the URL; for an INSERT what follows its head is data and
 * is left to be read.
 *
 * @param claim takes the bytes of the body that are held as text
 * @throws EngineError for a bad statement, an unknown Content-Encoding, or too much text in all requests together
 */
export async function readInput(
  body: AsyncIterator<Uint8Array>,
  query: string,
  claim: Claim,
): Promise<Input> {
  if (query === '') return await readFromBody(body, claim);
  const head = Buffer.from(`${query}\n`);
  const text = head.toString('latin1');
  if (startsInsert(text)) {
    const statement = readStatement(text);
    if (statement.kind === 'insert') {
      return { statement, data: joined(head.subarray(statement.dataFrom), body) };
    }
  }
  const rest = await readAll(body, [head], STATEMENT_BYTES, claim);
  return { statement: readWhole(rest), data: nothing() };
}

async function readFromBody(body: AsyncIterator<Uint8Array>, claim: Claim): Promise<Input> {
  const chunks: Uint8Array[] = [];
  const isEnded = await readUpTo(body, chunks, HEAD_BYTES, claim);
  const head = Buffer.concat(chunks);
  const text = head.toString('latin1');
  if (startsInsert(text)) {
    const statement = readStatement(text);
    if (statement.kind === 'insert') {
      return { statement, data: joined(head.subarray(statement.dataFrom), body) };
    }
  }
  const whole = isEnded ? head : await readAll(body, [head], STATEMENT_BYTES, claim);
  return { statement: readWhole(whole), data: nothing() };
}

function readWhole(bytes: Buffer): Statement {
  return readStatement(adaptStatement(bytes.toString('latin1')));
}

function startsInsert(text: string): boolean {
  return isWord(tokens(text).next().value ?? undefined, 'INSERT');
}

/** Reads until there are at least `enough` bytes. Returns whether the body has ended. */
async function readUpTo(
  body: AsyncIterator<Uint8Array>,
  into: Uint8Array[],
  enough: number,
  claim: Claim,
): Promise<boolean> {
  let bytes = 0;
  while (bytes < enough) {
    const next = await body.next();
    if (next.done) return true;
    claim.take(next.value.length);
    into.push(next.value);
    bytes += next.value.length;
  }
  return false;
}

async function readAll(
  body: AsyncIterator<Uint8Array>,
  first: Uint8Array[],
  limit: number,
  claim: Claim,
): Promise<Buffer> {
  const chunks = [...first];
  if (!(await readUpTo(body, chunks, limit, claim))) {
    throw engineErrors.tooLarge(`The statement is longer than ${limit} bytes`);
  }
  return Buffer.concat(chunks);
}

async function* joined(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/**
 * The body without its Content-Encoding. A broken body is the client's error; one that breaks off is an abort. Returning
 * early leaves the rest of the body unread and the connection open.
 */
export async function* decodedBody(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    return;
  }
  const decoder = DECODERS[encoding];
  if (!decoder) throw engineErrors.notImplemented(`Unknown Content-Encoding: ${encoding}`);
  const stream = decoder();
  // Not a pipeline: that would close the connection on a broken body, and with it the answer that says so.
  const breakOff = () => {
    if (!request.complete) stream.destroy(engineErrors.cancelled());
  };
  request.once('close', breakOff);
  request.pipe(stream);
  try {
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw engineErrors.badBody(`The body is not valid ${encoding}: ${(error as Error).message}`);
  } finally {
    request.off('close', breakOff);
    request.unpipe(stream);
    stream.destroy();
  }
}
