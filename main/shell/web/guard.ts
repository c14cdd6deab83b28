import { createHash, timingSafeEqual } from 'node:crypto'
import { SUBPROTOCOL } from '../limits.ts'

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost'])

/** The host name in a Host header ("localhost" for "localhost:8080"); undefined if malformed. */
function hostName(host: string | undefined): string | undefined {
  const match = /^([a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host ?? '')
  return match?.[1]?.toLowerCase()
}

/** Whether the request names this machine as its host; stops DNS rebinding. */
export function hostAllowed(host: string | undefined): boolean {
  return LOOPBACK_NAMES.has(hostName(host) ?? '')
}

/**
 * Whether `origin` is the page served at `host`. Clients other than browsers send no Origin and pass, since the token
 * still guards the call; browser pages always send one.
 */
export function originAllowed(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true
  return hostAllowed(host) && origin.toLowerCase() === `http://${host?.toLowerCase()}`
}

/** Compares in constant time for any lengths. */
export function tokenMatches(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected)) && given.length === expected.length
}

/** The token among the offered WebSocket subprotocols ("hyoban.1, TOKEN"); empty if missing. */
function offeredToken(header: string | undefined): string {
  const offered = (header ?? '').split(',').map((part) => part.trim())
  return offered[0] === SUBPROTOCOL ? (offered[1] ?? '') : ''
}

/** HTTP status for refusing an upgrade; undefined if it is allowed. */
export function upgradeProblem(
  headers: { host?: string; origin?: string; 'sec-websocket-protocol'?: string },
  token: string,
): 401 | 403 | undefined {
  if (!hostAllowed(headers.host) || !originAllowed(headers.origin, headers.host)) return 403
  return tokenMatches(offeredToken(headers['sec-websocket-protocol']), token) ? undefined : 401
}
