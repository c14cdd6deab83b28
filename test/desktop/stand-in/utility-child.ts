// A utility process of the stand-in: gives the entry a `process.parentPort`. utility-child.ts ENTRY ARGS...
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import type { FromChild, ToChild } from './utility-process.ts'

const say = (message: FromChild): void => void (process.connected && process.send?.(message))

class ChildPort extends EventEmitter {
  readonly #id: number
  #queue: unknown[] | undefined = []

  constructor(id: number) {
    super()
    this.#id = id
  }

  postMessage(data: unknown): void {
    say({ kind: 'port', port: this.#id, data })
  }

  start(): void {
    for (const data of this.#queue ?? []) this.emit('message', { data, ports: [] })
    this.#queue = undefined
  }

  close(): void {
    say({ kind: 'close', port: this.#id })
    ports.delete(this.#id)
  }

  deliver(data: unknown): void {
    if (this.#queue) this.#queue.push(data)
    else this.emit('message', { data, ports: [] })
  }
}

const ports = new Map<number, ChildPort>()
const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => say({ kind: 'message', data, ports: [] }),
})
/** What came before the entry listened. */
let early: { data: unknown; ports: ChildPort[] }[] | undefined = []

process.on('message', (message: ToChild) => {
  if (message.kind === 'port') ports.get(message.port)?.deliver(message.data)
  else if (message.kind === 'close') {
    ports.get(message.port)?.emit('close')
    ports.delete(message.port)
  } else {
    for (const id of message.ports) ports.set(id, new ChildPort(id))
    const event = { data: message.data, ports: message.ports.map((id) => ports.get(id) as ChildPort) }
    if (early) early.push(event)
    else parentPort.emit('message', event)
  }
})
// a utility process ends with the browser process
process.on('disconnect', () => process.exit(1))

const [entry = '', ...args] = process.argv.slice(2)
process.argv = [process.execPath, entry, ...args]
Object.defineProperty(process, 'parentPort', { value: parentPort })
Object.defineProperty(process, 'type', { value: 'utility' })
await import(pathToFileURL(entry).href)
for (const event of early) parentPort.emit('message', event)
early = undefined
