import { Argument, type Command } from 'commander'
import { HyobanError } from '../../base/errors.ts'
import type { Transfer } from '../../contract/transfers.ts'
import type { NodeClient } from '../../node.ts'
import type { CliIo } from '../io.ts'
import { withNode, withNodeFlags, type NodeFlags } from '../node-session.ts'
import { firstValue } from '../../contract/handlers.ts'
import { bytesText, columns, countText, rateText } from './text.ts'

const ACTIONS = ['pause', 'resume', 'remove'] as const
type Action = (typeof ACTIONS)[number]

/** A transfer is named by at least this many of its first characters. */
const MIN_ID = 4

function lineOf({ id, direction, state, moved, size, rate, problem, name, peer }: Transfer): string[] {
  const percent = size === 0 ? 100 : Math.floor((100 * moved) / size)
  return [
    id.slice(0, 8),
    direction,
    problem ? problem.code.toLowerCase() : state,
    `${percent} %`,
    bytesText(size),
    rate > 0 ? rateText(rate) : '-',
    `${name} (${direction === 'down' ? 'from' : 'to'} ${peer.name})`,
  ]
}

/** The transfers that a command line names: all downloads that have not ended, or those whose id begins so. */
function chosen(all: readonly Transfer[], names: readonly string[]): string[] {
  if (names.length === 1 && names[0] === 'all')
    return all.filter(({ direction, state }) => direction === 'down' && state !== 'done').map(({ id }) => id)
  return names.map((name) => {
    const fitting = name.length < MIN_ID ? [] : all.filter(({ id }) => id.startsWith(name))
    const [one, ...others] = fitting
    if (!one)
      throw new HyobanError('NOT_FOUND', `There is no transfer "${name}".`, {
        hint: 'List them with hyoban transfers; name one by the beginning of its id, or all of them by "all".',
      })
    if (others.length > 0)
      throw new HyobanError('BAD_INPUT', `${fitting.length} transfers begin with "${name}".`, {
        hint: 'Write more of the id.',
      })
    return one.id
  })
}

async function act(node: NodeClient, action: Action, names: readonly string[], io: CliIo): Promise<void> {
  const ids = chosen(await firstValue(node.handlers.transfers.list, undefined, io.signal), names)
  if (ids.length > 0) await node.handlers.transfers[action]({ ids }, { signal: io.signal })
  io.err(`hyoban: ${action}: ${countText(ids.length, 'transfer')}.`)
}

/** `hyoban transfers`: lists downloads and uploads; `transfers pause|resume|remove ID...` acts on them. */
export function transfersCommand(program: Command, io: CliIo): void {
  withNodeFlags(
    program
      .command('transfers')
      .description('list the downloads and uploads, or pause, resume or remove some of them')
      .addArgument(new Argument('[action]', ACTIONS.join(', ')).choices(ACTIONS))
      .argument('[id...]', 'the beginning of an id, or "all" for all downloads that have not ended'),
  )
    .option('--json', 'print the transfers as JSON')
    .action(async (doing: Action | undefined, names: string[], flags: NodeFlags & { json?: boolean }) => {
      if (doing && names.length === 0)
        throw new HyobanError('BAD_INPUT', `Which transfers to ${doing}?`, {
          hint: 'Name each by the beginning of its id, or all downloads by "all".',
        })
      await withNode(io, { ...flags, offline: true }, async (node) => {
        if (doing) await act(node, doing, names, io)
        if (doing && !flags.json) return
        const all = await firstValue(node.handlers.transfers.list, undefined, io.signal)
        if (flags.json) return io.out(JSON.stringify(all))
        for (const line of columns(all.map(lineOf))) io.out(line)
        io.err(`hyoban: ${countText(all.length, 'transfer')}.`)
      })
    })
}
