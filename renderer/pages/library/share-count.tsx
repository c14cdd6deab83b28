import { useDebouncedValue } from '@mantine/hooks'
import { SKIP_REASONS, type SharePreview } from '../../../main/contract/library.ts'
import { useStream } from '../../client/streams/use-stream.ts'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { problemText } from '../../locales/problem-text.ts'
import { sentences } from '../../locales/sentences.ts'
import classes from './library.module.css'

/** The count begins when nothing was typed for so many ms. */
const PAUSE_MS = 400

function Count({ path, patterns }: { path: string; patterns: string[] }) {
  const { t, i18n } = useText()
  const format = useFormat()
  const stream = useStream<SharePreview>(`library.preview:${path}:${patterns.join('\n')}`, (client, signal) =>
    client.library.preview({ path, patterns }, { signal }),
  )
  if (stream.error) {
    const problem = problemText(stream.error, t, i18n.language)
    return <p data-tone="bad">{sentences(problem.title, problem.hint)}</p>
  }
  const count = stream.data
  if (!count) return <p>{t('library:preview.counting')}</p>
  const out = SKIP_REASONS.map((reason) => [reason, count.skipped[reason] ?? 0] as const).filter(([, n]) => n > 0)
  const total = out.reduce((sum, [, n]) => sum + n, 0)
  return (
    <>
      <p data-testid="share-count" data-done={count.done}>
        {t('library:preview.files', { count: count.files, size: format.bytes(count.bytes) })}
        {!count.done && ` ${t('library:preview.counting')}`}
      </p>
      <p data-testid="share-left-out">
        {total === 0
          ? t('library:preview.nothing')
          : t('library:preview.leftOut', {
              count: total,
              reasons: format.list(
                out.map(([reason, n]) => t('library:preview.reason', { reason: t(`library:reason.${reason}`), n })),
              ),
            })}
      </p>
    </>
  )
}

/** What would be shared of a folder that is not shared yet, and what left out, counted while it is edited. */
export function ShareCount({ path, patterns }: { path: string; patterns: string[] }) {
  const { t } = useText()
  const [wanted] = useDebouncedValue(JSON.stringify([path, patterns]), PAUSE_MS)
  const [folder, lines] = JSON.parse(wanted) as [string, string[]]
  return (
    <div className={classes.preview} role="status">
      {folder === '' ? <p>{t('library:preview.none')}</p> : <Count key={wanted} path={folder} patterns={lines} />}
    </div>
  )
}
