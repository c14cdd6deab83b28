import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Release {
  version: string
  /** Name of the file on the server. */
  file: string
  content: Buffer
  /** What the description claims, if not the truth. */
  sha512?: string
  /** Bytes after which the connection breaks. */
  cutAt?: number
}

const digest = (content: Buffer): string => createHash('sha512').update(content).digest('base64')

/** A server of updates on 127.0.0.1, as electron-updater's generic provider expects it. */
export class UpdateServer {
  readonly requests: { path: string; headers: IncomingHttpHeaders }[] = []
  release: Release | undefined
  /** Sent instead of a description of the release. */
  description: string | undefined
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '', 'http://x').pathname
      this.requests.push({ path, headers: request.headers })
      const { release } = this
      if (path.endsWith('.yml') && (release || this.description !== undefined))
        return response.end(this.description ?? this.#describe())
      if (!release || path !== `/${release.file}`) return response.writeHead(404).end()
      response.writeHead(200, { 'Content-Length': release.content.length })
      if (release.cutAt === undefined) return response.end(release.content)
      return response.write(release.content.subarray(0, release.cutAt), () => request.socket.destroy())
    })
  }

  static async start(): Promise<UpdateServer> {
    const server = new UpdateServer()
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get paths(): string[] {
    return this.requests.map(({ path }) => path)
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #describe(): string {
    const { version, file, content, sha512 } = this.release as Release
    const sum = sha512 ?? digest(content)
    // JSON is YAML
    return JSON.stringify({
      version,
      files: [{ url: file, sha512: sum, size: content.length }],
      path: file,
      sha512: sum,
      releaseDate: '2026-11-30T00:00:00.000Z',
    })
  }
}
