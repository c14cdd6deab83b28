import type { Channel, ChannelHub } from '../../../main/protocol/channel.ts'
import { ManualClock } from '../../../main/base/clock.ts'
import { verifyHead } from '../../../main/logs/head.ts'
import { verifyEquivocationProof } from '../../../main/logs/equivocation.ts'
import type { Conflict } from '../../../main/ratings/decisions.ts'
import { Gossip, type ReplicatedLogs } from '../../../main/ratings/equivocation/gossip.ts'
import type { SignedHead } from '../../../main/domain/signed-head.ts'
import type { LogHeadMessages } from '../../../main/protocol/log-heads.ts'

const cleanUp: (() => void)[] = []

/** For afterEach: ends the gossip of every network made since the last time. */
export function cleanGossip(): void {
  for (const step of cleanUp.splice(0).reverse()) step()
}

/** Lines of channels in memory, in place of connections: a message arrives at once. */
export function gossipNetwork(count: number, held: Partial<ReplicatedLogs> = {}) {
  const clock = new ManualClock()
  const hubs = Array.from({ length: count }, () => ({
    channels: new Map<string, Channel<LogHeadMessages>>(),
    listeners: [] as ((channel: Channel<LogHeadMessages>) => void)[],
  }))
  const nodes = hubs.map((hub) => {
    const conflicts: Conflict[] = []
    const wanted: string[] = []
    const gossip = new Gossip({
      self: 'self',
      carries: () => true,
      hub: {
        channels: hub.channels,
        onOpen: (listener) => (hub.listeners.push(listener), () => {}),
      } satisfies ChannelHub<LogHeadMessages>,
      clock,
      proofs: {
        conflicts: () => conflicts,
        admit: (conflict) =>
          conflicts.some(({ peer }) => peer === conflict.peer) ? false : (conflicts.push(conflict), true),
        takeWaiting: () => null,
      },
      subscriptions: { offered: (peer) => void wanted.push(peer) },
      logs: {
        heads: () => [],
        head: () => null,
        agrees: async () => null,
        contradiction: async () => null,
        verify: verifyHead,
        verifyEquivocationProof,
        onGrown: () => () => {},
        onRead: () => () => {},
        ...held,
      },
    })
    cleanUp.push(() => gossip.close())
    return { gossip, conflicts, held: wanted }
  })
  const connect = (a: number, b: number): void => {
    const ends = [a, b].map((peer) => ({ peer: `${peer}`, heard: new Map<string, (message: never) => unknown>() }))
    ends.forEach((end, i) => {
      const other = ends[1 - i]!
      const channel: Channel<LogHeadMessages> = {
        peer: other.peer,
        closed: false,
        arrivedBytes: 0,
        drained: async () => {},
        onClose: () => {},
        close: () => {},
        on: (type, listener) => void end.heard.set(type, listener as (message: never) => unknown),
        send: (type, message) => (void other.heard.get(type)?.(message as never), true),
      }
      const hub = hubs[Number(end.peer)]!
      hub.channels.set(other.peer, channel)
      for (const listener of hub.listeners) listener(channel)
    })
  }
  /** Sends node 0 a message of a stranger. */
  const prove = async <K extends keyof LogHeadMessages>(type: K, message: LogHeadMessages[K]): Promise<void> => {
    const heard = new Map<string, (message: never) => unknown>()
    const channel: Channel<LogHeadMessages> = {
      peer: 'stranger',
      closed: false,
      arrivedBytes: 0,
      drained: async () => {},
      onClose: () => {},
      close: () => {},
      send: () => true,
      on: (kind, listener) => void heard.set(kind, listener as (message: never) => unknown),
    }
    for (const listener of hubs[0]!.listeners) listener(channel)
    await heard.get(type)!(message as never)
  }
  /** What a stranger at node 0's door says. */
  const say = (heads: SignedHead[]): Promise<void> => prove('heads', { heads })
  /** Opens a channel to a neighbour of node 0; returns when each message came, ms. */
  const listen = (): number[] => {
    const times: number[] = []
    const channel: Channel<LogHeadMessages> = {
      peer: 'neighbour',
      closed: false,
      arrivedBytes: 0,
      drained: async () => {},
      onClose: () => {},
      close: () => {},
      on: () => {},
      send: () => times.push(clock.now()) > 0,
    }
    for (const listener of hubs[0]!.listeners) listener(channel)
    return times
  }
  return { nodes, connect, say, prove, listen, clock }
}
