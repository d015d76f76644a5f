// Test support: requests to the sign-in endpoints as Maple's pages make them.
import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';
import { OWNER, type TestIdentity } from './testing.ts';

const URL_ = 'http://127.0.0.1:3000';
let address = 1;

/** Posts as Maple's page does, with a new address each time so that only what is tested limits. */
export async function postTo(on: TestIdentity, path: string, body: object, cookie = '') {
  address += 1;
  const response = await on.auth.handler(
    new Request(`${URL_}/api/auth${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: URL_,
        'x-maple-client-address': `10.0.${address >> 8}.${address & 255}`,
        ...(cookie && { cookie }),
      },
      body: JSON.stringify(body),
    }),
  );
  const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
  const text = await response.text();
  return {
    status: response.status,
    json: JSON.parse(text || '{}') as Record<string, unknown>,
    cookie: cookies.filter((pair) => !pair.endsWith('=')).join('; '),
    retryAfter: response.headers.get('retry-after'),
  };
}

/** Switches the second factor on, as the settings page does. */
export async function enableSecondFactor(on: TestIdentity) {
  const { cookie } = await postTo(on, '/sign-in/email', { email: OWNER.email, password: OWNER.password });
  const begun = await postTo(on, '/two-factor/enable', { password: OWNER.password }, cookie);
  const encoded = new URL(String(begun.json.totpURI)).searchParams.get('secret') ?? '';
  const otp = createOTP(new TextDecoder().decode(base32.decode(encoded)));
  // The code of the step before is good too, and leaves the present one to the test.
  const stepNow = () => Math.floor(Date.now() / 30_000);
  const verify = async (step: number) =>
    await postTo(on, '/two-factor/verify-totp', { code: await otp.hotp(step - 1) }, cookie);
  const begunIn = stepNow();
  let verified = await verify(begunIn);
  // The step may have ended on the way.
  if (verified.status === 401 && stepNow() !== begunIn) verified = await verify(stepNow());
  if (verified.status !== 200) throw new Error(`the second factor was not switched on: ${verified.status}`);
  return { otp, codes: begun.json.backupCodes as string[], cookie: verified.cookie || cookie };
}
