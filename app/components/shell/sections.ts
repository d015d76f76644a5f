// The sections of Maple, in the order of the navigation. What is not built yet is not in it.
import {
  Boxes,
  ChartGantt,
  DatabaseZap,
  type LucideIcon,
  PlugZap,
  ScrollText,
  Settings,
  Waypoints,
} from 'lucide-react';

interface Section {
  readonly id: string;
  readonly label: string;
  readonly to: '/logs' | '/traces' | '/services' | '/map' | '/sql' | '/connect' | '/settings';
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
  /** `foot`: below the others, where set-up and settings are. */
  readonly place: 'main' | 'foot';
}

export const SECTIONS: readonly Section[] = [
  { id: 'logs', label: 'Logs', to: '/logs', icon: ScrollText, key: 'l', place: 'main' },
  { id: 'traces', label: 'Traces', to: '/traces', icon: ChartGantt, key: 't', place: 'main' },
  { id: 'services', label: 'Services', to: '/services', icon: Boxes, key: 'v', place: 'main' },
  { id: 'map', label: 'Service map', to: '/map', icon: Waypoints, key: 'm', place: 'main' },
  { id: 'sql', label: 'SQL', to: '/sql', icon: DatabaseZap, key: 'q', place: 'main' },
  { id: 'connect', label: 'Send data', to: '/connect', icon: PlugZap, key: 'c', place: 'foot' },
  { id: 'settings', label: 'Settings', to: '/settings', icon: Settings, key: 's', place: 'foot' },
];
