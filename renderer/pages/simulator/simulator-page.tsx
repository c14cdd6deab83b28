import { LabBench } from './bench/lab-bench.tsx'
import { IdentitiesBench } from './identities-bench.tsx'
import { useDraft } from './simulator-store.ts'

/** The simulator, offline: three benches for identities, mechanisms and overlays, with the same habits. */
export function SimulatorPage() {
  const { bench } = useDraft()
  return bench === 'identities' ? <IdentitiesBench /> : <LabBench key={bench} name={bench} />
}
