// A program that besieges a node: connects under many keys, and again as soon as it is thrown out. Prints "besieged"
// once all have connected, then the number of connections each second.
// node siege-child.ts BOOTSTRAP VICTIM COMMUNITY COUNT
import { Strangers, type Stranger } from '../../helpers/stranger.ts'

const [bootstrap = '', victim = '', community = '', count = ''] = process.argv.slice(2)
/** Connections under way at a time. */
const PARALLEL = 16
const KIB = 1024

const strangers = new Strangers([bootstrap])
const waiting = Array.from({ length: Number(count) }, (_, n) => n)
let connected = 0
let tried = 0

/** Some say hello and nothing more, some nothing at all, some begin messages that they never end. */
function behave(stranger: Stranger, n: number): void {
  if (n % 8 === 1) return
  if (n % 8 === 2) return stranger.begin(8 * KIB, 8 * KIB - 1)
  stranger.greet(community)
  // after the hello was read, or with it
  if (n % 8 === 3) stranger.stream.once('drain', () => stranger.begin(1024 * KIB, 1000 * KIB))
}

async function attack(): Promise<void> {
  for (;;) {
    const n = waiting.shift()
    if (n === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      continue
    }
    const stranger = await strangers.connect(victim)
    connected++
    behave(stranger, n)
    void stranger.gone.then(() => {
      connected--
      waiting.push(n)
    })
    if (++tried === Number(count)) console.log('besieged')
  }
}

setInterval(() => console.log(String(connected)), 1000)
await Promise.all(Array.from({ length: PARALLEL }, attack))
