import { parentPort } from 'node:worker_threads'
import { ATTACKS } from './attacks.ts'
import type { Attack, AttackSettings } from './attack.ts'

/** One run to do: an attack by name, and its settings. */
export interface AttackOrder {
  id: number
  attack: string
  settings: AttackSettings
}

const port = parentPort
port?.on('message', ({ id, attack, settings }: AttackOrder) => {
  port.postMessage({ id, values: (ATTACKS.get(attack) as Attack).run(settings) })
})
