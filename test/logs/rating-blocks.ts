import { expect } from 'vitest'
import { type LogPeer, until } from '../helpers/peer.ts'

/** Collects what `reader` gets of `writer`'s log from block `from` on, until there are `count` blocks. */
export function collect(reader: LogPeer, writer: string, from: number, count: number): Promise<string[]> {
  const got: string[] = []
  const { changed, reached } = until(() => got.length >= count)
  reader.logs.ratings.follow(writer, from, (peer, at, blocks) => {
    expect(peer).toBe(writer)
    expect(at).toBe(from + got.length)
    got.push(...blocks.map((block) => Buffer.from(block).toString()))
    changed()
  })
  return reached.then(() => got)
}

export const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `rating ${from + i}`)

export async function append(peer: LogPeer, texts: string[]): Promise<void> {
  for (const text of texts) await peer.logs.ratings.own.append(Buffer.from(text))
}
