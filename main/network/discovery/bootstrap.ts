import { isIP } from 'node:net'
import { HyobanError } from '../../base/errors.ts'

/** A DHT entry point. */
export interface BootstrapAddress {
  host: string
  port: number
}

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i
const HINT = 'Write entry points as host:port, for example 127.0.0.1:49737, separated by commas.'

/**
 * Parses DHT entry points `host:port` (IPv4 address or host name, port 1 to 65535; each text may hold several,
 * separated by commas). Throws HyobanError BAD_BOOTSTRAP that names the first invalid one, or if there is none.
 */
export function parseBootstrap(texts: readonly string[]): BootstrapAddress[] {
  const parts = texts.flatMap((text) => text.split(',')).map((part) => part.trim())
  if (parts.length === 0)
    throw new HyobanError('BAD_BOOTSTRAP', 'The list of DHT entry points is empty.', { hint: HINT })
  return parts.map(parseOne)
}

function parseOne(text: string): BootstrapAddress {
  const bad = (why: string): HyobanError =>
    new HyobanError('BAD_BOOTSTRAP', `"${text}" is not a DHT entry point: ${why}.`, {
      hint: HINT,
      details: { address: text },
    })
  if (text === '') throw bad('it is empty')
  const colon = text.lastIndexOf(':')
  if (colon < 0) throw bad('the port is missing')
  const host = text.slice(0, colon)
  const port = text.slice(colon + 1)
  if (host.includes(':') || host.startsWith('[')) throw bad('the DHT supports IPv4 only')
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535)
    throw bad('the port must be a number from 1 to 65535')
  const looksNumeric = /^[0-9.]+$/.test(host)
  if (looksNumeric ? isIP(host) !== 4 : !HOST_NAME.test(host))
    throw bad('the host is neither an IPv4 address nor a host name')
  return { host, port: Number(port) }
}
