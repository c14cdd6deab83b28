import { readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { diskFiles } from '../../main/transfers/storage/file-system.ts'
import { DEFAULT_RULES } from '../../main/transfers/queue/rules.ts'
import { gated, makeFile, reading, type TestFile } from './helpers/files.ts'
import { ask, startNode, startPair } from './helpers/node.ts'
import { useTestNet } from './helpers/test-net.ts'

const net = useTestNet()

/** Files with this in their name that the process holds open, by the system's word. */
function open(name: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      return path.includes(name) ? [path] : []
    } catch {
      // the folder's own, gone by now
      return []
    }
  })
}

/** Both sides are done with it: handles are closed in turns of their own. */
async function closed(name: string): Promise<void> {
  while (open(name).length > 0) await new Promise((resolve) => setImmediate(resolve))
}

test.runIf(process.platform === 'linux')(
  'neither side keeps its file open, however a transfer ends',
  async () => {
    // slow enough to be met in the middle
    const [a, b] = await startPair(net.bootstrap, {
      rules: () => ({ ...DEFAULT_RULES, transferLimits: { ...DEFAULT_RULES.transferLimits, up: 8e6 } }),
    })
    const liar = await startNode({
      bootstrap: net.bootstrap,
      files: reading((buffer, offset) => void (buffer[offset] = (buffer[offset] as number) ^ 1)),
    })
    await b.meets(liar)
    const share = (name: string, chunks: number): TestFile => a.share(makeFile(a.dir, name, chunks * CHUNK_BYTES))
    const half = async (name: string): Promise<{ id: string; file: TestFile }> => {
      const file = share(name, 24)
      const id = ask(b, a, file)
      await b.line(id, ({ moved }) => moved >= 2 * CHUNK_BYTES)
      expect(open(name).length).toBeGreaterThan(1)
      return { id, file }
    }
    await b.line(ask(b, a, share('whole-1', 3)), ({ state }) => state === 'done')
    await closed('whole-1')

    const lied = liar.share(makeFile(liar.dir, 'lied-1', 3 * CHUNK_BYTES))
    await b.line(ask(b, liar, lied), ({ state }) => state === 'failed')
    await closed('lied-1')

    const paused = await half('paused-1')
    await b.transfers.pause(paused.id)
    expect(open('paused-1').filter((path) => path.endsWith('.part'))).toEqual([])

    const removed = await half('removed-1')
    await b.transfers.remove(removed.id)
    expect(open('removed-1').filter((path) => path.includes('.part'))).toEqual([])

    const changed = await half('changed-1')
    writeFileSync(changed.file.path, 'shorter')
    await b.line(changed.id, ({ state }) => state === 'failed')
    for (const name of ['paused-1', 'removed-1', 'changed-1']) await closed(name)
  },
  60_000,
)

test.runIf(process.platform === 'linux')(
  'an aborted preview and a peer that leaves keep no file open',
  async () => {
    const gate = gated(diskFiles, 4)
    const [a, b] = await startPair(net.bootstrap, { files: gate.files })
    const file = a.share(makeFile(a.dir, 'film-1', 8 * CHUNK_BYTES))
    const id = ask(b, a, file)
    await b.line(id, ({ moved }) => moved === 4 * CHUNK_BYTES)
    const leaving = new AbortController()
    const looks = (async () => {
      for await (const part of b.transfers.preview(id)!.read(0, file.size, leaving.signal))
        if (part.byteLength === 0) return
    })()
    const before = open('film-1').length
    expect(before).toBeGreaterThan(1)
    leaving.abort()
    await looks.catch(() => {})
    await a.overlay.stop()
    await b.line(id, ({ state }) => state === 'waiting')
    gate.open()
    await closed('film-1')
  },
  60_000,
)
