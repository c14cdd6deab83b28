import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { HEAP_FLAGS } from '../../../main/base/heap-flags.ts'
import { toHex } from '../../../main/base/hex.ts'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../../main/domain/merkle.ts'
import type { Task } from './task.ts'

/** A process of the benchmark and its output, line by line. */
export interface Peer {
  child: ChildProcess
  line(): Promise<Record<string, unknown>>
  /** Requests the next round and resolves with its result. */
  round(): Promise<Record<string, unknown>>
}

/** Starts a process with the same Node.js flags as the app. */
export function startPeer(task: Task): Peer {
  mkdirSync(task.dir, { recursive: true })
  const child = spawn(process.execPath, [...HEAP_FLAGS, join(import.meta.dirname, 'peer.ts'), JSON.stringify(task)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> })[Symbol.asyncIterator]()
  const line = async (): Promise<Record<string, unknown>> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`the ${task.role} process ended before its answer`)
    return JSON.parse(value as string) as Record<string, unknown>
  }
  return {
    child,
    line,
    round: () => {
      child.stdin?.write('go\n')
      return line()
    },
  }
}

/** Writes a file of whole chunks; returns its root (hex) and layer (base64). */
export function writeFile(path: string, size: number): { root: string; layer: string } {
  const file = openSync(path, 'w')
  const layer = Buffer.alloc((size / CHUNK_BYTES) * 32)
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let i = 0; i < chunk.length; i++) chunk[i] = (i * 31 + (i >> 8) * 17) & 255
  for (let n = 0; n * CHUNK_BYTES < size; n++) {
    chunk.writeUInt32LE(n, 0)
    layer.set(chunkHash(chunk), n * 32)
    writeSync(file, chunk)
  }
  closeSync(file)
  return { root: toHex(layerRoot(layer)), layer: layer.toString('base64') }
}
