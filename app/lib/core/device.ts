// A browser's user agent in words. Pure.

const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** E.g. `Firefox on Linux`; a program that is no browser by the first word of what it says. */
export function deviceOf(userAgent: string): string {
  return knownDeviceOf(userAgent) ?? (userAgent.split(/[\s/(;]/, 1)[0]?.slice(0, 40) || 'Unknown device');
}

/** As `deviceOf`, and undefined for what is not known: for places where nothing may stand that somebody else chose. */
export function knownDeviceOf(userAgent: string): string | undefined {
  const browser = BROWSERS.find(([sign]) => sign.test(userAgent))?.[1];
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1];
  return browser && system ? `${browser} on ${system}` : (browser ?? system);
}
