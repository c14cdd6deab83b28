import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { CommandLines, NOBODY } from './processes.ts'

let lines: CommandLines
beforeEach(async () => {
  lines = await CommandLines.make()
})
afterEach(() => lines.close())

/** The socket of a service manager at `path`: the messages that it receives, in order. */
function managerAt(path: string): { heard: AsyncIterator<string> } {
  const program = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True:
    message, fds, _, _ = socket.recv_fds(s, 65536, 4)
    print(message.decode().replace("\\n", " "), flush=True)
    for fd in fds: socket.close(fd)`
  const child = spawn('python3', ['-c', program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  return { heard: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

const NEEDED = ['systemd-notify', 'python3'].filter((name) => spawnSync(name, ['--version']).error !== undefined)

describe.skipIf(NEEDED.length > 0)('a service of systemd (NOT RUN where systemd-notify or python3 is missing)', () => {
  it('says that it is ready, alive and stopping', async () => {
    const socket = join(lines.dir, 'notify')
    const { heard } = managerAt(socket)
    const next = async (): Promise<string> => ((await heard.next()).value as string | undefined) ?? ''
    expect(await next()).toBe('listening')
    const node = lines.start(['serve', '--data-dir', 'd', '--name', 'Ada', ...NOBODY], {
      env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '200000' },
    })
    const told = new Set<string>()
    const until = async (wanted: RegExp): Promise<void> => {
      for (;;) {
        const message = await next()
        told.add(message)
        if (wanted.test(message)) return
      }
    }
    await until(/^READY=1 STATUS=Ada on 127\.0\.0\.1:\d+$/)
    await until(/^WATCHDOG=1$/)
    node.kill('SIGTERM')
    await until(/^STOPPING=1$/)
    expect((await node.ended).code).toBe(0)
  }, 120_000)
})

/** A command line whose descriptor is the journal, as JOURNAL_STREAM has it. */
const journalAt = (descriptor: 1 | 2): string => `JOURNAL_STREAM=$(stat -Lc %d:%i /proc/$$/fd/${descriptor}) exec "$@"`

describe.skipIf(process.platform !== 'linux')('in the journal (NOT RUN elsewhere than on Linux)', () => {
  it('no token is written', async () => {
    const node = lines.start(['serve', '--token-file', 'token', ...NOBODY], { shell: journalAt(1) })
    const line = await node.firstLine
    const token = readFileSync(join(lines.dir, 'token'), 'utf8').trim()
    expect(JSON.parse(line)).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/) as string })
    node.kill('SIGTERM')
    const { code, out, err } = await node.ended
    expect(code).toBe(0)
    expect([out, err].join('').includes(token)).toBe(false)
  }, 120_000)

  it('lines have a severity', async () => {
    const { code, err } = await lines.run(['serve', '--share', 'missing', ...NOBODY], { shell: journalAt(2) })
    expect([code, err]).toEqual([1, expect.stringMatching(/^<3>hyoban: .*missing.*\n$/)])
  }, 120_000)
})
