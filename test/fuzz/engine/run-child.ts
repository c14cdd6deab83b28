import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface FuzzOptions {
  targets: readonly string[]
  /** For each target. */
  seconds: number
  seed: number
  /** Where an input is written that never ends. */
  hungPath: string
}

/** What a run of a target has come to. */
export interface FuzzReport {
  target: string
  runs: number
  /** Inputs kept because they reached something new. */
  corpus: number
  /** Statements, functions and arms of branches reached. */
  reached: number
  /** `input` is empty if the process died, which does not say of what. */
  finding?: { input: string; error: string }
}

/** Folder of the findings: one file for each, below the name of its target. */
export const FINDINGS = fileURLToPath(new URL('../../fixtures/fuzz', import.meta.url))

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Fuzzes targets one after the other, each in a process of its own: a crash or an endless loop ends only that. */
export async function* fuzz(targets: readonly string[], seconds: number, seed: number): AsyncGenerator<FuzzReport> {
  const hungPath = join(tmpdir(), `hyoban-fuzz-${process.pid}`)
  for (const target of targets) {
    const options: FuzzOptions = { targets: [target], seconds, seed, hungPath }
    const args = ['--no-warnings', '--import', here('instrument.mjs'), here('child.ts'), JSON.stringify(options)]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let errors = ''
    child.stderr.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-4000)))
    const closed = once(child, 'close')
    let reported = false
    try {
      for await (const line of createInterface(child.stdout)) {
        reported = true
        yield JSON.parse(line) as FuzzReport
      }
      await closed
    } finally {
      child.kill('SIGKILL')
    }
    if (reported) continue
    const hung = existsSync(hungPath)
    const input = hung ? readFileSync(hungPath, 'hex') : ''
    rmSync(hungPath, { force: true })
    const error = hung ? 'an input that never ends' : `the process has died: ${errors}`
    yield { target, runs: 0, corpus: 0, reached: 0, finding: { input, error } }
  }
}

/** Writes a finding where the quick tests run it again from now on; returns its path. */
export function keepFinding(target: string, input: string): string {
  const bytes = Buffer.from(input, 'hex')
  const path = join(FINDINGS, target, createHash('sha256').update(bytes).digest('hex').slice(0, 12))
  mkdirSync(join(FINDINGS, target), { recursive: true })
  writeFileSync(path, bytes)
  return path
}
