// Who looks at the screen, and what the program tells them about itself.

/** What every page needs to know before it shows anything. */
export type Viewer =
  | { readonly state: 'setup'; readonly needsToken: boolean }
  | { readonly state: 'signedOut' }
  | SignedIn;

export interface SignedIn {
  readonly state: 'signedIn';
  readonly user: { readonly name: string; readonly email: string };
  readonly team: { readonly id: string; readonly name: string; readonly role: string };
  /** Whether any telemetry has arrived; true when that cannot be found out right now. */
  readonly hasData: boolean;
  /** Where senders send to. */
  readonly otlp: { readonly http: string; readonly grpc: string; readonly needsKey: boolean };
  readonly version: string;
}
