import { Button, Group } from '@mantine/core'
import { useAction } from '../../../client/queries.ts'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { ProblemBox } from '../../../components/feedback/problem-box.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { Warning } from '../../../components/identity/warning.tsx'
import classes from './identity.module.css'

interface RestartLogDialogProps {
  opened: boolean
  /** Entries known to be missing. */
  missing: number
  /** Whether a new log may be begun; otherwise this one is written on. */
  mayRestart: boolean
  onClose: () => void
}

/** Asks whether to continue in a new rating log instead of waiting for the rest of the old one. */
export function RestartLogDialog({ opened, missing, mayRestart, onClose }: RestartLogDialogProps) {
  const { t } = useText()
  const close = (): void => {
    restart.reset()
    onClose()
  }
  const restart = useAction((client, _input: null) => client.identity.restartLog(), {
    quiet: true,
    done: t('communities:identity.restartLogDone'),
    then: close,
  })
  return (
    <Dialog opened={opened} onClose={close} title={t('communities:identity.restartLogTitle')}>
      <div className={classes.form}>
        <Warning>
          {t(mayRestart ? 'communities:identity.restartLogText' : 'communities:identity.restartLogLimit')}
        </Warning>
        {missing > 0 && <p>{t('communities:identity.restartLogMissing', { missing })}</p>}
        <ProblemBox error={restart.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button
            color="red.9"
            disabled={missing > 0 && !mayRestart}
            loading={restart.isPending}
            onClick={() => restart.mutate(null)}
            data-testid="restart-log"
          >
            {t(mayRestart ? 'communities:identity.restartLogAction' : 'communities:identity.writeOnAction')}
          </Button>
        </Group>
      </div>
    </Dialog>
  )
}
