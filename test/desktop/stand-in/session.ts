import { EventEmitter } from 'node:events'
import { requireNotReady, requireReady } from './strict.ts'

type Handler = (request: Request) => Response | Promise<Response>
type Check = (contents: unknown, permission: string, origin: string, details: unknown) => boolean
type Asked = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string },
) => void
type BeforeRequest = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void

const handlers = new Map<string, Handler>()
const privileged = new Set<string>()

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string }[]): void {
    requireNotReady('protocol.registerSchemesAsPrivileged')
    for (const { scheme } of schemes) privileged.add(scheme)
  },
  handle(scheme: string, handler: Handler): void {
    requireReady('protocol.handle')
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} has been registered`)
    handlers.set(scheme, handler)
  },
}

/** Origin of a page as Electron tells it; the URL class has none for other schemes than the web's. */
const originOf = (url: string): string => /^[\w-]+:\/\/[^/]*/.exec(url)?.[0] ?? url

class Session extends EventEmitter {
  #check: Check = () => true
  #asked: Asked = (_contents, _permission, answer) => answer(true)
  #before: BeforeRequest = (_details, answer) => answer({})

  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => void (this.#before = listener),
  }

  setPermissionCheckHandler(handler: Check): void {
    this.#check = handler
  }

  setPermissionRequestHandler(handler: Asked): void {
    this.#asked = handler
  }

  setDevicePermissionHandler(): void {}

  /** Whether both handlers grant a permission to a page. */
  async granted(permission: string, url: string): Promise<boolean> {
    const asked = await new Promise<boolean>((resolve) =>
      this.#asked(undefined, permission, resolve, { requestingUrl: url }),
    )
    return asked && this.#check(undefined, permission, originOf(url), {})
  }

  /** Answers a request of a page; undefined if the app cancelled it or no handler has its scheme. */
  async answer(request: Request): Promise<Response | undefined> {
    const { cancel } = await new Promise<{ cancel?: boolean }>((resolve) => this.#before({ url: request.url }, resolve))
    const scheme = new URL(request.url).protocol.slice(0, -1)
    return cancel ? undefined : handlers.get(scheme)?.(request)
  }
}

const defaultSession = new Session()

export const session = {
  get defaultSession(): Session {
    requireReady('session')
    return defaultSession
  },
}
