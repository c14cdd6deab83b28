import { Argument, type Command } from 'commander'
import { HyobanError } from '../../base/errors.ts'
import type { Community } from '../../contract/communities.ts'
import type { NodeClient } from '../../node.ts'
import type { CliIo } from '../io.ts'
import { withNode, withNodeFlags, type NodeFlags } from '../node-session.ts'
import { firstValue } from '../../contract/handlers.ts'
import { columns, countText } from './text.ts'

const ACTIONS = ['join', 'leave'] as const
type Action = (typeof ACTIONS)[number]
const INVITATION = 'hyoban:'

function stateOf({ state, muted, problem }: Community): string {
  if (problem) return `refused: the invitation is ${problem}`
  if (muted) return 'not connected to (muted)'
  return state === 'waiting' ? 'waiting for the inviter' : state
}

async function change(node: NodeClient, action: Action, name: string, io: CliIo): Promise<void> {
  const context = { signal: io.signal }
  const { communities } = node.handlers
  if (action === 'join') {
    const { name: joined } = name.startsWith(INVITATION)
      ? await communities.accept({ link: name }, context)
      : await communities.join({ name }, context)
    return io.err(`hyoban: joined "${joined}".`)
  }
  const all = await firstValue(communities.list, undefined, io.signal)
  const found = all.filter((one) => one.name === name || one.id === name)
  const [one, ...others] = found
  if (!one || others.length > 0)
    throw new HyobanError(
      one ? 'BAD_INPUT' : 'NOT_FOUND',
      `${one ? found.length : 'No'} communities are called "${name}".`,
      {
        hint: one
          ? `Name one by its id: ${found.map(({ id }) => id).join(', ')}.`
          : 'List them with hyoban communities.',
      },
    )
  await communities.leave({ id: one.id }, context)
  io.err(`hyoban: left "${one.name}".`)
}

/** `hyoban communities`: lists the communities; `communities join NAME|INVITATION` and `leave NAME` change them. */
export function communitiesCommand(program: Command, io: CliIo): void {
  withNodeFlags(
    program
      .command('communities')
      .description('list the communities, or join or leave one')
      .addArgument(new Argument('[action]', ACTIONS.join(', ')).choices(ACTIONS))
      .argument('[name]', 'name of a community, or an invitation'),
  )
    .option('--json', 'print the communities as JSON')
    .action(async (action: Action | undefined, name: string | undefined, flags: NodeFlags & { json?: boolean }) => {
      if (action !== undefined && !name?.trim())
        throw new HyobanError('BAD_INPUT', `Which community to ${action}?`, { hint: 'Write its name after it.' })
      await withNode(io, { ...flags, offline: true }, async (node) => {
        if (action !== undefined && name !== undefined) await change(node, action, name.trim(), io)
        const all = await firstValue(node.handlers.communities.list, undefined, io.signal)
        if (flags.json) return io.out(JSON.stringify(all))
        for (const line of columns(
          all.map((one) => [one.policy, stateOf(one), countText(one.peers, 'peer'), one.id.slice(0, 8), one.name]),
        ))
          io.out(line)
      })
    })
}
