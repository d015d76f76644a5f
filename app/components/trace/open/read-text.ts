// The text of a chosen file, unpacked where it is gzip, as collectors and browsers leave it.
import { AppError } from '#app/lib/core/errors.ts';

/** Larger files are not even read: no browser holds their text in one piece. */
const MOST_BYTES = 500 * 1_048_576;
/** What unpacked text may have; more of it is not opened either. */
const MOST_CHARACTERS = 128 * 1_048_576;

/** Throws `payload_too_large` for what no browser could hold, `bad_request` for what cannot be read or unpacked. */
export async function readText(file: Blob, mostCharacters = MOST_CHARACTERS): Promise<string> {
  if (file.size > MOST_BYTES)
    throw tooLarge(
      `The file has ${Math.ceil(file.size / 1_048_576).toLocaleString('en-US')} MB; a browser cannot hold that.`,
    );
  try {
    const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
    return first === 0x1f && second === 0x8b ? await unpack(file, mostCharacters) : await file.text();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      'bad_request',
      'The browser could not read the file. Is it a folder, or gone meanwhile?',
      { cause },
    );
  }
}

async function unpack(file: Blob, mostCharacters: number): Promise<string> {
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new AppError('bad_request', 'The file is packed with gzip, but cut off or damaged.', { cause });
    });
    text += decoder.decode(value, { stream: !done });
    if (done) return text;
    if (text.length > mostCharacters) {
      await reader.cancel();
      throw tooLarge(`The file unpacks to more than ${mostCharacters >> 20} MB.`);
    }
  }
}

function tooLarge(what: string): AppError {
  return new AppError(
    'payload_too_large',
    `${what} Send it to Maple’s OTLP port instead, which takes any number of spans.`,
  );
}
