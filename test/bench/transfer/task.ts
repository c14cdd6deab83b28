import HyperDHT from 'hyperdht'

/** What one process of the benchmarks `transfer` and `swarm` is told to do, as a JSON text in its first argument. */
export interface Task {
  role: 'raw-serve' | 'raw-fetch' | 'serve' | 'fetch' | 'drive-serve' | 'drive-fetch'
  dir: string
  bootstrap: string[]
  size: number
  /** The file to serve, its root (hex) and layer (base64). */
  path: string
  root: string
  layer: string
  /** Key of the serving process, for those that fetch. */
  peer: string
  /** The peers that a swarm fetches from; left out: the one. */
  peers?: string[]
  /** What a provider sends at most, bytes a second; left out: no limit. */
  up?: number
}

/** What a receiver tells of one round. */
export interface Round {
  seconds: number
  /** Processor seconds of the receiving process. */
  cpu: number
}

/** Tells the parent process something, as a line of JSON. */
export const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

/** Processor seconds of this process so far. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Resolves when the parent process asks for the next round. */
export const nextRound = (): Promise<void> => new Promise((resolve) => process.stdin.once('data', () => resolve()))

/** A DHT node on loopback. */
export function openDht({ bootstrap }: Task): InstanceType<typeof HyperDHT> {
  const [host, port] = (bootstrap[0] as string).split(':') as [string, string]
  return new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1' })
}
