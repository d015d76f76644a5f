// A key that was just made, the only time that it is seen, with how to use it.
import { Button } from '#app/components/ui/button.tsx';
import { CodeBox } from '#app/components/ui/code-box.tsx';
import { CopyLine } from '#app/components/ui/copy-line.tsx';
import { Tab, TabList, TabPanel, Tabs } from '#app/components/ui/tabs.tsx';
import type { MadeKey as Made } from '#app/lib/keys/schema.ts';
import type { SignedIn } from '#app/lib/teams/schema.ts';
import { keyExamples } from './key-examples.ts';

interface MadeKeyProps {
  readonly made: Made;
  readonly otlp: SignedIn['otlp'];
  /** Whether somebody has tried to leave without saying that they are done. */
  readonly isLeaving: boolean;
  readonly onClose: () => void;
}

export function MadeKey({ made: { key, apiKey }, otlp, isLeaving, onClose }: MadeKeyProps) {
  const examples = keyExamples(key, apiKey.scopes, otlp, window.location.origin);
  return (
    <div className="flex min-h-0 flex-col gap-4 overflow-y-auto p-4 slim-scroll">
      <div className="flex flex-col gap-1">
        <p>
          <span className="font-medium">Copy it now.</span>{' '}
          <span className="text-ink-2">Maple keeps only a fingerprint, so nobody can show it again.</span>
        </p>
        <CopyLine text={key} label="Copy the key" testId="key" />
      </div>
      {examples.length > 0 && (
        <Tabs defaultValue={examples[0]?.id}>
          <TabList aria-label="How to use it">
            {examples.map(({ id, label }) => (
              <Tab key={id} value={id}>
                {label}
              </Tab>
            ))}
          </TabList>
          {examples.map(({ id, label, code }) => (
            <TabPanel key={id} value={id} className="pt-3">
              <CodeBox label={label} name={label} code={code} />
            </TabPanel>
          ))}
        </Tabs>
      )}
      <div className="flex items-center justify-end gap-3">
        {isLeaving && (
          <p role="alert" className="text-caution">
            Press Done when you have copied the key.
          </p>
        )}
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
