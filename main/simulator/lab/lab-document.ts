import { HyobanError } from '../../base/errors.ts'
import { isLabReport, joinLabReports, labReportOf } from './lab-report.ts'
import type { LabResults } from './lab-run.ts'

/** Larger documents would exceed the limit of one RPC message. */
const MAX_VALUES = 300_000

/** Results as JSON with every run, as `simulate --shard 1/1 --json` writes it. Throws BAD_INPUT if it is too large. */
export function labDocumentOf(results: LabResults, version: string, name?: string): string {
  const values = results.size * results.plan.request.scenario.metrics.length
  if (values > MAX_VALUES)
    throw new HyobanError('BAD_INPUT', `This experiment holds ${values} numbers; ${MAX_VALUES} fit into a file.`, {
      hint: 'Take fewer replications, or run it with `hyoban simulate --json`.',
    })
  const report = labReportOf(results, { version, shard: { index: 1, of: 1 } })
  return JSON.stringify({ ...(name !== undefined && { name }), ...report })
}

/** Whether a text is an experiment of a laboratory. */
export function isLabDocument(text: string): boolean {
  try {
    return isLabReport(JSON.parse(text))
  } catch {
    return false
  }
}

/** Parses such a document, whole or partial. Throws HyobanError CORRUPT or BAD_INPUT, naming `path`. */
export function readLabDocument(text: string, path: string): LabResults {
  return joinLabReports([{ path, report: JSON.parse(text) as unknown }])
}
