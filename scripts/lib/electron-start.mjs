import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const TAKES_VALUE = new Set(['--peers', '--data-dir', '--bootstrap', '--share', '--name', '--community', '--port'])

/**
 * Arguments of `npm start` as Electron gets them: on Windows one that looks like an address and is followed by another
 * one ends it, so values are joined to their options and links come last.
 */
export function electronArguments(args) {
  const options = []
  const links = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    if (arg === '--headless') continue
    if (TAKES_VALUE.has(arg) && i + 1 < args.length) options.push(`${arg}=${args[++i]}`)
    else (arg.startsWith('-') ? options : links).push(arg)
  }
  return [...options, ...links]
}

const SETUID_ROOT = 0o4755

/** A file's content as a number; undefined if it is missing. */
function numberIn(path) {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Why Chromium cannot build its sandbox here, with what to do; undefined if it can. Without the setuid helper it needs
 * user namespaces, which some systems keep from ordinary programs (Ubuntu since 23.10); it then ends by SIGTRAP.
 */
export function sandboxProblem(
  electronPath,
  { platform = process.platform, uid = process.getuid?.(), sys = '/' } = {},
) {
  if (platform !== 'linux' || uid === 0) return undefined
  const helper = join(dirname(electronPath), 'chrome-sandbox')
  try {
    const { uid: owner, mode } = statSync(helper)
    if (owner === 0 && (mode & 0o7777) === SETUID_ROOT) return undefined
  } catch {
    // no helper: user namespaces must do
  }
  const setting = (...path) => numberIn(join(sys, 'proc', 'sys', ...path))
  const remedy = `sudo chown root:root "${helper}" && sudo chmod 4755 "${helper}"`
  if (setting('kernel', 'apparmor_restrict_unprivileged_userns') === 1)
    return `this system's AppArmor keeps Electron from building its sandbox (installed packages may; here: ${remedy})`
  if (setting('user', 'max_user_namespaces') === 0 || setting('kernel', 'unprivileged_userns_clone') === 0)
    return `this system allows no user namespaces, which Electron's sandbox needs (a way out: ${remedy})`
  return undefined
}

/** `e_machine` of an ELF file for the processors that Electron is made for (System V ABI). */
const ELF_MACHINES = { x64: 0x3e, arm64: 0xb7, arm: 0x28, ia32: 0x03 }

/** Whether an ELF program is made for another processor; the system would hand it to a shell. */
export function processorProblem(path, arch = process.arch) {
  const head = Buffer.alloc(20)
  const file = openSync(path, 'r')
  try {
    if (readSync(file, head) < head.length || head.toString('latin1', 0, 4) !== '\x7fELF') return undefined
  } finally {
    closeSync(file)
  }
  const wanted = ELF_MACHINES[arch]
  return wanted === undefined || head.readUInt16LE(18) === wanted
    ? undefined
    : "Electron's binary is made for another kind of processor"
}

/** Exit codes of programs that a signal ended while starting: ILL, TRAP, ABRT, BUS, SEGV. */
const CRASHES = new Set([4, 5, 6, 7, 11].map((signal) => 128 + signal))
/** What runs longer has started. */
const START_MS = 5_000

/** Why Electron did not start, in words, judging from its end; undefined if it had started. */
export function startProblem({ code, ranMs, output = '', error }) {
  if (error) {
    const reasons = { EACCES: 'may not be executed', ENOENT: 'is missing' }
    return `Electron's binary ${reasons[error.code] ?? `cannot be run (${error.code ?? error.message})`}`
  }
  if (code === 0 || ranMs >= START_MS) return undefined
  const library = /error while loading shared libraries: (\S+?):/.exec(output)?.[1]
  if (library) return `Electron needs the library ${library}, which this system lacks`
  if (/Missing X server|cannot open display|Failed to connect to (the bus|Wayland)/i.test(output) && code !== 0)
    return 'Electron cannot reach the display'
  if (CRASHES.has(code)) return `Electron crashed at its start (signal ${code - 128})`
  return code < 128 ? `Electron ended at once with code ${code}` : undefined
}
