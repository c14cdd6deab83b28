import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 60_000 })

const RUN = join(import.meta.dirname, '../../scripts/lib/run.mjs')
/** A script as ours are, without an installation. */
const SCRIPT = `
  import { run } from ${JSON.stringify(RUN)}
  process.exit(await run(process.execPath, [process.argv[2]]))`
/** Runs until it is told to end. */
const PROGRAM = `
  process.on('SIGHUP', () => console.log('hung up'))
  process.on('SIGTERM', () => { console.log('ending'); process.exit() })
  console.log(process.pid)
  setInterval(() => console.log('alive'), 1000)`
/** Lines after which the watch, which looks once a second, has had time enough. */
const LATER = 3

let dir: string
let child: number | undefined
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-parent-'))
  await writeFile(join(dir, 'program.mjs'), PROGRAM)
  await writeFile(
    join(dir, 'package.json'),
    JSON.stringify({ scripts: { app: `node script.mjs "${dir}/program.mjs"` } }),
  )
  await writeFile(join(dir, 'script.mjs'), SCRIPT)
})
afterEach(async () => {
  if (child !== undefined && isAlive(child)) process.kill(child, 'SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Starts the program through npm; `closed` resolves once nothing of it is left that could write. */
async function start(command: string, args: string[], detached = false) {
  const { npm_lifecycle_event: _, ...env } = process.env
  const top = spawn(command, args, { cwd: dir, env, stdio: ['ignore', 'pipe', 'inherit'], detached })
  const said: string[] = []
  const lines = createInterface({ input: top.stdout })
  const closed = new Promise<string[]>((resolve) => top.on('close', () => resolve(said)))
  const heard = (text: string | RegExp): Promise<string> =>
    new Promise((resolve) => lines.on('line', (line) => line.match(text) && resolve(line)))
  lines.on('line', (line) => said.push(line))
  child = Number(await heard(/^\d+$/))
  return { top, closed, heard, pid: child }
}

describe('what a script has started', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('ends when npm is ended by %s', async (signal) => {
    const { top, closed } = await start('npm', ['run', '-s', 'app'])
    top.kill(signal)
    expect((await closed).at(-1)).toBe('ending')
  })

  it('outlives npm after a hang-up without a terminal (nohup)', async () => {
    const { top, heard, pid } = await start('npm', ['run', '-s', 'app'], true)
    const hungUp = heard('hung up')
    // all of the terminal's group, as its end does
    process.kill(-Number(top.pid), 'SIGHUP')
    await hungUp
    await vi.waitFor(() => expect(top.signalCode ?? top.exitCode).not.toBeNull(), { timeout: 10_000 })
    for (let i = 0; i < LATER; i++) await heard('alive')
    expect(isAlive(pid)).toBe(true)
  })

  it('may outlive a shell', async () => {
    const { top, heard, pid } = await start('sh', ['-c', `node script.mjs "${dir}/program.mjs" & wait`])
    top.kill('SIGKILL')
    for (let i = 0; i < LATER; i++) await heard('alive')
    expect(isAlive(pid)).toBe(true)
  })
})
