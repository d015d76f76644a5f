// What an invitation's link opens: who invites, and joining, signed in or with a new account.
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { AuthCard } from '#app/components/auth/auth-card.tsx';
import { signOut } from '#app/components/auth/session.ts';
import { When } from '#app/components/settings/common/when.tsx';
import { Button, buttonClass } from '#app/components/ui/button.tsx';
import { FormProblem } from '#app/components/ui/form-problem.tsx';
import { errorText, toUserError, type UserError } from '#app/lib/core/user-error.ts';
import type { InvitationView } from '#app/lib/teams/invitation-schema.ts';
import { acceptInvitation, viewInvitation } from '#app/lib/teams/invite.functions.ts';
import { JoinForm } from './join-form.tsx';
import { forgetToken, keepToken, keptToken } from './kept-token.ts';
import { switchAddress } from './switch-address.ts';

type Open = Extract<InvitationView, { state: 'open' }>;

/** The token is in the fragment, which the browser keeps to itself: the page reads it and sends it in a body. */
export function InvitePage() {
  const [token, setToken] = useState<string>();
  const [view, setView] = useState<InvitationView>();
  const [problem, setProblem] = useState<UserError>();
  const load = useCallback((from: string) => {
    setProblem(undefined);
    viewInvitation({ data: { token: from } }).then(setView, (thrown) => setProblem(toUserError(thrown)));
  }, []);
  useEffect(() => {
    const read = () => {
      const found = window.location.hash.slice(1) || keptToken();
      setToken(found);
      setView(undefined);
      if (found === '' || found.length > 200) setView({ state: 'unknown' });
      else load(found);
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, [load]);

  if (problem)
    return (
      <AuthCard title="Invitation">
        <div className="flex flex-col gap-3">
          <FormProblem>
            {problem.message} {problem.hint}
          </FormProblem>
          <Button onClick={() => token && load(token)}>Try again</Button>
        </div>
      </AuthCard>
    );
  if (!view || token === undefined)
    return (
      <AuthCard title="Invitation">
        <p role="status" className="text-center text-ink-3">
          Looking at the invitation…
        </p>
      </AuthCard>
    );
  if (view.state === 'accepted')
    return (
      <AuthCard title={`You are in ${view.teamName}`} intro="You have accepted this invitation already.">
        <Go to={switchAddress('/', view.slug)}>Go to the team</Go>
      </AuthCard>
    );
  if (view.state !== 'open')
    return (
      <AuthCard title="Invitation" intro={CLOSED[view.state]}>
        <Go to="/">Go to Maple</Go>
      </AuthCard>
    );
  return <Invited view={view} token={token} />;
}

const CLOSED = {
  unknown:
    'This invitation is not known. The link may have been copied in part, or a newer one has taken its place.',
  expired: 'This invitation has expired. Ask for a new one.',
  revoked: 'This invitation was taken back. Ask for a new one.',
  used: 'This invitation was used already, and each works once. If that was you, sign in.',
} as const;

function Invited({ view, token }: { readonly view: Open; readonly token: string }) {
  const { teamName, role, invitedBy, email, expiresAt, viewer } = view;
  const intro = (
    <>
      {invitedBy ?? 'An admin'} invites {email ?? 'you'} to be {/^[aeo]/.test(role) ? 'an' : 'a'} {role}. The
      invitation ends <When at={expiresAt} />.
    </>
  );
  return (
    <AuthCard title={`Join ${teamName}`} intro={intro}>
      {viewer === null ? (
        <WithoutSession view={view} token={token} />
      ) : viewer.isInvited ? (
        <Accept view={view} viewer={viewer} token={token} />
      ) : (
        <div className="flex flex-col gap-3">
          <p>
            You are signed in as <b className="font-medium">{viewer.email}</b>, and this invitation is for{' '}
            <b className="font-medium">{email}</b>.
          </p>
          <Button onClick={() => void signOut().then(() => window.location.reload())}>Sign out</Button>
        </div>
      )}
    </AuthCard>
  );
}

interface AcceptProps {
  readonly view: Open;
  readonly viewer: NonNullable<Open['viewer']>;
  readonly token: string;
}

function Accept({ view, viewer, token }: AcceptProps) {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const accept = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const { slug } = await acceptInvitation({ data: { token } });
      forgetToken();
      window.location.assign(switchAddress('/', slug));
    } catch (thrown) {
      setProblem(errorText(toUserError(thrown)));
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col gap-4">
      {problem && <FormProblem>{problem}</FormProblem>}
      <p>
        You are signed in as <b className="font-medium">{viewer.email}</b>.
        {viewer.role && ` You are in ${view.teamName} as ${viewer.role} already; a higher role stays.`}
      </p>
      <Button variant="primary" className="h-9" disabled={busy} onClick={() => void accept()}>
        {busy ? 'Joining…' : `Join ${view.teamName}`}
      </Button>
    </div>
  );
}

function WithoutSession({ view, token }: { readonly view: Open; readonly token: string }) {
  const [hasAccount, setHasAccount] = useState(view.mustSignIn);
  if (!hasAccount)
    return <JoinForm email={view.email} token={token} onHasAccount={() => setHasAccount(true)} />;
  return (
    <div className="flex flex-col gap-3">
      <p>
        {view.mustSignIn
          ? `Sign in as ${view.email}; you come back here to join.`
          : 'Sign in with your account; you come back here to join.'}
      </p>
      <Go to="/login?redirect=/invite" onClick={() => keepToken(token)}>
        Sign in and come back
      </Go>
      {!view.mustSignIn && <Button onClick={() => setHasAccount(false)}>I have no account yet</Button>}
    </div>
  );
}

interface GoProps {
  readonly to: string;
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

function Go({ to, onClick, children }: GoProps) {
  return (
    <a href={to} onClick={onClick} className={buttonClass('primary', 'h-9 w-full')}>
      {children}
    </a>
  );
}
