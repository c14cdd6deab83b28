import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import i18next from 'i18next'
import type { Problem } from '../../../main/contract/base.ts'
import { problemText } from '../../locales/problem-text.ts'
import type { Translate } from '../../hooks/use-text.ts'

/** Shows a success notification for a few seconds. */
export function notifyDone(message: string): void {
  notifications.show({
    message,
    color: 'indigo',
    icon: <IconCheck size={16} aria-hidden />,
    autoClose: 3500,
    closeButtonProps: { 'aria-label': i18next.t('common:close') },
  })
}

/** Shows an event in the page, for a system that shows no notifications. */
export function notifyEvent(title: string, message: string): void {
  notifications.show({
    title,
    message,
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': i18next.t('common:close') },
  })
}

/** Shows an event with a button that leads to it; it stays long enough to be read and reached. */
export function notifyWithAction(title: string, message: string, action: string, go: () => void): void {
  const id = notifications.show({
    title,
    autoClose: 15_000,
    closeButtonProps: { 'aria-label': i18next.t('common:close') },
    message: (
      <>
        <span>{message}</span>
        <Button
          size="compact-xs"
          variant="default"
          mt={6}
          style={{ display: 'block' }}
          data-testid="toast-action"
          onClick={() => {
            notifications.hide(id)
            go()
          }}
        >
          {action}
        </Button>
      </>
    ),
  })
}

/** Says that a download gets another name than it was announced with, because not every system can hold that one. */
export function notifyRenaming(announced: string, name: string, t: Translate): void {
  if (name !== announced) notifyEvent(t('transfers:renamed', { name }), t('transfers:renamedWhy', { announced }))
}

/** Shows what failed and what to do, long enough to be read. */
export function notifyRefusal(title: string, message: string): void {
  notifications.show({
    title,
    message,
    color: 'red',
    icon: <IconAlertTriangle size={16} aria-hidden />,
    autoClose: 10_000,
    closeButtonProps: { 'aria-label': i18next.t('common:close') },
  })
}

/** Shows the problem of a failed call or stream. */
export function notifyProblem(problem: Problem, t: Translate, language: string): void {
  const { title, hint } = problemText(problem, t, language)
  notifyRefusal(title, hint)
}
