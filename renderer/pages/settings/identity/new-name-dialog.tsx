import { useState } from 'react'
import { Button, Group, TextInput } from '@mantine/core'
import { useAction } from '../../../client/queries.ts'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { notifyDone } from '../../../components/feedback/notify.tsx'
import { ProblemBox } from '../../../components/feedback/problem-box.tsx'
import { useText } from '../../../hooks/use-text.ts'
import classes from './identity.module.css'

const COSTS = ['ratings', 'receipts', 'history', 'communities', 'allowance'] as const

/** Replaces the identity with a new one, after a warning and typing the current name. */
export function NewNameDialog({ opened, present, onClose }: { opened: boolean; present: string; onClose: () => void }) {
  const { t } = useText()
  const [name, setName] = useState('')
  const [confirm, setConfirm] = useState('')
  const close = (): void => {
    drop.reset()
    setName('')
    setConfirm('')
    onClose()
  }
  const drop = useAction((client, input: { name: string; confirm: string }) => client.identity.newName(input), {
    quiet: true,
    invalidates: ['info', 'settings'],
    then: ({ identity }) => {
      notifyDone(t('communities:identity.restored', { fingerprint: identity.fingerprint }))
      close()
    },
  })
  const ready = name.trim() !== '' && confirm.trim() === present
  return (
    <Dialog opened={opened} onClose={close} title={t('communities:identity.newNameTitle')}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) drop.mutate({ name: name.trim(), confirm })
        }}
      >
        <div className={classes.costs}>
          <b>{t('communities:identity.costs')}</b>
          <ul>
            {COSTS.map((cost) => (
              <li key={cost}>{t(`communities:identity.cost.${cost}`)}</li>
            ))}
          </ul>
        </div>
        <p className={classes.keeps}>{t('communities:identity.keeps')}</p>
        <TextInput
          label={t('communities:identity.nameNew')}
          value={name}
          maxLength={64}
          autoComplete="off"
          data-autofocus
          data-testid="new-name"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('communities:identity.confirmName', { name: present })}
          value={confirm}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          data-testid="new-name-confirm"
          onChange={(event) => setConfirm(event.currentTarget.value)}
        />
        <ProblemBox error={drop.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" color="red.9" disabled={!ready} loading={drop.isPending} data-testid="new-name-submit">
            {t('communities:identity.newNameAction')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
