import { useState } from 'react'
import { Button, Group, TextInput } from '@mantine/core'
import type { Policy } from '../../../main/contract/communities.ts'
import { useAction } from '../../client/queries.ts'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { notifyDone } from '../../components/feedback/notify.tsx'
import { useText } from '../../hooks/use-text.ts'
import { PolicyChoice } from './policy-choice.tsx'
import { ProblemBox } from '../../components/feedback/problem-box.tsx'
import classes from './communities.module.css'

/** Creates a community of either policy, or joins an open one by its name. */
export function NameDialog({
  mode,
  onClose,
  onDone,
}: {
  mode: 'create' | 'join' | null
  onClose: () => void
  onDone: (id: string) => void
}) {
  const { t } = useText()
  const [shown, setShown] = useState<'create' | 'join'>('join')
  // Keep the mode while the dialog fades out.
  if (mode && mode !== shown) setShown(mode)
  const [name, setName] = useState('')
  const [policy, setPolicy] = useState<Policy>('invitation')
  const enter = useAction(
    (client, input: { name: string; policy: Policy }) =>
      shown === 'join' ? client.communities.join({ name: input.name }) : client.communities.create(input),
    {
      quiet: true,
      invalidates: ['info', 'settings'],
      then: (made) => {
        close()
        if (made.policy === 'invitation') onDone(made.id)
        else notifyDone(t('communities:joined'))
      },
    },
  )
  const close = (): void => {
    enter.reset()
    setName('')
    onClose()
  }
  const chosen = shown === 'join' ? 'open' : policy
  return (
    <Dialog
      opened={mode !== null}
      onClose={close}
      title={t(shown === 'join' ? 'communities:joinTitle' : 'communities:createTitle')}
    >
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim()) enter.mutate({ name: name.trim(), policy: chosen })
        }}
      >
        <TextInput
          label={t('communities:name')}
          description={shown === 'join' ? t('communities:joinText') : t(`communities:${policy}Name`)}
          value={name}
          maxLength={128}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          data-testid="community-name"
          onChange={(event) => {
            setName(event.currentTarget.value)
            enter.reset()
          }}
        />
        {shown === 'create' ? (
          <PolicyChoice value={policy} onChange={setPolicy} />
        ) : (
          <p className={classes.means}>{t('communities:means.open')}</p>
        )}
        <ProblemBox error={enter.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={enter.isPending} disabled={name.trim() === ''} data-testid="community-submit">
            {t(shown === 'join' ? 'communities:join' : 'communities:create')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
