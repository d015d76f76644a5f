// The sheet of keyboard shortcuts. Loaded when it is first opened.
import { Dialog } from '#app/components/ui/dialog.tsx';
import { Kbd } from '#app/components/ui/kbd.tsx';
import { SHORTCUTS } from './shortcuts.ts';

interface KeyboardHelpProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function KeyboardHelp({ open, onOpenChange }: KeyboardHelpProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" place="wide">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <div tabIndex={0} className="gap-8 overflow-y-auto p-4 outline-none slim-scroll md:columns-2">
        {SHORTCUTS.map(({ title, items }) => (
          <section key={title} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs text-ink-3">{title}</h3>
            <dl>
              {items.map(({ keys, what }) => (
                <div key={what} className="flex min-h-7 items-center justify-between gap-4 py-0.5">
                  <dt>{what}</dt>
                  <dd className="flex shrink-0 gap-1">
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
