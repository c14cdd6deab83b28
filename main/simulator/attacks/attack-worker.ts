import { serveJobs } from '../../base/worker-messages.ts'
import type { Attack } from './attack.ts'
import type { AttackTask } from './attack-pool.ts'
import { ATTACKS } from './attacks.ts'

serveJobs<AttackTask, Record<string, number>>(({ attack, settings }) => ({
  reply: (ATTACKS.get(attack) as Attack).run(settings),
}))
