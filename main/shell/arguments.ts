import { existsSync, readdirSync } from 'node:fs'
import { parse, relative, resolve, sep } from 'node:path'
import { HyobanError } from '../base/errors.ts'
import { readablePath, systemPath } from '../base/process/system-path.ts'

const ENTRY = /^(?<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):(?<port>\d{1,5})$/i

/** Parses DHT bootstrap nodes "host:port,host:port". Throws HyobanError BAD_BOOTSTRAP. */
export function bootstrapArgument(text: string): string[] {
  const entries = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  const bad = entries.length === 0 ? text : entries.find((entry) => !validEntry(entry))
  if (bad !== undefined) {
    const hint = 'Write --bootstrap host:port, several with commas between them.'
    throw new HyobanError('BAD_BOOTSTRAP', `"${bad}" is not an entry point.`, { hint, details: { entry: bad } })
  }
  return entries
}

function validEntry(entry: string): boolean {
  const port = Number(ENTRY.exec(entry)?.groups?.port)
  return port >= 1 && port <= 65535
}

/** Whether all bootstrap nodes are on this machine, so that no traffic needs to leave it. */
export function isLoopback(bootstrap: readonly string[]): boolean {
  return bootstrap.length > 0 && bootstrap.every((entry) => /^(127(\.\d{1,3}){3}|localhost):/.test(entry))
}

/** Parses a TCP port; 0 selects a free one. Throws HyobanError BAD_INPUT. */
export function parsePort(text: string): number {
  return parseWhole(text, '--port', 0, 65535)
}

/** Parses a whole number in [min, max]. Throws HyobanError BAD_INPUT, naming the option. */
export function parseWhole(text: string, option: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN
  if (value >= min && value <= max) return value
  throw new HyobanError('BAD_INPUT', `${option} must be a whole number from ${min} to ${max}, not "${text}".`, {
    details: {
      option,
    },
  })
}

/** Parses a positive number of seconds and returns milliseconds. Throws HyobanError BAD_INPUT. */
export function parseSeconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= 86_400) return value * 1000
  throw new HyobanError('BAD_INPUT', `--timeout must be a number of seconds above 0, at most 86400, not "${text}".`)
}

/**
 * Resolves a path against the current folder. Throws HyobanError BAD_INPUT for an empty one, which a script passes for
 * a variable that is not set, and which would mean the current folder.
 */
export function parsePath(text: string, option: string): string {
  if (text === '')
    throw new HyobanError('BAD_INPUT', `${option} must not be empty.`, {
      hint: 'Perhaps a variable of a script is not set.',
      details: { option },
    })
  const path = resolve(text)
  if (!path.includes('\ufffd') || existsSync(path)) return path
  throw new HyobanError('BAD_INPUT', `${option} has a name that is not valid UTF-8: "${text}".`, {
    hint: 'Give another name, or a symbolic link to it that has one.',
    details: { option, path: text },
  })
}

/**
 * Resolves a path of shared or downloaded files, in the readable form of system-path.ts. Node has replaced what is not
 * UTF-8 in an argument: it is looked up in the folder. Throws HyobanError BAD_INPUT if several names fit.
 */
export function parseReadPath(text: string, option: string): string {
  if (!text.includes('\ufffd')) {
    const path = parsePath(text, option)
    // typed as the app shows it, or as it is called by the system
    return existsSync(systemPath(path)) || !existsSync(path) ? path : readablePath(Buffer.from(path))
  }
  const full = resolve(text)
  let { root: at } = parse(full)
  for (const part of relative(at, full).split(sep)) {
    const names = part.includes('\ufffd') ? namesIn(at).filter((name) => name.toString() === part) : []
    if (names.length > 1)
      throw new HyobanError('BAD_INPUT', `Several names in ${at} fit "${part}", which is not valid UTF-8.`, {
        hint: `Write it as Hyoban shows it: ${names.map(readablePath).join(', ')}.`,
        details: { option, path: at },
      })
    at = resolve(at, names[0] ? readablePath(names[0]) : part)
  }
  return at
}

function namesIn(folder: string): Buffer[] {
  try {
    return readdirSync(systemPath(folder), { encoding: 'buffer' })
  } catch {
    return []
  }
}

/** Collects the values of a repeatable option. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}
