import type { OverlayShape } from '../../../contract/views/drawing-views.ts'
import { emptyOutcome, type SearchOverlay, type QueryOutcome } from '../overlay.ts'
import type { World } from '../world.ts'

/** The node that is the server: of client and server, of a central index, and of a grid (its master). */
export const SERVER = 0

/** Client and server: node 0 keeps everything, and all others ask it. What is new is found at the next crawl. */
export class ServerOverlay implements SearchOverlay {
  protected readonly world: World
  protected readonly outcome = emptyOutcome()

  constructor(world: World) {
    this.world = world
  }

  publish(): void {}
  join(): void {}
  leave(): void {}
  repair(): void {}

  query(node: number, file: number): QueryOutcome {
    const { outcome, world } = this
    const answers = world.live[SERVER] === 1
    world.handled(node, answers ? 2 : 1)
    world.handled(SERVER, answers ? 2 : 0)
    outcome.found = answers && this.knows(file)
    outcome.messages = answers ? 2 : 1
    outcome.hops = 1
    outcome.path = world.tracing ? [node, SERVER] : []
    world.trace?.sent(node, SERVER, 1)
    if (outcome.found) world.trace?.hit(SERVER, 1)
    if (answers) world.trace?.sent(SERVER, node, 2, 'answer')
    return outcome
  }

  state(node: number): number {
    return node === SERVER ? this.world.nodes : 1
  }

  shape(): OverlayShape {
    return { kind: 'layers', layers: Array.from(this.world.live, (_, node) => (node === SERVER ? 0 : 1)) }
  }

  contacts(node: number): readonly number[] {
    return node === SERVER ? [] : [SERVER]
  }

  protected knows(_file: number): boolean {
    return true
  }
}

/** Central index (Napster): node 0 knows who holds what; the files stay with their holders. */
export class CentralOverlay extends ServerOverlay {
  protected override knows(file: number): boolean {
    return this.world.liveHolder(file) >= 0
  }

  override state(node: number): number {
    return node === SERVER ? Math.round(this.world.nodes * this.world.settings.meanCopies) : 1
  }

  announce(): number {
    return this.world.settings.hopDelay
  }
}
