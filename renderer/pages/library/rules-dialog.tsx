import { useState } from 'react'
import { Button, Group, Text } from '@mantine/core'
import type { FolderVisibility, SharedFolder } from '../../../main/contract/library.ts'
import { asProblem } from '../../client/problem.ts'
import { useAction } from '../../client/queries.ts'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { useText } from '../../hooks/use-text.ts'
import { problemText } from '../../locales/problem-text.ts'
import { sentences } from '../../locales/sentences.ts'
import { RulesFields, rulesOf, type RulesDraft } from './rules-fields.tsx'

/** Who sees a folder, and which files are excluded from it. */
export function RulesDialog({ folder, onClose }: { folder: SharedFolder | null; onClose: () => void }) {
  const { t } = useText()
  return (
    <Dialog
      opened={folder !== null}
      onClose={onClose}
      title={t('library:rules.title', { name: folder?.name ?? '' })}
      size="lg"
    >
      {folder && <RulesForm key={folder.id} folder={folder} onClose={onClose} />}
    </Dialog>
  )
}

function RulesForm({ folder, onClose }: { folder: SharedFolder; onClose: () => void }) {
  const { t, i18n } = useText()
  const [draft, setDraft] = useState<RulesDraft>({
    visibility: folder.visibility,
    community: folder.community || null,
    patterns: folder.patterns.join('\n'),
  })
  const rules = rulesOf(draft)
  const save = useAction(
    (client, changed: { visibility: FolderVisibility; community: string; patterns: string[] }) =>
      client.library.configure({ id: folder.id, ...changed }),
    {
      quiet: true,
      done: t('library:rules.saved'),
      then: onClose,
    },
  )
  const problem = save.error && problemText(asProblem(save.error), t, i18n.language)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (rules) save.mutate(rules)
      }}
    >
      <RulesFields draft={draft} onChange={setDraft} />
      {problem && (
        <Text size="sm" c="var(--hy-bad-text)" mt="sm" role="alert">
          {sentences(problem.title, problem.hint)}
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={!rules} data-testid="rules-save">
          {t('common:save')}
        </Button>
      </Group>
    </form>
  )
}
