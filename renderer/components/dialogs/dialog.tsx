import type { ReactNode } from 'react'
import { CloseButton, Modal, type MantineSize } from '@mantine/core'
import { usePhone } from '../../hooks/use-phone.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './dialog.module.css'

interface DialogProps {
  opened: boolean
  title: string
  size?: MantineSize
  onClose: () => void
  children: ReactNode
}

/** A modal window. Its head is not a <header>, which screen readers would announce as a second banner. */
export function Dialog({ opened, title, size, onClose, children }: DialogProps) {
  const { t } = useText()
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} fullScreen={usePhone()}>
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <CloseButton size="sm" onClick={onClose} aria-label={t('common:close')} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
