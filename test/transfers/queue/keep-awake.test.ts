import { expect, test } from 'vitest'
import { Emitter } from '../../../main/base/emitter.ts'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { gated, makeFile } from '../helpers/files.ts'
import { startPair } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet()

test('the machine is kept awake while a transfer moves, if the user wants that', async () => {
  const gate = gated(diskFiles, 2)
  const said: boolean[] = []
  const events = new Emitter<{ awake: boolean }>()
  let wanted = true
  const [a, b] = await startPair(
    net.bootstrap,
    { files: gate.files },
    {
      rules: () => ({ ...DEFAULT_RULES, keepAwake: wanted }),
      keepAwake: (on) => {
        said.push(on)
        events.emit('awake', on)
      },
    },
  )
  const file = a.share(makeFile(a.dir, 'film.bin', 6 * CHUNK_BYTES))
  const on = events.once('awake')
  const id = b.transfers.download({ root: file.root, name: file.name, size: file.size, peer: a.key })
  expect(await on).toBe(true)
  expect(b.transfers.queueView().awake).toBe(true)
  const switchedOff = events.once('awake')
  wanted = false
  expect(await switchedOff).toBe(false)
  const again = events.once('awake')
  wanted = true
  expect(await again).toBe(true)
  const end = events.once('awake')
  gate.open()
  await b.line(id, ({ state }) => state === 'done')
  expect(await end).toBe(false)
  expect(said).toEqual([true, false, true, false])
})
