import type { Transfer } from '../../../../main/contract/transfers.ts'
import { useTransferQueue } from '../../../client/streams/streams.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'

/** Summary line: running and waiting transfers, speeds, and current limits. */
export function Totals({ all }: { all: readonly Transfer[] }) {
  const { t } = useText()
  const format = useFormat()
  const queue = useTransferQueue().data
  const count = (states: readonly Transfer['state'][]): number =>
    all.filter((item) => states.includes(item.state)).length
  const rate = (direction: Transfer['direction']): number =>
    all
      .filter((item) => item.state === 'active' && item.direction === direction)
      .reduce((sum, item) => sum + item.rate, 0)
  const limits = queue?.limits
  const limited = limits && (limits.down > 0 || limits.up > 0)
  return (
    <>
      <span>{t('transfers:totals.running', { count: count(['active', 'verifying']) })}</span>
      {count(['waiting']) > 0 && <span>{t('transfers:totals.waiting', { count: count(['waiting']) })}</span>}
      <span>↓ {format.rate(rate('down'))}</span>
      <span>↑ {format.rate(rate('up'))}</span>
      <span>{t('transfers:totals.done', { count: count(['done']) })}</span>
      {count(['failed']) > 0 && <span>{t('transfers:totals.failed', { count: count(['failed']) })}</span>}
      {limited && (
        <span data-testid="limits">
          {t(limits.alternative ? 'transfers:limits.alternative' : 'transfers:limits.on', {
            down: limits.down > 0 ? format.rate(limits.down) : t('transfers:limits.none'),
            up: limits.up > 0 ? format.rate(limits.up) : t('transfers:limits.none'),
          })}
          {limits.scheduled &&
            limits.until !== null &&
            ` ${t('transfers:limits.until', { time: format.moment(limits.until, Date.now()) })}`}
        </span>
      )}
    </>
  )
}
