import type { Transfer } from '../../../../main/contract/transfers.ts'
import { Confirm } from '../../../components/dialogs/confirm.tsx'
import { useText } from '../../../hooks/use-text.ts'

export interface Removal {
  transfers: Transfer[]
  withFile: boolean
}

interface RemoveConfirmProps {
  /** Null while nothing is to be removed. */
  removal: Removal | null
  onConfirm: (removal: Removal) => void
  onClose: () => void
}

/** Asks before unfinished transfers, or files on disk, are removed. */
export function RemoveConfirm({ removal, onConfirm, onClose }: RemoveConfirmProps) {
  const { t } = useText()
  const first = removal?.transfers[0]
  return (
    <Confirm
      opened={removal !== null}
      title={t(removal?.withFile ? 'transfers:confirm.fileTitle' : 'transfers:confirm.title', {
        count: removal?.transfers.length ?? 1,
      })}
      text={t(removal?.withFile ? 'transfers:confirm.fileText' : 'transfers:confirm.text', {
        name: first?.name ?? '',
        path: first?.path ?? '',
        count: removal?.transfers.length ?? 1,
      })}
      action={t(removal?.withFile ? 'transfers:removeWithFile' : 'transfers:remove')}
      onConfirm={() => removal && onConfirm(removal)}
      onClose={onClose}
    />
  )
}
