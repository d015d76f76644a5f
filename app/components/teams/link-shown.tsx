// An invitation's new link, to be given to the person; or that it was mailed.
import { Button } from '#app/components/ui/button.tsx';
import { CopyButton } from '#app/components/ui/copy-button.tsx';
import type { InvitationLink } from '#app/lib/teams/invitation-schema.ts';

interface LinkShownProps {
  readonly made: InvitationLink;
  readonly onClose: () => void;
}

export function LinkShown({ made, onClose }: LinkShownProps) {
  const { link, email, problem } = made;
  return (
    <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4">
      {problem && <p className="rounded-md bg-caution-soft px-3 py-2 text-caution">{problem}</p>}
      {link === null ? (
        <p role="status">The invitation was sent to {email}.</p>
      ) : (
        <>
          <p className="text-ink-2">
            Give this link to {email ?? 'the person'}. It works once, and is not shown again.
          </p>
          <code
            data-testid="invitation-link"
            className="rounded-md border border-line bg-surface px-3 py-2 font-mono text-xs break-all"
          >
            {link}
          </code>
        </>
      )}
      <div className="flex justify-end gap-2">
        {link !== null && (
          <CopyButton text={link} label="Copy the link">
            Copy the link
          </CopyButton>
        )}
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
