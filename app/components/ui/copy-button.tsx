// Copies a text and says so for a moment.
import { Check, Copy } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { Button, IconButton } from './button.tsx';

/** How long "Copied" stays, in milliseconds. */
const SHOWN_MS = 1_500;

/** `copy()` puts the text on the clipboard; `copied` is true for a moment after. */
export function useCopy(): { copied: boolean; copy: (text: string) => void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = useCallback((text: string) => {
    void writeClipboard(text).then(setCopied);
  }, []);
  return { copied, copy };
}

interface CopyButtonProps {
  /** The text, or how to get it: for texts that are costly to build. */
  readonly text: string | (() => string);
  readonly label: string;
  readonly children?: ReactNode;
  readonly className?: string;
}

/** A button that copies: an icon, or with words when it has children. */
export function CopyButton({ text, label, children, className }: CopyButtonProps) {
  const { copied, copy } = useCopy();
  const Icon = copied ? Check : Copy;
  const onClick = () => copy(typeof text === 'string' ? text : text());
  if (children)
    return (
      <Button variant="secondary" onClick={onClick} className={className}>
        <Icon className="size-3.5" aria-hidden />
        {copied ? 'Copied' : children}
      </Button>
    );
  return (
    <IconButton label={copied ? 'Copied' : label} onClick={onClick} className={className}>
      <Icon className="size-3.5" aria-hidden />
    </IconButton>
  );
}

/** The clipboard API needs HTTPS or localhost; Maple on a plain http address falls back to a hidden field. */
async function writeClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard && window.isSecureContext)
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
