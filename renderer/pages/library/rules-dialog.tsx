import { useState } from 'react'
import { Button, Group, Radio, Select, Stack, Text, Textarea } from '@mantine/core'
import type { FolderVisibility, SharedFolder } from '../../../main/contract/library.ts'
import { asProblem } from '../../client/problem.ts'
import { useAction } from '../../client/queries.ts'
import { useStream } from '../../client/streams/use-stream.ts'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { useText } from '../../hooks/use-text.ts'
import { problemText } from '../../locales/problem-text.ts'
import { sentences } from '../../locales/sentences.ts'

const CHOICES: FolderVisibility[] = ['all', 'community', 'nobody']

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
  const [visibility, setVisibility] = useState(folder.visibility)
  const [community, setCommunity] = useState<string | null>(folder.community || null)
  const [patterns, setPatterns] = useState(folder.patterns.join('\n'))
  const communities =
    useStream('communities.list', (client, signal) => client.communities.list(undefined, { signal })).data ?? []
  const save = useAction(
    (client, rules: { visibility: FolderVisibility; community: string; patterns: string[] }) =>
      client.library.configure({ id: folder.id, ...rules }),
    {
      quiet: true,
      done: t('library:rules.saved'),
      then: onClose,
    },
  )
  const problem = save.error && problemText(asProblem(save.error), t, i18n.language)
  const known = communities.map(({ id, name }) => ({ value: id, label: name }))
  // A community left since stays selectable, so that saving does not open the folder to others.
  if (community && !known.some(({ value }) => value === community))
    known.push({ value: community, label: community.slice(0, 12) })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({
          visibility,
          community: visibility === 'community' ? (community ?? '') : '',
          patterns: patterns.split('\n'),
        })
      }}
    >
      <Radio.Group
        label={t('library:rules.who')}
        value={visibility}
        onChange={(value) => setVisibility(value as FolderVisibility)}
      >
        <Stack gap={8} mt={6}>
          {CHOICES.map((choice) => (
            <Radio
              key={choice}
              value={choice}
              label={t(`library:rules.${choice}`)}
              description={t(`library:rules.${choice}Text`)}
              data-testid={`visibility-${choice}`}
            />
          ))}
        </Stack>
      </Radio.Group>
      {visibility === 'community' && (
        <Select
          mt="sm"
          ml={28}
          label={t('library:rules.which')}
          data={known}
          value={community}
          onChange={setCommunity}
          required
          placeholder={t('library:rules.choose')}
          nothingFoundMessage={t('library:rules.none')}
          data-testid="visibility-which"
        />
      )}
      <Textarea
        mt="lg"
        label={t('library:rules.patterns')}
        description={t('library:rules.patternsText')}
        value={patterns}
        autosize
        minRows={4}
        maxRows={10}
        onChange={(event) => setPatterns(event.currentTarget.value)}
        placeholder={'*.tmp\n/drafts/\n!keep.tmp'}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        data-testid="patterns"
      />
      {problem && (
        <Text size="sm" c="var(--hy-bad-text)" mt="sm" role="alert">
          {sentences(problem.title, problem.hint)}
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button
          type="submit"
          loading={save.isPending}
          disabled={visibility === 'community' && !community}
          data-testid="rules-save"
        >
          {t('common:save')}
        </Button>
      </Group>
    </form>
  )
}
