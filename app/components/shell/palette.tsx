// The command palette. Loaded when it is first opened.
import { Command as Cmdk } from 'cmdk';
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Kbd } from '#app/components/ui/kbd.tsx';
import { useAllCommands } from './commands.tsx';

interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Finds a command by what is typed and runs it with Enter. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  const commands = useAllCommands();
  const groups = [...new Set(commands.map(({ group }) => group))];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Commands" bare>
      <Cmdk label="Commands" loop className="flex min-h-0 flex-col">
        <Cmdk.Input
          placeholder="Type a command…"
          className="h-11 shrink-0 border-b border-line bg-transparent px-4 text-base outline-none"
        />
        <Cmdk.List className="min-h-0 overflow-y-auto p-1.5 slim-scroll">
          <Cmdk.Empty className="px-3 py-6 text-center text-ink-3">No command of that name.</Cmdk.Empty>
          {groups.map((group) => (
            <Cmdk.Group
              key={group}
              heading={group}
              className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-ink-3"
            >
              {commands
                .filter((command) => command.group === group)
                .map((command) => (
                  <Cmdk.Item
                    key={command.id}
                    value={`${group} ${command.label}`}
                    onSelect={() => {
                      onOpenChange(false);
                      command.run();
                    }}
                    className="flex h-8 items-center justify-between rounded-md px-2.5 data-[selected=true]:bg-hover"
                  >
                    {command.label}
                    {command.keys && <Kbd>{command.keys}</Kbd>}
                  </Cmdk.Item>
                ))}
            </Cmdk.Group>
          ))}
        </Cmdk.List>
      </Cmdk>
    </Dialog>
  );
}
