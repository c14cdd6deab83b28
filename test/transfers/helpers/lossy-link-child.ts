/* One end of a bad line, in a process and a network of its own; told what to do by its first argument, a JSON text. */
import { createSocket } from 'node:dgram'
import { startLocalNet } from '../../../main/network/local-net.ts'
import { makeFile, sameBytes, type TestFile } from './files.ts'
import { startNode } from './node.ts'

export type LossyLinkTask =
  | { role: 'echo'; host: string }
  | { role: 'probe'; host: string; to: string; count: number }
  | { role: 'provider'; host: string; dir: string; size: number }
  | {
      role: 'requester'
      host: string
      dir: string
      bootstrap: string[]
      peer: string
      file: Pick<TestFile, 'root' | 'name' | 'size' | 'path'>
    }

const PROBE_PORT = 7007
const task = JSON.parse(process.argv[2] as string) as LossyLinkTask
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
const { host } = task
if (task.role === 'echo') {
  const socket = createSocket('udp4')
  socket.on('message', (bytes, { port, address }) => socket.send(bytes, port, address))
  socket.bind(PROBE_PORT, host, () => say({}))
} else if (task.role === 'probe') {
  const socket = createSocket('udp4').bind(0, host)
  const sent: number[] = []
  const trips: number[] = []
  socket.on('message', (bytes) => trips.push(performance.now() - (sent[bytes.readUInt32BE()] as number)))
  for (let n = 0; n < task.count; n++) {
    const bytes = Buffer.alloc(1000)
    bytes.writeUInt32BE(n)
    sent.push(performance.now())
    socket.send(bytes, PROBE_PORT, task.to)
    // the sockets' own buffers are not what is measured
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  // what is not back by then never comes: nothing tells of a lost packet
  setTimeout(() => {
    say({ least: Math.min(...trips), lost: task.count - trips.length })
    socket.close()
  }, 2000)
} else if (task.role === 'provider') {
  const { dir } = task
  const { bootstrap } = await startLocalNet(4, 0, host)
  const node = await startNode({ bootstrap, host, dir })
  const { root, name, size, path } = node.share(makeFile(dir, 'film.bin', task.size))
  say({ bootstrap, peer: node.key, file: { root, name, size, path } })
} else {
  const { file, peer, dir } = task
  const node = await startNode({ bootstrap: task.bootstrap, host, dir })
  const id = node.transfers.download({ ...file, peer })
  await node.line(id, ({ moved }) => moved > 0)
  const begun = performance.now()
  const { moved } = node.transfers.list()[0] as { moved: number }
  const line = await node.line(id, ({ state, rated }) => state === 'failed' || (state === 'done' && rated !== null))
  const seconds = (performance.now() - begun) / 1000
  say({
    state: line.state,
    problem: line.problem,
    equal: line.state === 'done' && sameBytes(line.path, file.path),
    rate: Math.round((file.size - moved) / seconds),
    ratings: node.ratings.ratingsOf(peer),
  })
  await node.close()
  process.exit(0)
}
