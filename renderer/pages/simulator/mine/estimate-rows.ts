import type { EstimateView, NetworkView } from '../../../../main/contract/simulator.ts'
import type { Translate } from '../../../hooks/use-text.ts'
import type { Formats } from '../../../locales/format.ts'
import { sentences } from '../../../locales/sentences.ts'
import type { SimulatorTexts } from '../simulator-texts.ts'

/** One estimate as it is shown. */
export interface EstimateRow {
  id: string
  name: string
  estimate: EstimateView
  /** Ends of the scale that it is drawn on. */
  ends: readonly [number, number]
  number: (value: number) => string
  /** Nothing is known against a value as high as there is. */
  open?: boolean
  source: string
}

const SHARE = [0, 1] as const

/** A scale from 0 that holds the interval, ended by 1, 2 or 5 times a power of ten. */
export function scaleOf({ value, high }: EstimateView): readonly [number, number] {
  const most = Math.max(high ?? 0, value ?? 0) * 1.05
  if (!(most > 0)) return SHARE
  const unit = 10 ** Math.floor(Math.log10(most))
  return [0, ([1, 2, 5, 10].find((factor) => factor * unit >= most) ?? 10) * unit]
}

/** The estimates in the order of the model, each with the sentence on where it comes from. */
export function estimateRows(
  view: NetworkView,
  t: Translate,
  { texts, format }: { texts: SimulatorTexts; format: Formats },
): EstimateRow[] {
  const { facts } = view
  const count = (value: number): string => format.number(value)
  const number = (value: number): string => texts.number(value, 3)
  return [
    {
      id: 'N',
      name: texts.parameter('N', 'name'),
      estimate: view.N,
      ends: scaleOf(view.N),
      number: count,
      source: sentences(
        t('network:mine.source.N', { met: count(facts.met), once: count(facts.once) }),
        view.changing ? t('network:mine.source.changing') : undefined,
      ),
    },
    {
      id: 'daily',
      name: t('network:mine.daily'),
      estimate: view.transactionsADay,
      ends: scaleOf(view.transactionsADay),
      number,
      source: t('network:mine.source.daily', { logs: count(facts.logs) }),
    },
    {
      id: 'turnover',
      name: texts.parameter('turnover', 'name'),
      estimate: view.turnover,
      ends: scaleOf(view.turnover),
      number,
      source: t('network:mine.source.turnover', {
        joins: count(facts.joins),
        requests: count(facts.requests),
        followed: count(facts.followed),
      }),
    },
    {
      id: 'returning',
      name: texts.parameter('returning', 'name'),
      estimate: view.returning,
      ends: SHARE,
      number,
      open: view.identity !== 'PI',
      source: sentences(
        t('network:mine.source.returning', { joins: count(facts.joins), known: count(facts.known) }),
        view.identity === 'PI' ? undefined : t('network:mine.source.newKeys'),
      ),
    },
    {
      id: 'x',
      name: t('network:mine.x'),
      estimate: view.x,
      ends: SHARE,
      number,
      source: t('network:mine.source.x', { asked: count(facts.asked), receipts: count(facts.receipts) }),
    },
    {
      id: 'maxGenerosity',
      name: texts.parameter('maxGenerosity', 'name'),
      estimate: view.maxGenerosity ?? { value: null, low: null, high: null },
      ends: [1, 20],
      number,
      source:
        view.maxGenerosity === null && view.missing.length === 0
          ? t('network:mine.source.noGenerosity')
          : t('network:mine.source.maxGenerosity'),
    },
  ]
}
