import type { Command } from 'commander'
import { HyobanError } from '../../base/errors.ts'
import type { Settings } from '../../contract/node.ts'
import type { CliIo } from '../io.ts'
import { withNode, withNodeFlags, type NodeFlags } from '../node-session.ts'
import { columns, rateText } from './text.ts'

const FACTORS: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9 }
const MAX = 2 ** 40

/** Parses a rate in bytes a second: "500k", "2.5M", "none". Returns 0 for none. Throws HyobanError BAD_INPUT. */
export function parseRate(text: string, option: string): number {
  if (text === 'none') return 0
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(text) ?? []
  const rate = Math.round(Number(digits) * (FACTORS[unit] as number))
  if (digits !== undefined && rate <= MAX) return rate
  throw new HyobanError('BAD_INPUT', `${option} must be bytes a second, like 500k or 2.5M, or "none", not "${text}".`, {
    details: { option },
  })
}

function parseSwitch(text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on'
  throw new HyobanError('BAD_INPUT', `--alternative must be "on" or "off", not "${text}".`, {
    details: { option: '--alternative' },
  })
}

const limitText = (rate: number): string => (rate === 0 ? 'none' : rateText(rate))

interface LimitsFlags extends NodeFlags {
  down?: string
  up?: string
  peerDown?: string
  peerUp?: string
  alternative?: string
  json?: boolean
}

const RATES = { down: '--down', up: '--up', peerDown: '--peer-down', peerUp: '--peer-up' } as const

/** What the options change; empty without any. */
function changesOf(flags: LimitsFlags, { transferLimits }: Settings): Partial<Settings> {
  const rates = Object.entries(RATES).flatMap(([key, option]) => {
    const text = flags[key as keyof typeof RATES]
    return text === undefined ? [] : [[key, parseRate(text, option)] as const]
  })
  return {
    ...(rates.length > 0 && { transferLimits: { ...transferLimits, ...Object.fromEntries(rates) } }),
    ...(flags.alternative !== undefined && { alternativeLimitsOn: parseSwitch(flags.alternative) }),
  }
}

/** `hyoban limits`: shows the speed limits, and changes those that are given. */
export function limitsCommand(program: Command, io: CliIo): void {
  withNodeFlags(program.command('limits').description('show or change the speed limits, in bytes a second'))
    .option('--down <rate>', 'of all downloads together: 500k, 2.5M, none')
    .option('--up <rate>', 'of all uploads together')
    .option('--peer-down <rate>', 'of downloads from one peer')
    .option('--peer-up <rate>', 'of uploads to one peer')
    .option('--alternative <on|off>', 'switch the alternative limits on or off')
    .option('--json', 'print the limits as JSON')
    .action(async (flags: LimitsFlags) => {
      await withNode(io, { ...flags, offline: true }, async (node) => {
        const context = { signal: io.signal }
        const before = await node.handlers.node.settings(undefined, context)
        const changes = changesOf(flags, before)
        const settings = Object.keys(changes).length > 0 ? await node.handlers.node.configure(changes, context) : before
        const { transferLimits, alternativeLimits, alternativeLimitsOn } = settings
        if (flags.json) return io.out(JSON.stringify({ transferLimits, alternativeLimits, alternativeLimitsOn }))
        const { down, up, peerDown, peerUp } = transferLimits
        for (const line of columns([
          ['all transfers', `down ${limitText(down)}, up ${limitText(up)}`],
          ['each peer', `down ${limitText(peerDown)}, up ${limitText(peerUp)}`],
          [
            'alternative',
            `down ${limitText(alternativeLimits.down)}, up ${limitText(alternativeLimits.up)} ` +
              `(${alternativeLimitsOn ? 'on' : 'off'})`,
          ],
        ]))
          io.out(line)
      })
    })
}
