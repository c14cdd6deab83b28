import { useMemo, useState } from 'react'
import { Button, Checkbox, Group, TextInput } from '@mantine/core'
import { IconDownload, IconPlayerPause, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { foldText } from '../../../../main/contract/text.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { useAction } from '../../../client/queries.ts'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import type { Column } from '../../../components/grid/grid-row.tsx'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { FileIcon } from '../../../components/files/file-icon.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useSelection } from '../../../hooks/use-selection.ts'
import { useText } from '../../../hooks/use-text.ts'
import type { Client } from '../../../client/connection/connection.ts'
import classes from '../search.module.css'

type File = Awaited<ReturnType<Client['search']['filesBelow']>>['files'][number]
const keyOf = (file: File): string => `${file.root}/${file.path}`
const MAX_FILES = 10_000

interface FolderPickerProps {
  peer: string
  path: string
  name: string
  opened: boolean
  onClose: () => void
}

function Picker({ peer, path, name, onClose }: Omit<FolderPickerProps, 'opened'>) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const [, navigate] = useLocation()
  const [text, setText] = useState('')
  const [touched, setTouched] = useState(false)
  const query = useQuery({
    queryKey: ['filesBelow', peer, path],
    queryFn: ({ signal }) => client.search.filesBelow({ peer, path, limit: MAX_FILES }, { signal }),
    retry: false,
  })
  const selection = useSelection(keyOf)
  const files = useMemo(() => query.data?.files ?? [], [query.data])
  // Files already in the library are deselected until the user changes it.
  const selected = touched
    ? selection.selected
    : new Map(files.filter((file) => !file.own).map((file) => [keyOf(file), file]))
  const shown = files.filter((file) => foldText(file.path).includes(foldText(text)))
  const size = [...selected.values()].reduce((sum, file) => sum + file.size, 0)
  const choose = (next: readonly File[]): void => {
    setTouched(true)
    selection.set(next)
  }
  const download = useAction(
    (node, paused: boolean) =>
      node.transfers.downloadFolder({
        name: name || t('search:browse.title'),
        paused,
        files: [...selected.values()].map((file) => ({ path: file.path, root: file.root, size: file.size, peer })),
      }),
    {
      done: t('search:picks.started', { count: selected.size }),
      then: () => {
        onClose()
        navigate('/transfers')
      },
    },
  )
  if (query.error) return <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
  if (!query.data) return <LoadingPanel />
  const all = shown.every((file) => selected.has(keyOf(file)))
  const columns: Column<File>[] = [
    {
      id: 'pick',
      header: t('search:picks.column'),
      quietHeader: true,
      width: '18px',
      cell: (file, active) => (
        <Checkbox
          size="xs"
          tabIndex={active ? 0 : -1}
          checked={selected.has(keyOf(file))}
          aria-label={t('search:picks.pick', { name: file.path })}
          onChange={() =>
            choose(
              selected.has(keyOf(file))
                ? [...selected.values()].filter((one) => keyOf(one) !== keyOf(file))
                : [...selected.values(), file],
            )
          }
        />
      ),
    },
    {
      id: 'name',
      header: t('common:name'),
      width: 'minmax(0, 1fr)',
      cell: (file) => (
        <span className={classes.name}>
          <FileIcon kind={file.kind} size={16} />
          <span className="truncate" title={file.path}>
            {file.path}
          </span>
        </span>
      ),
    },
    { id: 'size', header: t('common:size'), width: '80px', align: 'end', cell: (file) => format.bytes(file.size) },
    {
      id: 'have',
      header: t('search:browse.have'),
      width: '100px',
      cell: (file) => (
        <span className="quiet">{file.own ? t('search:own') : file.downloaded ? t('search:fetched') : ''}</span>
      ),
    },
  ]
  return (
    <>
      <div className={classes.pickerHead}>
        <Checkbox
          size="xs"
          checked={all && shown.length > 0}
          indeterminate={!all && shown.some((file) => selected.has(keyOf(file)))}
          label={t('search:browse.all')}
          onChange={() =>
            choose(
              all
                ? [...selected.values()].filter((one) => !shown.includes(one))
                : [...selected.values(), ...shown.filter((file) => !selected.has(keyOf(file)))],
            )
          }
        />
        <TextInput
          size="xs"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          leftSection={<IconSearch size={14} aria-hidden />}
          placeholder={t('search:browse.find')}
          aria-label={t('search:browse.find')}
        />
      </div>
      <div className={classes.pickerList}>
        <DataGrid
          label={t('search:browse.pick')}
          name="picker"
          columns={columns}
          rows={shown}
          rowKey={keyOf}
          testId="picker-row"
          freezeKey={text}
        />
      </div>
      {query.data.total > files.length && (
        <p className={classes.more}>
          {t('search:browse.cut', { count: query.data.total, shown: format.number(files.length) })}
        </p>
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={15} aria-hidden />}
          disabled={selected.size === 0}
          onClick={() => download.mutate(true)}
        >
          {t('search:addPaused')}
        </Button>
        <Button
          leftSection={<IconDownload size={15} aria-hidden />}
          disabled={selected.size === 0}
          loading={download.isPending}
          onClick={() => download.mutate(false)}
          data-testid="picker-download"
        >
          {t('search:picks.download', { count: selected.size, size: format.bytes(size) })}
        </Button>
      </Group>
    </>
  )
}

/** Selects the files of a peer's folder to download; the folder structure is kept. */
export function FolderPicker({ opened, ...rest }: FolderPickerProps) {
  const { t } = useText()
  return (
    <Dialog opened={opened} title={t('search:browse.pick')} size="xl" onClose={rest.onClose}>
      {opened && <Picker key={`${rest.peer}/${rest.path}`} {...rest} />}
    </Dialog>
  )
}
