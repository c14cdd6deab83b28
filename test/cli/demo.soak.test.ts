import { readdir } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CommandLines, type Running } from './processes.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 30_000 })

let lines: CommandLines
beforeEach(async () => {
  lines = await CommandLines.make()
})
afterEach(() => lines.close())

const demo = (): Running => lines.start(['demo', '--peers', '1'], { env: { TMPDIR: lines.dir } })
const temporary = async (): Promise<string[]> =>
  (await readdir(lines.dir)).filter((name) => name.startsWith('hyoban-demo-'))

describe('hyoban demo', () => {
  it('deletes what a demo that was killed has left, and leaves nothing itself', async () => {
    const killed = demo()
    await killed.firstLine
    killed.kill('SIGKILL')
    await killed.ended
    const left = await temporary()
    expect(left).toHaveLength(1)
    const next = demo()
    await next.firstLine
    const now = await temporary()
    expect([now.length, now.some((name) => left.includes(name))]).toEqual([1, false])
    next.kill('SIGTERM')
    expect([(await next.ended).code, await temporary()]).toEqual([0, []])
  })
})
