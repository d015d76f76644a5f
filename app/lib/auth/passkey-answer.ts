// Which passkey a device answered with, as WebAuthn says it. Pure.

/** The id of the credential; undefined for what is no answer of a device. It proves nothing: Better Auth checks the signature. */
export function credentialIdOf(response: unknown): string | undefined {
  const id = typeof response === 'object' && response !== null && 'id' in response ? response.id : undefined;
  return typeof id === 'string' ? id : undefined;
}
