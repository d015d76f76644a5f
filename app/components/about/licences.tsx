// The packages that Maple is made of, with their licences. Loaded when somebody asks.
import { useState } from 'react';
import { ScrollBox } from '#app/components/settings/common/scroll-box.tsx';
import { formatCount } from '#app/components/time/format.ts';
import { INPUT } from '#app/components/ui/field.tsx';
import packages from './licences.gen.json' with { type: 'json' };

export function Licences() {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = packages.filter(
    ({ name, licence }) => name.includes(wanted) || licence.toLowerCase().includes(wanted),
  );
  return (
    <section aria-label="Licences" className="flex flex-col gap-2">
      <input
        type="search"
        aria-label="Search packages and licences"
        placeholder={`Search ${formatCount(packages.length, 'package')}`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={INPUT}
      />
      <ScrollBox label="Packages" className="max-h-96 rounded-lg border border-line">
        <ul className="divide-y divide-line text-xs">
          {shown.map(({ name, version, licence }) => (
            <li key={`${name} ${version}`} className="flex gap-3 px-3 py-1 [content-visibility:auto]">
              <span className="min-w-0 flex-1 truncate font-mono">{name}</span>
              <span className="text-ink-3 tabular-nums">{version}</span>
              <span className="w-28 shrink-0 truncate text-right">{licence}</span>
            </li>
          ))}
        </ul>
        {shown.length === 0 && <p className="px-3 py-4 text-center text-ink-2">No package is called that.</p>}
      </ScrollBox>
    </section>
  );
}
