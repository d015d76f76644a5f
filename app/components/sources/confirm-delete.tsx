// Asks for the name before a source or a connection is deleted for good.
import { useQueryClient } from '@tanstack/react-query';
import { ConfirmName } from '#app/components/settings/common/confirm-name.tsx';

interface ConfirmDeleteProps {
  /** What it is, e.g. `source`. */
  readonly what: string;
  readonly name: string;
  /** What goes with it and what stays. */
  readonly consequence: string;
  readonly onDelete: () => Promise<unknown>;
  /** Runs after the deletion, too. */
  readonly onClose: () => void;
}

export function ConfirmDelete({ what, onDelete, ...props }: ConfirmDeleteProps) {
  const queryClient = useQueryClient();
  return (
    <ConfirmName
      {...props}
      title={`Delete the ${what}?`}
      action={`Delete the ${what}`}
      busyAction="Deleting…"
      onConfirm={async () => {
        await onDelete();
        await queryClient.invalidateQueries({ queryKey: ['sources'] });
      }}
    />
  );
}
