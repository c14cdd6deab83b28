declare module '*/scripts/lib/browser.mjs' {
  /** The path of a Chromium-like browser on this machine, or undefined. */
  export function findBrowser(): string | undefined
  export function openBrowser(url: string): Promise<boolean>
}
