// A node's network in a process of its own, started with the heap flags of the app. Prints a line of JSON each half
// second: its key, its resident memory, and the peers that it knows. node victim-child.ts BOOTSTRAP COMMUNITY
import crypto from 'hypercore-crypto'
import { systemClock } from '../../../main/base/clock.ts'
import { Overlay } from '../../../main/network/overlay.ts'

/** What the node tells of itself. */
export interface VictimReport {
  key: string
  online: boolean
  rss: number
  peers: string[]
}

const [bootstrap = '', community = ''] = process.argv.slice(2)
const overlay = new Overlay({
  keyPair: crypto.keyPair(),
  dht: { bootstrap: [bootstrap], host: '127.0.0.1' },
  clock: systemClock,
  log: () => {},
})
overlay.announce({ name: 'Victim', catalogueKey: Buffer.alloc(32) })
overlay.join(community)
await overlay.start()
setInterval(() => {
  const report: VictimReport = {
    key: overlay.publicKeyHex,
    online: overlay.status.state === 'online',
    rss: process.memoryUsage().rss,
    peers: [...overlay.peers.keys()],
  }
  console.log(JSON.stringify(report))
}, 500)
