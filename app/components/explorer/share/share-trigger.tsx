// The button that opens what a search can be handed on as.
import { Share2 } from 'lucide-react';
import { buttonClass } from '#app/components/ui/button.tsx';
import { type LazyPanel, PanelTrigger } from '#app/components/ui/panel-trigger.tsx';

interface ShareTriggerProps<Props extends object> {
  readonly panel: LazyPanel<Props>;
  readonly panelProps: Props;
  readonly label: string;
}

export function ShareTrigger<Props extends object>({ panel, panelProps, label }: ShareTriggerProps<Props>) {
  return (
    <PanelTrigger
      panel={panel}
      panelProps={panelProps}
      aria-label={label}
      data-tip={label}
      className={buttonClass('secondary')}
    >
      <Share2 className="size-3.5" aria-hidden />
      <span className="max-md:sr-only">Share</span>
    </PanelTrigger>
  );
}
