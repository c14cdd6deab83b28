import { createHash, timingSafeEqual } from 'node:crypto'
import { SUBPROTOCOL } from '../limits.ts'

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost'])

/** The name part of a Host header ("localhost:8080" gives "localhost"), or undefined if it is not one. */
function hostName(host: string | undefined): string | undefined {
  const match = /^([a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host ?? '')
  return match?.[1]?.toLowerCase()
}

/** True if the request was addressed to this machine by name: a rebound DNS name is not, wherever it points to. */
export function hostAllowed(host: string | undefined): boolean {
  return LOOPBACK_NAMES.has(hostName(host) ?? '')
}

/**
 * True if a request may come from `origin`: the very page that we serve at `host`. Programs that are no browser send no
 * Origin (undefined) and pass here, since the token still guards the call; a browser page always sends one.
 */
export function originAllowed(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true
  return hostAllowed(host) && origin.toLowerCase() === `http://${host?.toLowerCase()}`
}

/** Compares in constant time, whatever the lengths. */
export function tokenMatches(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected)) && given.length === expected.length
}

/** The token among the offered WebSocket subprotocols ("hyoban.1, TOKEN"); empty when there is none. */
function offeredToken(header: string | undefined): string {
  const offered = (header ?? '').split(',').map((part) => part.trim())
  return offered[0] === SUBPROTOCOL ? (offered[1] ?? '') : ''
}

/** Why an upgrade is refused as an HTTP status, or undefined if it may go on. */
export function upgradeProblem(
  headers: { host?: string; origin?: string; 'sec-websocket-protocol'?: string },
  token: string,
): 401 | 403 | undefined {
  if (!hostAllowed(headers.host) || !originAllowed(headers.origin, headers.host)) return 403
  return tokenMatches(offeredToken(headers['sec-websocket-protocol']), token) ? undefined : 401
}
