// What a service is called on screens, and whether it can have a page of its own. Pure.

/** Spans may come without `service.name`. */
export function serviceText(name: string): string {
  return name || 'no service';
}

/** Whether its name can be a part of an address: browsers drop empty ones and dots. */
export function hasPage(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..';
}
