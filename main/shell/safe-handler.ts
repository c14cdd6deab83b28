import type { IncomingMessage, ServerResponse } from 'node:http'
import { messageOf } from '../base/errors.ts'

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void

/** Wraps an HTTP handler so that no request can end the process: what it throws is logged and answered with 500. */
export function safeHandler(
  handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
  log: (line: string) => void,
): RequestListener {
  return (request, response) => {
    // either side may vanish at any time
    request.on('error', () => {})
    response.on('error', () => {})
    const failed = (error: unknown): void => {
      log(`web: a request failed: ${messageOf(error)}`)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'Content-Length': '0', 'Cache-Control': 'no-store' }).end()
    }
    try {
      handle(request, response)?.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}
