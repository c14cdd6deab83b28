declare module '*/scripts/lib/electron.mjs' {
  export function findElectron(): string | undefined
  export function electronFlags(): string[]
}

declare module '*/scripts/lib/browser.mjs' {
  export function findBrowser(): string | undefined
}
