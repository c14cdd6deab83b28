import type { ReactNode } from 'react'
import { Button, Loader } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Problem } from '../../../main/contract/base.ts'
import { problemText } from '../../locales/problem-text.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './state-panel.module.css'

interface StatePanelProps {
  icon: ReactNode
  title: string
  text: string
  tone?: 'bad'
  children?: ReactNode
}

/** Placeholder for content: a title, one sentence that can be acted on, and the action. */
export function StatePanel({ icon, title, text, tone, children }: StatePanelProps) {
  return (
    <div className={classes.panel} role={tone === 'bad' ? 'alert' : 'status'}>
      <span className={classes.icon} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>{text}</p>
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  )
}

/** Placeholder while content is loading. */
export function LoadingPanel({ title }: { title?: string }) {
  const { t } = useText()
  return (
    <div className={classes.panel} role="status">
      <Loader size="sm" type="dots" aria-hidden />
      <p className={classes.text}>{title ?? t('common:loading')}</p>
    </div>
  )
}

/** Placeholder for content that failed to load, with a retry button. */
export function ProblemPanel({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const { t, i18n } = useText()
  const { title, hint } = problemText(problem, t, i18n.language)
  return (
    <StatePanel icon={<IconAlertTriangle size={24} />} title={title} text={hint} tone="bad">
      {retry && (
        <Button variant="default" onClick={retry}>
          {t('common:retry')}
        </Button>
      )}
    </StatePanel>
  )
}
