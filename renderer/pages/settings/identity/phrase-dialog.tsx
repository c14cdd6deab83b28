import { useState } from 'react'
import { Button, Group } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useAction } from '../../../client/queries.ts'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { ProblemBox } from '../../../components/feedback/problem-box.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { Warning } from '../../../components/identity/warning.tsx'
import classes from './identity.module.css'

/** Shows the recovery phrase after a warning; it is fetched on demand and cleared when the dialog closes. */
export function PhraseDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useText()
  const [words, setWords] = useState<string[] | null>(null)
  const show = useAction((client, _input: null) => client.identity.phrase(), {
    quiet: true,
    then: (answer) => setWords(answer.words),
  })
  const close = (): void => {
    show.reset()
    setWords(null)
    onClose()
  }
  return (
    <Dialog opened={opened} onClose={close} title={t('communities:identity.phrase')}>
      <div className={classes.form}>
        <Warning icon={IconEyeOff}>{t('communities:identity.phraseWarning')}</Warning>
        {words && (
          <ol className={classes.words} data-testid="phrase-words" translate="no">
            {words.map((word, i) => (
              <li key={i}>
                <span className={classes.number}>{i + 1}</span>
                <span className="mono">{word}</span>
              </li>
            ))}
          </ol>
        )}
        <ProblemBox error={show.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            {words ? t('communities:identity.hideWords') : t('common:cancel')}
          </Button>
          {!words && (
            <Button onClick={() => show.mutate(null)} loading={show.isPending} data-testid="phrase-show">
              {t('communities:identity.showWords')}
            </Button>
          )}
        </Group>
      </div>
    </Dialog>
  )
}
