import HyperDHT from 'hyperdht'

/** Instructions of one process of the benchmarks `transfer` and `swarm`, JSON in its first argument. */
export interface Task {
  role: 'raw-serve' | 'raw-fetch' | 'serve' | 'fetch' | 'drive-serve' | 'drive-fetch'
  dir: string
  bootstrap: string[]
  size: number
  /** The file to serve, its root (hex) and layer (base64). */
  path: string
  root: string
  layer: string
  /** Public key of the serving process, for receivers. */
  peer: string
  /** Sources of a swarm; defaults to `peer`. */
  peers?: string[]
  /** Upload limit in bytes per second; unlimited by default. */
  up?: number
}

/** Result of one round. */
export interface Round {
  seconds: number
  /** Processor seconds of the receiving process. */
  cpu: number
}

/** Sends a value to the parent process as a line of JSON. */
export const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

/** Processor seconds of this process so far. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Resolves when the parent process requests the next round. */
export const nextRound = (): Promise<void> => new Promise((resolve) => process.stdin.once('data', () => resolve()))

/** A DHT node on loopback. */
export function openDht({ bootstrap }: Task): InstanceType<typeof HyperDHT> {
  const [host, port] = (bootstrap[0] as string).split(':') as [string, string]
  return new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1' })
}
