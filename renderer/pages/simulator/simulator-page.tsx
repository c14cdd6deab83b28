import { LabBench } from './bench/lab-bench.tsx'
import { IdentitiesBench } from './identities-bench.tsx'
import { MineBench } from './mine/mine-bench.tsx'
import { useDraft } from './simulator-store.ts'

/** The simulator, offline: benches for identities, mechanisms, overlays and the own network, with the same habits. */
export function SimulatorPage() {
  const { bench } = useDraft()
  if (bench === 'identities') return <IdentitiesBench />
  if (bench === 'mine') return <MineBench />
  return <LabBench key={bench} name={bench} />
}
