import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import type { ExperimentStore, SavedExperimentRow } from './experiment-store.ts'
import { isLabDocument, labDocumentOf, readLabDocument } from './lab/lab-document.ts'
import type { LabResults } from './lab/lab-run.ts'
import { readReport, reportOf, resultsOf } from './report.ts'
import { Results } from './results.ts'

/** Larger documents would exceed the limit of one RPC message. */
const MAX_VALUES = 300_000

export interface ExportedFile {
  name: string
  type: string
  text: string
}

/** A complete experiment as JSON: settings, seeds, version, every run. Throws HyobanError BAD_INPUT if too large. */
function documentOf(results: Results, version: string, name?: string): string {
  const perRun = results.plan.axis.kind === 'time' ? results.plan.xs.length : 1
  if (results.size * perRun > MAX_VALUES) {
    throw new HyobanError(
      'BAD_INPUT',
      `This experiment holds ${results.size * perRun} numbers; ${MAX_VALUES} fit into a file.`,
      { hint: 'Take fewer replications, or run it with `hyoban simulate --json`.' },
    )
  }
  return JSON.stringify({ ...(name !== undefined && { name }), ...reportOf(results, { version, runs: true }) })
}

/** Parses such a document. Throws HyobanError CORRUPT or BAD_INPUT, naming `path`. */
function readDocument(text: string, path: string): Results {
  const report = readReport(text, path)
  if (!report.runs) {
    throw new HyobanError('BAD_INPUT', `${path} holds means only, not the single runs.`, {
      hint: 'Export it from the Simulator page, or make it with `hyoban simulate --shard 1/1 --json`.',
    })
  }
  return resultsOf(report, path)
}

/** What produced the results, as one JSON object that is embedded in figures and tables. */
function provenance(results: Results, version: string): string {
  const { request, settings, seeds, varies } = results.plan
  return JSON.stringify({ program: 'hyoban', version, request, settings, varies, seeds })
}

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Exports results with their settings, seeds and version. */
export async function exportFile(
  results: Results,
  format: 'json' | 'csv' | 'svg',
  version: string,
): Promise<ExportedFile> {
  const { request } = results.plan
  const name = `hyoban-${request.scenario}-seed${request.seed}-${request.replications}x.${format}`
  if (format === 'json') return { name, type: 'application/json', text: `${documentOf(results, version)}\n` }
  // the chart library is large and only needed here
  const { figureCsv, figureSvg } = await import('./figure.ts')
  if (format === 'csv')
    return { name, type: 'text/csv', text: `# ${provenance(results, version)}\r\n${figureCsv(results)}` }
  const svg = figureSvg(results)
  const at = svg.indexOf('>', svg.indexOf('<svg')) + 1
  return {
    name,
    type: 'image/svg+xml',
    text: `${svg.slice(0, at)}<metadata>${xml(provenance(results, version))}</metadata>${svg.slice(at)}`,
  }
}

/** Experiments that the user saved. */
export class SavedExperiments {
  readonly #store: ExperimentStore
  readonly #clock: Clock
  readonly #version: string

  constructor(store: ExperimentStore, clock: Clock, version: string) {
    this.#store = store
    this.#clock = clock
    this.#version = version
  }

  /** Newest first. */
  list(): SavedExperimentRow[] {
    return this.#store.list()
  }

  save(name: string, results: Results, version = this.#version): SavedExperimentRow {
    const { request, tasks } = results.plan
    if (results.size === 0) throw nothing()
    return this.#store.add(
      {
        name,
        time: this.#clock.now(),
        scenario: request.scenario,
        replications: request.replications,
        seed: request.seed,
        done: results.size,
        total: tasks.length,
      },
      documentOf(results, version, name),
    )
  }

  /** Saves a run of a laboratory. Throws HyobanError BAD_INPUT without results. */
  saveLab(name: string, results: LabResults, version = this.#version): SavedExperimentRow {
    const { scenario, replications, seed } = results.plan.request
    if (results.size === 0) throw nothing()
    const facts = { name, scenario: scenario.name, replications, seed, done: results.size, total: results.total }
    return this.#store.add({ ...facts, time: this.#clock.now() }, labDocumentOf(results, version, name))
  }

  /** Opens a saved run of a laboratory. Throws HyobanError NOT_FOUND, CORRUPT or BAD_INPUT. */
  openLab(id: number): LabResults {
    const { row, document } = this.#find(id)
    return readLabDocument(document, row.name)
  }

  /** Throws HyobanError NOT_FOUND, CORRUPT or BAD_INPUT (different model version). */
  open(id: number): Results {
    const { row, document } = this.#find(id)
    return readDocument(document, row.name)
  }

  rename(id: number, name: string): void {
    if (!this.#store.rename(id, name)) throw missing()
  }

  remove(id: number): void {
    if (!this.#store.remove(id)) throw missing()
  }

  /** Saves an exported file under the name it contains, or its file name. Throws HyobanError CORRUPT or BAD_INPUT. */
  import(file: string, text: string): SavedExperimentRow {
    const results = isLabDocument(text) ? readLabDocument(text, file) : readDocument(text, file)
    const { name: given, version: made } = JSON.parse(text) as { name?: unknown; version?: unknown }
    const name = (typeof given === 'string' ? given.trim().slice(0, 120) : '') || file.replace(/\.json$/i, '')
    const version = typeof made === 'string' ? made : this.#version
    return results instanceof Results ? this.save(name, results, version) : this.saveLab(name, results, version)
  }

  #find(id: number): { row: SavedExperimentRow; document: string } {
    const found = this.#store.read(id)
    if (!found) throw missing()
    return found
  }
}

const nothing = (): HyobanError =>
  new HyobanError('BAD_INPUT', 'There are no results to save yet.', { hint: 'Run the experiment first.' })

const missing = (): HyobanError =>
  new HyobanError('NOT_FOUND', 'This experiment is no longer saved.', { hint: 'Choose another one.' })
