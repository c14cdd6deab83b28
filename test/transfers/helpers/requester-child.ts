/* A requester in a process of its own, to be killed; told what to do by its first argument, a JSON text. */
import { startNode } from './node.ts'

interface Task {
  bootstrap: string[]
  dir: string
  peer: string
  /** Others that hold the files, too. */
  peers?: string[]
  files: { root: string; name: string; size: number }[]
}

const task = JSON.parse(process.argv[2] as string) as Task
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
const node = await startNode({ bootstrap: task.bootstrap, dir: task.dir })
// an acknowledged rating must outlive whatever happens next
node.ratings.events.on('rating', ({ own, time }) => own && say({ rated: time, length: node.logs.ratings.own.length }))
for (const { root, name, size } of task.files) {
  if (!node.transfers.list().some((line) => line.root === root))
    node.transfers.download({ root, name, size, peer: task.peer, ...(task.peers && { peers: task.peers }) })
}
let told = -1
node.transfers.events.on('change', () => {
  const lines = node.transfers.list()
  const moved = lines.reduce((sum, line) => sum + line.moved, 0)
  if (moved === told) return
  told = moved
  say({ moved, done: lines.filter(({ state }) => state === 'done').length })
})
// a run in which nothing is left to rate says so, too
say({ key: node.key, length: node.logs.ratings.own.length })
