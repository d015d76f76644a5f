// Chooses another team: by the arrows, by typing its name, or by its digit. Loaded when it is first opened.
import { Command as Cmdk } from 'cmdk';
import { Check } from 'lucide-react';
import { useEffect } from 'react';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Kbd } from '#app/components/ui/kbd.tsx';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { switchTeam } from './switch-team.ts';

interface TeamSwitcherProps {
  readonly viewer: SignedIn;
  readonly onOpenChange: (open: boolean) => void;
}

export function TeamSwitcher({ viewer, onOpenChange }: TeamSwitcherProps) {
  const { teams, team: current } = viewer;
  const others = teams.filter(({ id }) => id !== current.id);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
      // Once a name is begun, digits are a part of it.
      if (event.target instanceof HTMLInputElement && event.target.value !== '') return;
      const chosen = teams[Number(event.key) - 1];
      if (!chosen) return;
      event.preventDefault();
      onOpenChange(false);
      switchTeam(chosen.slug, current.slug);
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [teams, current.slug, onOpenChange]);
  return (
    <Dialog open onOpenChange={onOpenChange} title="Switch the team" bare>
      <Cmdk label="Teams" loop defaultValue={others[0]?.id ?? ''} className="flex min-h-0 flex-col">
        <Cmdk.Input
          placeholder="Switch to the team…"
          className="h-11 shrink-0 border-b border-line bg-transparent px-4 text-base outline-none"
        />
        <Cmdk.List className="min-h-0 overflow-y-auto p-1.5 slim-scroll">
          <Cmdk.Empty className="px-3 py-6 text-center text-ink-3">
            You are in no team of that name.
          </Cmdk.Empty>
          {teams.map(({ id, name, slug, role }, index) => (
            <Cmdk.Item
              key={id}
              value={id}
              keywords={[name, slug]}
              onSelect={() => {
                onOpenChange(false);
                switchTeam(slug, current.slug);
              }}
              className="flex h-9 items-center gap-2 rounded-md px-2.5 data-[selected=true]:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {id === current.id && <Check className="size-3.5 text-accent-ink" aria-label="this team" />}
              <span className="text-xs text-ink-3">{role}</span>
              {index < 9 && <Kbd>{String(index + 1)}</Kbd>}
            </Cmdk.Item>
          ))}
        </Cmdk.List>
        {others.length === 0 && (
          <p className="border-t border-line px-4 py-3 text-ink-3">This is your only team.</p>
        )}
      </Cmdk>
    </Dialog>
  );
}
