import { asHyobanError, HyobanError } from '../base/errors.ts'

/** The standing notice while the disk of the data directory takes no writes. */
export function dataDiskProblem(error: unknown, dataDir: string): HyobanError {
  const { code } = asHyobanError(error)
  return new HyobanError(code, `Nothing can be recorded on the disk of ${dataDir}.`, {
    hint: 'Free some space there. What is not recorded yet is lost when Hyoban ends.',
    details: { path: dataDir, problem: 'dataDisk' },
    cause: error,
  })
}
