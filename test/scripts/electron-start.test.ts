import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { electronArguments, sandboxProblem, startProblem } from '../../scripts/lib/electron-start.mjs'

const root = join(import.meta.dirname, '../..')
/** Head of an ELF program for a processor that this machine has not. */
const FOREIGN = Buffer.from('7f454c46020101000000000000000000' + '0200' + '0800', 'hex')

let work: string

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'hyoban-start-'))
})
afterEach(() => rm(work, { recursive: true, force: true }))

async function program(path: string, text: string | Buffer, mode = 0o755): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  await chmod(path, mode)
  return path
}

it("options keep their values and links come last, as Electron's command line on Windows wants it", () => {
  const link = 'hyoban:?xt=1'
  expect(electronArguments(['--bootstrap', 'dht.example:49737', link, '--name', 'x', '--headless', '--demo'])).toEqual([
    '--bootstrap=dht.example:49737',
    '--name=x',
    '--demo',
    link,
  ])
})

describe("Chromium's sandbox", () => {
  const settings = async (values: Record<string, number>): Promise<string> => {
    for (const [path, value] of Object.entries(values)) await program(join(work, 'proc/sys', path), `${value}\n`, 0o644)
    return work
  }
  const problem = (sys: string, uid = 1000): string | undefined =>
    sandboxProblem(join(work, 'electron'), { platform: 'linux', uid, sys })

  it('needs user namespaces that the system allows', async () => {
    expect(problem(await settings({ 'user/max_user_namespaces': 15_000 }))).toBeUndefined()
    expect(problem(await settings({ 'kernel/apparmor_restrict_unprivileged_userns': 0 }))).toBeUndefined()
    expect(problem(await settings({ 'kernel/apparmor_restrict_unprivileged_userns': 1 }))).toMatch(
      /AppArmor.*chmod 4755/,
    )
    await settings({ 'kernel/apparmor_restrict_unprivileged_userns': 0 })
    expect(problem(await settings({ 'user/max_user_namespaces': 0 }))).toMatch(/no user namespaces/)
    await settings({ 'user/max_user_namespaces': 15_000 })
    expect(problem(await settings({ 'kernel/unprivileged_userns_clone': 0 }))).toMatch(/no user namespaces/)
  })

  it('is not used by root, and exists on Linux only in this way', async () => {
    const sys = await settings({ 'kernel/apparmor_restrict_unprivileged_userns': 1 })
    expect(problem(sys, 0)).toBeUndefined()
    expect(sandboxProblem(join(work, 'electron'), { platform: 'darwin', uid: 501, sys })).toBeUndefined()
  })

  it.skipIf(process.getuid?.() !== 0)(
    'is built by the setuid helper where there is one (needs root to try)',
    async () => {
      const sys = await settings({ 'kernel/apparmor_restrict_unprivileged_userns': 1 })
      await program(join(work, 'chrome-sandbox'), '', 0o4755)
      expect(problem(sys)).toBeUndefined()
      await chmod(join(work, 'chrome-sandbox'), 0o755)
      expect(problem(sys)).toMatch(/AppArmor/)
    },
  )
})

it.each([
  ['a clean end', { code: 0, ranMs: 100 }, undefined],
  ['an end after it ran', { code: 133, ranMs: 60_000 }, undefined],
  ['SIGTRAP', { code: 133, ranMs: 900 }, 'Electron crashed at its start (signal 5)'],
  ['SIGSEGV', { code: 139, ranMs: 900 }, 'Electron crashed at its start (signal 11)'],
  ['Ctrl+C at once', { code: 130, ranMs: 900 }, undefined],
  ['an error at once', { code: 1, ranMs: 900 }, 'Electron ended at once with code 1'],
  [
    'a missing library',
    {
      code: 127,
      ranMs: 10,
      output: 'electron: error while loading shared libraries: libgtk-3.so.0: cannot open shared object file',
    },
    'Electron needs the library libgtk-3.so.0, which this system lacks (Debian, Ubuntu: sudo apt install libgtk-3-0)',
  ],
  [
    'no display',
    { code: 1, ranMs: 300, output: 'ERROR: Missing X server or $DISPLAY' },
    'Electron cannot reach the display (see whether DISPLAY or WAYLAND_DISPLAY names one that runs)',
  ],
  [
    'a library that no package is known for',
    {
      code: 127,
      ranMs: 10,
      output: 'electron: error while loading shared libraries: libodd.so.1: cannot open shared object file',
    },
    'Electron needs the library libodd.so.1, which this system lacks (install the package that has it)',
  ],
  [
    'no usable graphics card',
    {
      code: 133,
      ranMs: 2_000,
      output: "FATAL:gpu_data_manager_impl_private.cc(423)] GPU process isn't usable. Goodbye.",
    },
    'Electron cannot use the graphics card (without it: npm start -- --disable-gpu)',
  ],
  [
    'no sandbox, in a way that nobody foresaw',
    {
      code: 133,
      ranMs: 300,
      output: 'FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! If you are',
    },
    "Electron cannot build its sandbox (no user namespaces here, and chrome-sandbox is not root's with mode 4755)",
  ],
  [
    'a reason that the app itself gave',
    {
      code: 1,
      ranMs: 300,
      output: 'hyoban: The disk is read-only: /home/ada. Choose a writable folder.',
    },
    undefined,
  ],
  [
    'a file without the right to run',
    { error: Object.assign(new Error('spawn'), { code: 'EACCES' }), ranMs: 1 },
    "Electron's binary may not be executed (chmod +x it, and see that its disk is not mounted with noexec)",
  ],
])('%s is put into words', (_name, end, words) => {
  expect(startProblem(end)).toBe(words)
})

it.each([
  ['crashes', '#!/bin/sh\nkill -TRAP $$\n', 'Electron crashed at its start (signal 5)'],
  [
    'is no program of this machine',
    FOREIGN,
    "Electron's binary is made for another kind of processor (delete node_modules/electron/dist and start again)",
  ],
])(
  'npm start serves to the browser when Electron %s',
  async (_name, binary, words) => {
    await program(join(work, 'dist/electron'), binary)
    const bin = join(work, 'bin')
    await program(join(bin, 'xdg-open'), '#!/bin/sh\n')
    const child = spawn(
      process.execPath,
      ['scripts/start.mjs', '--data-dir', join(work, 'data'), '--port', '0', '--bootstrap', '127.0.0.1:9'],
      {
        cwd: root,
        env: {
          ...process.env,
          DISPLAY: ':99',
          ELECTRON_OVERRIDE_DIST_PATH: join(work, 'dist'),
          PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const lines: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line)
      if (/your browser opens/.test(line)) break
    }
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
    expect(lines.join('\n')).toContain(`${words}, so the same app is served to your browser instead.`)
  },
  120_000,
)

it('npm start ends with the reason that the app gave, and serves nothing that would fail as well', async () => {
  const words = 'hyoban: The disk is read-only: /home/ada. Choose a writable folder.'
  await program(join(work, 'dist/electron'), `#!/bin/sh\necho '${words}' >&2\nexit 1\n`)
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...process.env, DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: join(work, 'dist') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(output).toContain(words)
  expect(output).not.toContain('served to your browser')
}, 120_000)
