import { open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { writeAtomically } from '../../base/atomic-file.ts'
import { asHyobanError, HyobanError, messageOf, systemCode } from '../../base/errors.ts'
import { makeFolders } from '../../base/make-folders.ts'
import { parsedOrNull, readPlan, type SweepPlan } from './sweep-plan.ts'

/** Which shards of a sweep are done, and what became of the others. */
export interface SweepState {
  readonly done: readonly number[]
  /** Not begun, or begun on another computer and not done yet. */
  readonly missing: readonly number[]
  /** Being run on this computer. */
  readonly running: readonly number[]
  readonly failed: readonly { shard: number; reason: string }[]
}

interface Part {
  readonly path: string
  readonly text: string
}

/** A folder with the plan of a sweep and the parts that its shards wrote. */
export class SweepFolder {
  readonly path: string
  readonly plan: SweepPlan

  constructor(path: string, plan: SweepPlan) {
    this.path = path
    this.plan = plan
  }

  /** Throws HyobanError NOT_FOUND where there is no plan, CORRUPT for a damaged one. */
  static async open(path: string): Promise<SweepFolder> {
    const plan = await SweepFolder.#planIn(path)
    if (plan) return new SweepFolder(path, plan)
    throw new HyobanError('NOT_FOUND', `${path} is not a sweep: it has no plan.json.`, {
      hint: 'Make one: hyoban simulate fig6 --replications 1000 --emit slurm --out DIR',
      details: { path },
    })
  }

  /** Writes the plan, unless it is there. Throws HyobanError BAD_INPUT if the folder holds another one. */
  static async make(path: string, plan: SweepPlan): Promise<SweepFolder> {
    try {
      await makeFolders(path)
      const there = await SweepFolder.#planIn(path)
      if (there && there.hash !== plan.hash)
        throw new HyobanError('BAD_INPUT', `${path} holds another sweep.`, {
          hint: 'Choose another folder with --out.',
          details: { path },
        })
      if (!there) await writeAtomically(join(path, 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`)
      return new SweepFolder(path, plan)
    } catch (error) {
      throw asHyobanError(error, path)
    }
  }

  static async #planIn(path: string): Promise<SweepPlan | undefined> {
    const file = join(path, 'plan.json')
    const text = await textOf(file)
    return text === undefined ? undefined : readPlan(text, file)
  }

  /** Marks a shard as begun by this process. */
  async begin(shard: number): Promise<void> {
    await rm(this.#failure(shard), { force: true })
    await this.#write(shard, JSON.stringify({ host: hostname(), pid: process.pid }))
  }

  /** Writes a shard's part whole: beside its place, flushed, then renamed. */
  async finish(shard: number, report: object): Promise<void> {
    await this.#write(shard, JSON.stringify({ ...report, plan: this.plan.hash }))
    await rename(this.#unfinished(shard), this.#part(shard))
  }

  /** Says why a shard failed. */
  async fail(shard: number, error: unknown): Promise<void> {
    await rm(this.#unfinished(shard), { force: true })
    await writeAtomically(this.#failure(shard), JSON.stringify({ reason: messageOf(error) }))
  }

  /** The part of a shard; undefined while there is none. Throws HyobanError CORRUPT or BAD_INPUT for a strange one. */
  async part(shard: number): Promise<Part | undefined> {
    const path = this.#part(shard)
    const text = await textOf(path)
    if (text === undefined) return undefined
    const value = parsedOrNull(text) as PartFields | null
    if (typeof value !== 'object' || value === null || !Array.isArray(value.runs))
      throw new HyobanError('CORRUPT', `${path} is damaged.`, { hint: 'Run it again.', details: { path } })
    const { shards, tasks, hash } = this.plan
    if (value.plan !== hash || value.shard?.index !== shard || value.shard.of !== shards)
      throw new HyobanError('BAD_INPUT', `${path} belongs to another sweep.`, {
        hint: 'Move it away, and run the shard again.',
        details: { path },
      })
    const wanted = Math.ceil((tasks - shard + 1) / shards)
    if (value.runs.length !== wanted || !value.runs.every(({ task }) => task % shards === shard - 1))
      throw new HyobanError('CORRUPT', `${path} does not hold the runs of shard ${shard}.`, { details: { path } })
    return { path, text }
  }

  /** What became of each shard; calls `found` with each valid part. */
  async state(found: (part: Part) => void = () => {}): Promise<SweepState> {
    const names = new Set(await readdir(this.path))
    const done: number[] = []
    const missing: number[] = []
    const running: number[] = []
    const failed: { shard: number; reason: string }[] = []
    for (let shard = 1; shard <= this.plan.shards; shard++) {
      try {
        const part = names.has(`part-${shard}.json`) ? await this.part(shard) : undefined
        if (part) {
          found(part)
          done.push(shard)
          continue
        }
      } catch (error) {
        failed.push({ shard, reason: messageOf(error) })
        continue
      }
      const begun = names.has(`part-${shard}.json.tmp`) ? await fieldsOf(this.#unfinished(shard)) : null
      const told = names.has(`part-${shard}.failed.json`) ? await fieldsOf(this.#failure(shard)) : null
      if (begun && begun.host === hostname()) {
        if (isAlive(begun.pid)) running.push(shard)
        else failed.push({ shard, reason: `It was killed (process ${String(begun.pid)} has gone).` })
      } else if (told) failed.push({ shard, reason: String(told.reason) })
      else missing.push(shard)
    }
    return { done, missing, running, failed }
  }

  #part(shard: number): string {
    return join(this.path, `part-${shard}.json`)
  }

  #unfinished(shard: number): string {
    return `${this.#part(shard)}.tmp`
  }

  #failure(shard: number): string {
    return join(this.path, `part-${shard}.failed.json`)
  }

  async #write(shard: number, text: string): Promise<void> {
    const path = this.#unfinished(shard)
    try {
      await using file = await open(path, 'w')
      await file.writeFile(text)
      await file.sync()
    } catch (error) {
      throw asHyobanError(error, path)
    }
  }
}

/** What is checked of a part before its results are read. */
interface PartFields {
  plan?: string
  shard?: { index: number; of: number }
  runs?: { task: number }[]
}

/** The text of a file; undefined if there is none. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined
    throw asHyobanError(error, path)
  }
}

/** The fields of a small JSON file; null if it cannot be read, or is being written. */
async function fieldsOf(path: string): Promise<Record<string, unknown> | null> {
  const value = parsedOrNull((await textOf(path)) ?? '')
  return typeof value === 'object' ? (value as Record<string, unknown> | null) : null
}

/** Whether a process of this computer is there. */
function isAlive(pid: unknown): boolean {
  if (typeof pid !== 'number') return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}
