/**
 * Scripts for the two worlds of a page. Functions cross between them as numbers and everything else as JSON, by events
 * that are dispatched synchronously, as calls over Electron's context bridge are.
 */

/** Both worlds: gives `wire(side)` with `encode` and `decode`. */
const WIRE = `
function wire(side, other) {
  const table = new Map()
  let next = 1
  let answer
  const encode = (value) => JSON.stringify(value, (_key, one) => {
    if (one instanceof File) return { $file: one.name }
    if (typeof one !== 'function') return one
    const id = next++
    table.set(id, one)
    return { $call: id }
  })
  const decode = (text) => text === undefined || text === 'undefined' ? undefined : JSON.parse(text, (_key, one) => {
    if (!one || typeof one !== 'object' || !('$call' in one)) return one
    return (...args) => {
      answer = undefined
      window.dispatchEvent(new CustomEvent(other, { detail: JSON.stringify({ call: one.$call, args: encode(args) }) }))
      return decode(answer)
    }
  })
  window.addEventListener(side, (event) => {
    const { call, args, reply, expose, value } = JSON.parse(event.detail)
    if (reply) answer = value
    else if (expose) Object.defineProperty(window, expose, { value: decode(value) })
    else {
      const result = encode(table.get(call)(...decode(args)))
      window.dispatchEvent(new CustomEvent(other, { detail: JSON.stringify({ reply: true, value: result }) }))
    }
  })
  return { encode, decode }
}`

/** In the page's own world. */
export const PAGE_WORLD = `(() => {${WIRE}\nwire('stand-in:page', 'stand-in:preload')\n})()`

/** The isolated world's name. */
export const PRELOAD_WORLD = 'stand-in-preload'
/** What the isolated world calls to reach the main process. */
export const TO_MAIN = '__standInToMain'
/** What the main process calls in the isolated world. */
export const TO_PRELOAD = '__standInToPreload'

/** In the isolated world: `preload` is the built CommonJS preload script. */
export const preloadWorld = (preload: string): string => `(() => {
if (window.top !== window) return
${WIRE}
const { encode } = wire('stand-in:preload', 'stand-in:page')
const toText = (value) => JSON.stringify(value, (_key, one) =>
  one instanceof Uint8Array ? { $bytes: btoa(String.fromCharCode(...one)) } : one)
const fromText = (text) => JSON.parse(text, (_key, one) =>
  one && typeof one === 'object' && '$bytes' in one ? Uint8Array.from(atob(one.$bytes), (c) => c.charCodeAt(0)) : one)
const say = (message) => ${TO_MAIN}(toText(message))
const listeners = new Map()
const ports = new Map()
const electron = {
  contextBridge: {
    exposeInMainWorld: (name, api) => window.dispatchEvent(new CustomEvent('stand-in:page', {
      detail: JSON.stringify({ expose: name, value: encode(api) }),
    })),
  },
  ipcRenderer: {
    on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    off: (channel, listener) =>
      void listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)),
    send: (channel, ...args) => say({ kind: 'ipc', channel, args }),
  },
  webUtils: { getPathForFile: ({ $file }) => ${JSON.stringify(process.env['HOME'])} + '/' + $file },
}
globalThis.${TO_PRELOAD} = (text) => {
  const message = fromText(text)
  if (message.kind === 'port') return ports.get(message.port)?.postMessage(message.data)
  if (message.kind === 'close') return ports.get(message.port)?.close()
  const given = message.ports.map((id) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }) => say({ kind: 'port', port: id, data })
    ports.set(id, port1)
    return port2
  })
  for (const listener of listeners.get(message.channel) ?? []) listener({ ports: given }, ...message.args)
}
const require = (name) => {
  if (name !== 'electron') throw new Error('module not found: ' + name)
  return electron
}
const module = { exports: {} }
;(function (require, module, exports) {
${preload}
})(require, module, module.exports)
})()`

/** JSON in which bytes stand as base64, as both worlds write it. */
export const toText = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => {
    if (one instanceof Uint8Array) return { $bytes: Buffer.from(one).toString('base64') }
    const json = one as { type?: string; data?: number[] } | null
    return json?.type === 'Buffer' && json.data ? { $bytes: Buffer.from(json.data).toString('base64') } : one
  })

export const fromText = (text: string): unknown =>
  JSON.parse(text, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && '$bytes' in one
      ? new Uint8Array(Buffer.from(String(one.$bytes), 'base64'))
      : one,
  )
