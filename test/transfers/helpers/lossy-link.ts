import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Two network namespaces and a bad line between them. */
export interface LossyLink {
  /** What delays and loses: the kernel's netem, or a stand-in of our own. */
  by: 'netem' | 'frames in user space'
  /** The addresses of the two ends. */
  hosts: [string, string]
  /** Starts a program at one end (0 or 1). */
  run(end: 0 | 1, command: string, args: readonly string[]): ChildProcess
  close(): void
}

const quietly = (command: string, ...args: string[]): void =>
  void execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 10_000 })

/** Why a step failed, in its own words. */
const saying = (error: unknown): string =>
  (error as { stderr?: Buffer }).stderr?.toString().trim() || (error instanceof Error ? error.message : String(error))

/**
 * A line with `delay` ms each way and `loss` percent, over veth pairs. Where the kernel has no netem, frames are
 * carried by a small program
 * (Python, raw sockets). A string says why neither can be had here.
 */
export async function lossyLink(delay: number, loss: number): Promise<LossyLink | string> {
  if (process.platform !== 'linux') return 'network namespaces are of Linux'
  if (process.getuid?.() !== 0) return 'only root may make network namespaces'
  // names of devices have 15 letters at most
  const tag = `hy${process.pid.toString(36)}`
  const [a, b, middle] = [`${tag}a`, `${tag}b`, `${tag}m`]
  const spaces = [a, b, middle]
  const made: string[] = []
  const children: ChildProcess[] = []
  const close = (): void => {
    for (const child of children) child.kill('SIGKILL')
    for (const space of made.splice(0)) execFileSync('ip', ['netns', 'del', space], { stdio: 'ignore' })
  }
  const within = (space: string, ...command: string[]): void => quietly('ip', 'netns', 'exec', space, ...command)
  const hosts: [string, string] = ['10.66.0.1', '10.66.0.2']
  try {
    for (const space of spaces) {
      quietly('ip', 'netns', 'add', space)
      made.push(space)
      within(space, 'ip', 'link', 'set', 'lo', 'up')
    }
    for (const [i, space] of [a, b].entries()) {
      const [near, far] = [`${tag}n${i}`, `${tag}f${i}`]
      quietly('ip', 'link', 'add', near, 'netns', space, 'type', 'veth', 'peer', 'name', far, 'netns', middle)
      within(space, 'ip', 'addr', 'add', `${hosts[i]}/24`, 'dev', near)
      within(space, 'ip', 'link', 'set', near, 'up')
      within(middle, 'ip', 'link', 'set', far, 'up')
    }
  } catch (error) {
    close()
    return `no network namespaces: ${saying(error)}`
  }
  const link = (by: LossyLink['by']): LossyLink => ({
    by,
    hosts,
    close,
    run: (end, command, args) =>
      spawn('ip', ['netns', 'exec', spaces[end] as string, command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
  })
  let noNetem: string
  try {
    for (const [i, space] of [a, b].entries())
      within(
        space,
        'tc',
        'qdisc',
        'add',
        'dev',
        `${tag}n${i}`,
        'root',
        'netem',
        'delay',
        `${delay}ms`,
        'loss',
        `${loss}%`,
        'limit',
        '10000',
      )
    within(middle, 'ip', 'link', 'add', 'bridge', 'type', 'bridge')
    within(middle, 'ip', 'link', 'set', 'bridge', 'up')
    for (const i of [0, 1]) within(middle, 'ip', 'link', 'set', `${tag}f${i}`, 'master', 'bridge')
    return link('netem')
  } catch (error) {
    noNetem = saying(error)
  }
  const carrier = spawn(
    'ip',
    [
      'netns',
      'exec',
      middle,
      'python3',
      join(import.meta.dirname, 'lossy-link.py'),
      `${tag}f0`,
      `${tag}f1`,
      String(delay),
      String(loss),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  children.push(carrier)
  let wrong = ''
  carrier.stderr.on('data', (text: Buffer) => (wrong += text.toString()))
  const ready = await new Promise<boolean>((resolve) => {
    carrier.once('exit', () => resolve(false))
    carrier.once('error', () => resolve(false))
    createInterface({ input: carrier.stdout }).once('line', () => resolve(true))
  })
  if (ready) return link('frames in user space')
  close()
  return `no netem (${noNetem}) and no stand-in for it (${wrong.trim()})`
}
