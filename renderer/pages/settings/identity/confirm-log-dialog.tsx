import { Button, Group } from '@mantine/core'
import { useAction } from '../../../client/queries.ts'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { ProblemBox } from '../../../components/feedback/problem-box.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { Warning } from './warning.tsx'
import classes from './identity.module.css'

interface ConfirmLogDialogProps {
  opened: boolean
  /** Entries known to be missing. */
  missing: number
  onClose: () => void
}

/** Asks for the user's word that nothing is missing in the recovered rating log. */
export function ConfirmLogDialog({ opened, missing, onClose }: ConfirmLogDialogProps) {
  const { t } = useText()
  const close = (): void => {
    confirm.reset()
    onClose()
  }
  const confirm = useAction((client, _input: null) => client.identity.confirmLog(), {
    quiet: true,
    done: t('communities:identity.confirmLogDone'),
    then: close,
  })
  return (
    <Dialog opened={opened} onClose={close} title={t('communities:identity.confirmLogTitle')}>
      <div className={classes.form}>
        <Warning>{t('communities:identity.confirmLogText')}</Warning>
        {missing > 0 && <p>{t('communities:identity.confirmLogMissing', { missing })}</p>}
        <ProblemBox error={confirm.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button
            color="red.9"
            disabled={missing > 0}
            loading={confirm.isPending}
            onClick={() => confirm.mutate(null)}
            data-testid="confirm-log"
          >
            {t('communities:identity.confirmLogAction')}
          </Button>
        </Group>
      </div>
    </Dialog>
  )
}
