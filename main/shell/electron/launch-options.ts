import { parseArgs } from 'node:util'
import { HyobanError } from '../../base/errors.ts'
import { isLoopback, bootstrapArgument, parsePath, parseReadPath, parseWhole } from '../arguments.ts'
import { defaultDataDir } from '../data-dir.ts'
import type { CoreInit } from './core/core-messages.ts'

/**
 * Parses the desktop's command line: --demo, --peers N, --data-dir DIR, --bootstrap HOST:PORT,..., --share DIR, --name
 * N, --community C, --host-only, --hidden. Ignores Chromium's switches. Throws HyobanError BAD_INPUT or BAD_BOOTSTRAP.
 */
export function launchOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CoreInit & { ownDataDir: boolean; hidden: boolean } {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const options = {
    demo: flag,
    peers: text,
    'data-dir': text,
    bootstrap: text,
    share: { ...text, multiple: true },
    name: text,
    community: text,
    'host-only': flag,
    hidden: flag,
  } as const
  const { values } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true })
  const string = (value: unknown, name: string): string | undefined => {
    if (value === true || value === '') throw new HyobanError('BAD_INPUT', `--${name} needs a value.`)
    return typeof value === 'string' ? value : undefined
  }
  const dataDir = string(values['data-dir'], 'data-dir')
  const entries = string(values.bootstrap, 'bootstrap')
  const bootstrap = entries === undefined ? undefined : bootstrapArgument(entries)
  const peers = parseWhole(string(values.peers, 'peers') ?? '8', '--peers', 1, 64)
  const share = (Array.isArray(values.share) ? values.share : []).flatMap((one) =>
    typeof one === 'string' ? [parseReadPath(one, '--share')] : [],
  )
  const [name, community] = [string(values.name, 'name'), string(values.community, 'community')]
  const local = values['host-only'] === true || (bootstrap !== undefined && isLoopback(bootstrap))
  return {
    dataDir: dataDir === undefined ? defaultDataDir(env) : parsePath(dataDir, '--data-dir'),
    ownDataDir: dataDir !== undefined,
    hidden: values.hidden === true,
    ...(bootstrap && { bootstrap }),
    ...(local && { host: '127.0.0.1' }),
    ...(values.demo === true && { demo: { peers } }),
    setup: { ...(name && { name }), ...(community && { community }), ...(share.length > 0 && { share }) },
  }
}
