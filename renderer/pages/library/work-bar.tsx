import { ActionIcon, Button, Progress } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import type { LibraryProgress } from '../../../main/contract/library.ts'
import { useAction } from '../../client/queries.ts'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './library.module.css'

type Work = NonNullable<LibraryProgress['hashing']>

/** Progress in files and bytes, speed, and remaining time. */
function Figures({ work, paused }: { work: Work; paused?: boolean }) {
  const { t } = useText()
  const format = useFormat()
  return (
    <span className="tabular">
      {t('library:work.of', { done: format.number(work.files), total: format.number(work.totalFiles) })}
      {' · '}
      {t('library:work.bytes', { done: format.bytes(work.bytes), total: format.bytes(work.totalBytes) })}
      {!paused && work.bytesPerSecond > 0 && ` · ${format.rate(work.bytesPerSecond)}`}
      {!paused && work.leftMs !== null && ` · ${t('library:left', { time: format.duration(work.leftMs) })}`}
    </span>
  )
}

const share = ({ bytes, totalBytes, files, totalFiles }: Work): number =>
  totalBytes > 0 ? (bytes / totalBytes) * 100 : totalFiles > 0 ? (files / totalFiles) * 100 : 100

/**
 * Current work of the library: hashing, which can be paused, and verification, which can be cancelled; and the last
 * verification's result.
 */
export function WorkBar({
  progress,
  dismissed,
  onDismiss,
}: {
  progress: LibraryProgress
  dismissed: boolean
  onDismiss: () => void
}) {
  const { t } = useText()
  const format = useFormat()
  const pause = useAction((client, paused: boolean) => client.library.pause({ paused }))
  const cancel = useAction((client) => client.library.cancelVerify())
  const { hashing, verify, paused } = progress
  if (!hashing && !paused && (!verify || (verify.state !== 'running' && dismissed))) return null
  return (
    <div className={classes.work} role="group" aria-label={t('library:work.label')}>
      {(hashing || paused) && (
        <div className={classes.workLine} data-testid="hashing-progress" data-paused={paused || undefined}>
          <ActionIcon
            onClick={() => pause.mutate(!paused)}
            aria-label={t(paused ? 'library:work.resume' : 'library:work.pause')}
            title={t(paused ? 'library:work.resume' : 'library:work.pause')}
            data-testid="hashing-pause"
          >
            {paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          </ActionIcon>
          <div className={classes.workBody}>
            <div className={classes.workText}>
              <strong>{t(paused ? 'library:work.paused' : 'library:state.hashing')}</strong>
              {hashing && <Figures work={hashing} paused={paused} />}
            </div>
            {hashing && (
              <Progress
                size={5}
                value={share(hashing)}
                color={paused ? 'gray' : undefined}
                aria-label={t('library:state.hashing')}
              />
            )}
          </div>
        </div>
      )}
      {verify && (verify.state === 'running' || !dismissed) && (
        <div className={classes.workLine} data-testid="verify-progress" data-state={verify.state}>
          <div className={classes.workBody}>
            <div className={classes.workText}>
              <strong>{t(`library:verify.${verify.state}`, { name: verify.name })}</strong>
              {verify.state === 'running' ? (
                <Figures work={verify} />
              ) : (
                <span>{t('library:verify.checked', { count: verify.files, bytes: format.bytes(verify.bytes) })}</span>
              )}
              {verify.damaged > 0 && (
                <span className={classes.bad}>{t('library:verify.damaged', { count: verify.damaged })}</span>
              )}
              {verify.changed > 0 && <span>{t('library:verify.changed', { count: verify.changed })}</span>}
              {verify.state === 'done' && verify.damaged === 0 && <span>{t('library:verify.sound')}</span>}
            </div>
            {verify.state === 'running' && (
              <Progress
                size={5}
                value={share(verify)}
                aria-label={t('library:verify.running', { name: verify.name })}
              />
            )}
          </div>
          {verify.state === 'running' ? (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => cancel.mutate(undefined)}
              data-testid="verify-cancel"
            >
              {t('common:cancel')}
            </Button>
          ) : (
            <ActionIcon onClick={onDismiss} aria-label={t('common:close')}>
              <IconX size={15} />
            </ActionIcon>
          )}
        </div>
      )}
    </div>
  )
}
