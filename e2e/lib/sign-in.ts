// Signs the administrator, or somebody else, in over HTTP, as the sign-in page does.
import { ADMIN, type Maple } from './maple.ts';

/** The `cookie` header of a fresh session. */
export async function signIn({ url }: Pick<Maple, 'url'>, person = ADMIN): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(person),
  });
  if (!response.ok) throw new Error(`Signing in answered ${response.status}: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}
