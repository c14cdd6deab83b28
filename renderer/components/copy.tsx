import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useText } from '../hooks/use-text.ts'

/** A button that copies `value`; `label` names it. */
export function Copy({ value, label }: { value: string; label: string }) {
  const { t } = useText()
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common:copied') : label}>
          <ActionIcon onClick={copy} aria-label={label} size={24}>
            {copied ? <IconCheck size={15} color="var(--hy-accent)" /> : <IconCopy size={15} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
