import { useState } from 'react'
import { FILE_KINDS, type FileKind } from '../../../../main/contract/library.ts'
import type { Settings } from '../../../../main/contract/node.ts'
import { useStream } from '../../../client/streams/use-stream.ts'
import { FolderField } from '../../../components/files/folder-field.tsx'
import { useText } from '../../../hooks/use-text.ts'
import classes from './transfers.module.css'

type Targets = Settings['targetFolders']

function Target({
  label,
  value,
  onSave,
  testId,
}: {
  label: string
  value: string
  onSave: (path: string) => void
  testId: string
}) {
  const { t } = useText()
  const [draft, setDraft] = useState<string | null>(null)
  const save = (path: string): void => {
    if (path.trim() !== value) onSave(path.trim())
    setDraft(null)
  }
  return (
    <div className={classes.target}>
      <span className="truncate" title={label}>
        {label}
      </span>
      <FolderField
        label={label}
        hideLabel
        placeholder={t('settings:targets.usual')}
        value={draft ?? value}
        onChange={setDraft}
        onChosen={save}
        testId={testId}
        onBlur={() => {
          if (draft !== null) save(draft)
        }}
      />
    </div>
  )
}

/** Download folders per file kind and community; empty means the default folder. */
export function TargetFolders({ value, onSave }: { value: Targets; onSave: (targets: Targets) => void }) {
  const { t } = useText()
  const communities =
    useStream('communities.list', (client, signal) => client.communities.list(undefined, { signal })).data ?? []
  const without = <K extends string>(
    record: Partial<Record<K, string>>,
    key: K,
    path: string,
  ): Partial<Record<K, string>> => {
    const { [key]: _, ...rest } = record
    return (path === '' ? rest : { ...record, [key]: path }) as Partial<Record<K, string>>
  }
  return (
    <div className={classes.targets}>
      <p className={classes.sub}>{t('settings:targets.byKind')}</p>
      {FILE_KINDS.map((kind: FileKind) => (
        <Target
          key={kind}
          label={t(`common:kinds.${kind}`)}
          value={value.byKind[kind] ?? ''}
          testId={`target-${kind}`}
          onSave={(path) => onSave({ ...value, byKind: without(value.byKind, kind, path) })}
        />
      ))}
      {communities.length > 0 && <p className={classes.sub}>{t('settings:targets.byCommunity')}</p>}
      {communities.map(({ id, name }) => (
        <Target
          key={id}
          label={name}
          value={value.byCommunity[id] ?? ''}
          testId={`target-${id.slice(0, 8)}`}
          onSave={(path) =>
            onSave({ ...value, byCommunity: without(value.byCommunity, id, path) as Record<string, string> })
          }
        />
      ))}
    </div>
  )
}
