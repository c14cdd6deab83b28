import type { IncomingMessage, ServerResponse } from 'node:http'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { firstValue, type Handlers } from '../../contract/handlers.ts'
import type { NodeStatus } from '../../contract/node.ts'
import { hostAllowed, tokenMatches } from './guard.ts'

/** Name, help and value of each metric of a node's state. */
const OF_STATUS: [name: string, help: string, value: (status: NodeStatus) => number][] = [
  ['hyoban_online', '1 while the node is online, else 0', ({ state }) => (state === 'online' ? 1 : 0)],
  ['hyoban_peers', 'Peers connected now', ({ peers }) => peers],
  ['hyoban_download_bytes_per_second', 'Download rate over the last seconds', ({ downloadRate }) => downloadRate],
  ['hyoban_upload_bytes_per_second', 'Upload rate over the last seconds', ({ uploadRate }) => uploadRate],
  ['hyoban_shared_files', 'Files shared', ({ sharedFiles }) => sharedFiles],
  ['hyoban_shared_bytes', 'Bytes shared', ({ sharedBytes }) => sharedBytes],
  ['hyoban_tasks', 'Scans and similar work under way', ({ tasks }) => tasks.length],
  ['hyoban_notices', 'Problems that the user should see', ({ notices }) => notices.length],
]

/**
 * Serves GET /metrics in Prometheus' text format to those who send the token as `Authorization: Bearer`: counts of the
 * node and of its process, no name, key or path. Returns undefined for all other paths.
 */
export function metricsServer(
  { node, peers }: Handlers,
  token: string,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> | undefined {
  const registry = new Registry()
  let watching = false
  const gauges = OF_STATUS.map(([name, help, value]) => {
    const gauge = new Gauge({ name, help, registers: [registry] })
    return (status: NodeStatus): void => gauge.set(value(status))
  })
  const excluded = new Gauge({ name: 'hyoban_excluded_peers', help: 'Peers excluded now', registers: [registry] })
  const info = new Gauge({ name: 'hyoban_info', help: 'Version', labelNames: ['version'], registers: [registry] })

  async function text(): Promise<string> {
    // event loop and collections are watched once somebody asks for them
    if (!watching) collectDefaultMetrics({ register: registry })
    watching = true
    const { signal } = new AbortController()
    const status = await firstValue(node.status, undefined, signal)
    for (const set of gauges) set(status)
    excluded.set((await firstValue(peers.excluded, undefined, signal)).length)
    info.set({ version: (await node.info(undefined, { signal })).version }, 1)
    return registry.metrics()
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number, headers: Record<string, string> = {}): void =>
      void response.writeHead(status, { 'Content-Length': '0', 'Cache-Control': 'no-store', ...headers }).end()
    if (!hostAllowed(request.headers.host)) return refuse(403)
    if (request.method !== 'GET') return refuse(405, { Allow: 'GET' })
    const [scheme, given = ''] = (request.headers.authorization ?? '').split(' ')
    if (scheme?.toLowerCase() !== 'bearer' || !tokenMatches(given, token))
      return refuse(401, { 'WWW-Authenticate': 'Bearer' })
    const body = await text()
    response.writeHead(200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' }).end(body)
  }

  return (request, response) => (request.url?.split('?')[0] === '/metrics' ? answer(request, response) : undefined)
}
