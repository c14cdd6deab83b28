import { expect, test } from 'vitest'
import { makeFile, sameBytes, type TestFile } from '../helpers/files.ts'
import { startNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'
import { meetScriptedPeer } from '../helpers/scripted-peer.ts'

const net = useTestNet()

const broken = (file: TestFile): TestFile =>
  Object.defineProperty({ ...file }, 'layer', {
    get: () => {
      throw new TypeError('our own mistake')
    },
  })
const asks = { id: 1, nonce: '33'.repeat(32), logLength: 0, layer: 1 }

test('an internal error while serving ends that connection only', async () => {
  const node = await startNode({ bootstrap: net.bootstrap })
  const { channel } = await meetScriptedPeer(node, net.bootstrap)
  const file = makeFile(node.dir, 'film.bin', 100)
  node.share(broken(file))
  const closed = new Promise<void>((resolve) => channel.onClose(resolve))
  channel.send('open', { ...asks, root: file.root })
  await closed
  const other = await startNode({ bootstrap: net.bootstrap })
  await other.meets(node)
  node.share(file)
  const id = other.transfers.download({ root: file.root, name: file.name, size: file.size, peer: node.key })
  expect(sameBytes((await other.line(id, ({ state }) => state === 'done')).path, file.path)).toBe(true)
})

test('a file too large for the wire is refused as not shared', async () => {
  const node = await startNode({ bootstrap: net.bootstrap })
  const { channel } = await meetScriptedPeer(node, net.bootstrap)
  const file = node.share({ ...makeFile(node.dir, 'film.bin', 100), size: 2 ** 40 + 1 })
  const refused = new Promise((resolve) => channel.on('refused', resolve))
  channel.send('open', { ...asks, root: file.root })
  expect(await refused).toEqual({ id: 1, reason: 'not-shared' })
})
