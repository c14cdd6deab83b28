import { afterAll, expect, it } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { runDrawing, type QueryJob } from '../../../main/simulator/drawings/drawing-job.ts'
import { Drawings } from '../../../main/simulator/drawings/drawings.ts'

const drawings = new Drawings(systemClock)
afterAll(() => drawings.close())

const overlay = (set: QueryJob['set']): QueryJob => ({ lab: 'overlay', set, seed: 2, query: 3 })

it('observes a query in a thread of its own, the same as here', async () => {
  const job = overlay({ overlay: 'superNodes', nodes: 120 })
  expect(await drawings.query(job)).toEqual(runDrawing(job))
})

it('says what is wrong with settings that cannot be', async () => {
  await expect(drawings.query(overlay({ overlay: 'cord' }))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'overlay cannot be "cord".',
    hint: 'Did you mean chord?',
  })
  await expect(drawings.query(overlay({ failed: 2 }))).rejects.toMatchObject({ code: 'BAD_INPUT' })
  await expect(drawings.query({ ...overlay({}), seed: -1 })).rejects.toMatchObject({ code: 'BAD_INPUT' })
})

it('does not wait for what nobody looks at any more', async () => {
  const signal = AbortSignal.abort()
  await expect(drawings.query(overlay({}), signal)).rejects.toMatchObject({ code: 'CANCELLED' })
})

it('watches a run of a mechanism', async () => {
  const job = { lab: 'mechanism', set: { mechanism: 'penalty', N: 30, transactions: 500 }, seed: 2 } as const
  expect(await drawings.dealings(job)).toEqual(runDrawing(job))
})
