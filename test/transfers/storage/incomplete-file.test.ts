import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { ChunkMap } from '../../../main/transfers/storage/chunk-map.ts'
import { IncompleteFile } from '../../../main/transfers/storage/incomplete-file.ts'

test('nothing of a download is served before its chunk hashes are known, then what is written', () => {
  const map = new ChunkMap(20 * CHUNK_BYTES)
  const file = new IncompleteFile('/shared/film.part', map, null)
  map.written(0)
  expect(file.source).toBeNull()
  const layer = (file.layer = new Uint8Array(20 * 32))
  const { source } = file
  expect(source).toMatchObject({ path: '/shared/film.part', size: 20 * CHUNK_BYTES, layer })
  for (const chunk of [2, 8, 19]) map.written(chunk)
  expect([0, 1, 2].map((chunk) => source?.incomplete?.has(chunk))).toEqual([true, false, true])
  // one bit for each chunk, lowest bit first, none beyond the end
  expect(Buffer.from(source?.incomplete?.bits() ?? []).toString('hex')).toBe('050108')
  expect(file.source).toBe(source)
})

test('uploads hear of each new chunk until they stop listening, also while they are told', () => {
  const file = new IncompleteFile('/shared/film.part', new ChunkMap(9 * CHUNK_BYTES), new Uint8Array(9 * 32))
  const heard: string[] = []
  const stop = file.source?.incomplete?.onHave((chunk) => {
    heard.push(`first ${chunk}`)
    if (chunk === 4) stop?.()
  })
  file.source?.incomplete?.onHave((chunk) => heard.push(`second ${chunk}`))
  for (const chunk of [3, 4, 5]) file.added(chunk)
  expect(heard).toEqual(['first 3', 'second 3', 'first 4', 'second 4', 'second 5'])
})
