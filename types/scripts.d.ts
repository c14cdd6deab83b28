declare module '*/scripts/lib/browser.mjs' {
  /** The path of a Chromium-like browser on this machine, or undefined. */
  export function findBrowser(options?: { forPeople?: boolean }): string | undefined
}

declare module '*/scripts/lib/open-browser.mjs' {
  /** Opens a URL with the user's browser; false where there is no display. */
  export function openBrowser(url: string): Promise<boolean>
}

declare module '*/scripts/lib/build.mjs' {
  /** Builds out/ if it is older than its sources, with the given Node. */
  export function ensureBuilt(node: string, options?: { force?: boolean }): Promise<{ code: number; output: string }>
}

declare module '*/scripts/lib/install.mjs' {
  /** Why the installed packages do not match the lock; undefined if they do. */
  export function installProblem(wanted: object, got: object | undefined): string | undefined
}

declare module '*/scripts/lib/node-version.mjs' {
  /** The one line for a Node that is too old; undefined if it will do. */
  export function nodeVersionProblem(version: string): string | undefined
}

declare module '*/scripts/lib/electron.mjs' {
  /** The Electron binary that is here already, or undefined. */
  export function findElectron(): string | undefined
  /** Why no window can be opened here; undefined if one can. */
  export function displayProblem(): string | undefined
  /** What Electron's command line needs here. */
  export function electronFlags(): string[]
  /** The one sentence in the installer's output that says what went wrong. */
  export function downloadProblem(output: string, code: number): string
}

declare module '*/scripts/lib/electron-start.mjs' {
  /** Arguments of `npm start` as Electron gets them. */
  export function electronArguments(args: readonly string[]): string[]
  /** Why Chromium cannot build its sandbox here; undefined if it can. */
  export function sandboxProblem(
    electronPath: string,
    system?: { platform?: NodeJS.Platform; uid?: number; sys?: string },
  ): string | undefined
  /** Whether a program is made for another processor. */
  export function processorProblem(path: string, arch?: string): string | undefined
  /** Why Electron did not start; undefined if it had. */
  export function startProblem(end: {
    code?: number
    ranMs: number
    output?: string
    error?: NodeJS.ErrnoException
  }): string | undefined
}

declare module '*/scripts/lib/licences.mjs' {
  /** Name of the text within the built renderer. */
  export const LICENCES_FILE: string
  /** Folders of the installed packages that run in production, relative to `root`. */
  export function productionFolders(root: string): string[]
  /** Folders of the packages that modules of a bundle come from, relative to `root`. */
  export function bundledFolders(root: string, modules: readonly string[]): string[]
  /** A package's licence and its text; `problem` says why it may not be passed on as it is. */
  export function licenceOf(
    root: string,
    path: string,
  ): { name: string; version: string; licence: string; text: string; problem?: string }
  /** What keeps these packages from being passed on. */
  export function licenceProblems(root: string, folders: readonly string[]): string[]
  /** One text of all licences. */
  export function licencesText(root: string, folders: readonly string[]): string
}

declare module '*/scripts/lib/test-report.mjs' {
  export interface Counts {
    passed: number
    failed: number
    skipped: { name: string; why: string }[]
    failures: string[]
  }
  export function playwrightCounts(report: object): Counts
  export function closingLine(all: Counts[]): string
}

declare module '*/scripts/lint/rooms.mjs' {
  export function importProblem(
    from: string,
    specifier: string,
    target?: string,
    typeOnly?: boolean,
  ): string | undefined
  export function roomOf(path: string): { name: string } | undefined
}

declare module '*/scripts/lib/cli-line.mjs' {
  /** What Node is told to run the command line from the sources. */
  export const CLI_LINE: readonly string[]
}

declare module '*/scripts/mutation/equivalent.mjs' {
  export const EQUIVALENT: readonly { file: string; line: string; original?: string; mutant: string; why: string }[]
  export function isEquivalent(survivor: {
    fileName: string
    replacement: string
    location: { start: { line: number; column: number }; end: { line: number; column: number } }
  }): boolean
}

declare module '*/scripts/lib/kernel.mjs' {
  /** The file that `compileKernel` is for. */
  export const KERNEL_CODE: string
  export function compileKernel(): Promise<string>
}

declare module '*/scripts/lib/paths.mjs' {
  export const NODE_ENVIRONMENT: Readonly<Record<string, string>>
}
