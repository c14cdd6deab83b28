import { useState } from 'react'
import { Button, Group } from '@mantine/core'
import type { FolderVisibility } from '../../../main/contract/library.ts'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { asProblem } from '../../client/problem.ts'
import { useAction } from '../../client/queries.ts'
import { FolderField } from '../../components/files/folder-field.tsx'
import { problemText } from '../../locales/problem-text.ts'
import { sentences } from '../../locales/sentences.ts'
import { useText } from '../../hooks/use-text.ts'
import { RulesFields, rulesOf, type RulesDraft } from './rules-fields.tsx'
import { ShareCount } from './share-count.tsx'

interface ShareModalProps {
  /** The path of a dropped folder; empty to ask for one. */
  initial: string
  opened: boolean
  onClose: () => void
}

interface Wanted {
  path: string
  rules: { visibility: FolderVisibility; community: string; patterns: string[] }
}

const EVERYONE: RulesDraft = { visibility: 'all', community: null, patterns: '' }

/** Asks for a folder, for whom it is and what is left out; nothing is published before "Share". */
export function ShareModal({ initial, opened, onClose }: ShareModalProps) {
  const { t, i18n } = useText()
  const [path, setPath] = useState(initial)
  const [draft, setDraft] = useState(EVERYONE)
  const rules = rulesOf(draft)
  const share = useAction((client, wanted: Wanted) => client.library.share(wanted), {
    quiet: true,
    done: t('library:shared'),
    then: () => {
      setPath('')
      setDraft(EVERYONE)
      onClose()
    },
  })
  const problem = share.error && problemText(asProblem(share.error), t, i18n.language)
  return (
    <Dialog
      opened={opened}
      onClose={() => {
        share.reset()
        onClose()
      }}
      title={t('library:add')}
      size="lg"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (path.trim() && rules) share.mutate({ path: path.trim(), rules })
        }}
      >
        <FolderField
          label={t('library:folder')}
          description={t('library:folderText')}
          value={path}
          onChange={(value) => {
            setPath(value)
            share.reset()
          }}
          error={problem && sentences(problem.title, problem.hint)}
          testId="share-path"
        />
        <div style={{ marginTop: 20 }}>
          <RulesFields draft={draft} onChange={setDraft} />
        </div>
        <ShareCount path={path.trim()} patterns={draft.patterns.split('\n')} />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            type="submit"
            loading={share.isPending}
            disabled={path.trim() === '' || !rules}
            data-testid="share-submit"
          >
            {t('library:share')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
