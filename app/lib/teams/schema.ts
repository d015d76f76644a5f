// Who looks at the screen, and what the program tells them about itself.
import type { Role } from '#app/lib/auth/scopes.ts';

/** What every page needs to know before it shows anything. */
export type Viewer =
  | { readonly state: 'setup'; readonly needsToken: boolean }
  | { readonly state: 'signedOut' }
  | OutsideTeam
  | NeedsSecondFactor
  | SignedIn;

/** Somebody who is signed in, at an address of a team that is not theirs, or is not there. */
export interface OutsideTeam {
  readonly state: 'outside';
  readonly user: { readonly name: string; readonly email: string; readonly isInstanceAdmin: boolean };
  readonly teams: readonly TeamOfViewer[];
}

/** Somebody who signed in by a password alone, where that is not enough. */
export interface NeedsSecondFactor {
  readonly state: 'secondFactor';
  readonly user: { readonly name: string; readonly email: string; readonly isInstanceAdmin: boolean };
  readonly teams: readonly TeamOfViewer[];
  /** What asks for it, in words. */
  readonly reason: string;
  /** Whether who administrates the installation needs it: then that is closed, too. */
  readonly isForAdministrators: boolean;
}

/** A team that the viewer is in. */
export interface TeamOfViewer {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly role: Role;
}

export interface SignedIn {
  readonly state: 'signedIn';
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly isInstanceAdmin: boolean;
  };
  readonly team: TeamOfViewer;
  /** All teams of the viewer, this one too. */
  readonly teams: readonly TeamOfViewer[];
  /** Whether any telemetry has arrived; true when that cannot be found out right now. */
  readonly hasData: boolean;
  /** Where senders send to. */
  readonly otlp: { readonly http: string; readonly grpc: string; readonly needsKey: boolean };
  readonly version: string;
}
