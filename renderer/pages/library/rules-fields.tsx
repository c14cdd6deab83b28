import { Radio, Select, Stack, Textarea } from '@mantine/core'
import type { FolderVisibility } from '../../../main/contract/library.ts'
import { useStream } from '../../client/streams/use-stream.ts'
import { useText } from '../../hooks/use-text.ts'

const CHOICES: FolderVisibility[] = ['all', 'community', 'nobody']

/** The rules of a folder as they are edited; `patterns` one a line. */
export interface RulesDraft {
  visibility: FolderVisibility
  community: string | null
  patterns: string
}

/** The draft as the contract takes it; null while the community is missing. */
export function rulesOf({ visibility, community, patterns }: RulesDraft) {
  if (visibility === 'community' && !community) return null
  return {
    visibility,
    community: visibility === 'community' ? (community ?? '') : '',
    patterns: patterns.split('\n'),
  }
}

/** Who sees a folder, and which files are left out of it. */
export function RulesFields({ draft, onChange }: { draft: RulesDraft; onChange: (draft: RulesDraft) => void }) {
  const { t } = useText()
  const { visibility, community, patterns } = draft
  const communities =
    useStream('communities.list', (client, signal) => client.communities.list(undefined, { signal })).data ?? []
  const known = communities.map(({ id, name }) => ({ value: id, label: name }))
  // A community left since stays selectable, so that saving does not open the folder to others.
  if (community && !known.some(({ value }) => value === community))
    known.push({ value: community, label: community.slice(0, 12) })
  return (
    <>
      <Radio.Group
        label={t('library:rules.who')}
        value={visibility}
        onChange={(value) => onChange({ ...draft, visibility: CHOICES.find((choice) => choice === value) ?? 'all' })}
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
          onChange={(value) => onChange({ ...draft, community: value })}
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
        minRows={3}
        maxRows={10}
        onChange={(event) => onChange({ ...draft, patterns: event.currentTarget.value })}
        placeholder={'*.tmp\n/drafts/\n!keep.tmp'}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        data-testid="patterns"
      />
    </>
  )
}
