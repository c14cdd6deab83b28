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
    : "Electron's binary is made for another kind of processor (delete node_modules/electron/dist and start again)"
}

/** Exit codes of programs that a signal ended while starting: ILL, TRAP, ABRT, BUS, SEGV. */
const CRASHES = new Set([4, 5, 6, 7, 11].map((signal) => 128 + signal))
/** What runs longer has started. */
const START_MS = 5_000

/** Debian's packages of the libraries that small installations lack. */
const PACKAGES = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libgdk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libdrm.so.2': 'libdrm2',
  'libXtst.so.6': 'libxtst6',
  'libxkbcommon.so.0': 'libxkbcommon0',
}

/** What Chromium writes when it ends at its start, and what that means. */
const REASONS = [
  [
    /GPU process isn't usable|GPU process launch failed/i,
    'cannot use the graphics card (without it: npm start -- --disable-gpu)',
  ],
  [
    /No usable sandbox|SUID sandbox helper|Failed to move to new namespace/i,
    "cannot build its sandbox (no user namespaces here, and chrome-sandbox is not root's with mode 4755)",
  ],
  [
    /Missing X server|cannot open display|Failed to connect to (the bus|Wayland)/i,
    'cannot reach the display (see whether DISPLAY or WAYLAND_DISPLAY names one that runs)',
  ],
]

/** Whether the app itself ended and said why: it would end in the same way in a browser. */
const saidWhy = (code, output) => code < 128 && /^hyoban: /m.test(output)

/** Why Electron did not start, in words, judging from its end; undefined if it had started, or the app said why. */
export function startProblem({ code, ranMs, output = '', error }) {
  if (error) {
    const reasons = {
      EACCES: 'may not be executed (chmod +x it, and see that its disk is not mounted with noexec)',
      ENOENT: 'is missing',
    }
    return `Electron's binary ${reasons[error.code] ?? `cannot be run (${error.code ?? error.message})`}`
  }
  if (code === 0 || ranMs >= START_MS || saidWhy(code, output)) return undefined
  const library = /error while loading shared libraries: (\S+?):/.exec(output)?.[1]
  if (library) {
    const debian = PACKAGES[library]
    const remedy = debian ? `Debian, Ubuntu: sudo apt install ${debian}` : 'install the package that has it'
    return `Electron needs the library ${library}, which this system lacks (${remedy})`
  }
  const reason = REASONS.find(([telling]) => telling.test(output))?.[1]
  if (reason) return `Electron ${reason}`
  if (CRASHES.has(code)) return `Electron crashed at its start (signal ${code - 128})`
  return code < 128 ? `Electron ended at once with code ${code}` : undefined
}
