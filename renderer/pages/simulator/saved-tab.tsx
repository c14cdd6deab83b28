import { useState } from 'react'
import { ActionIcon, Button, FileButton, Group, Tooltip } from '@mantine/core'
import { IconBookmark, IconDownload, IconPencil, IconTrash, IconUpload } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { LABS, type LabName, type SavedExperiment } from '../../../main/contract/simulator.ts'
import type { Client } from '../../client/connection/connection.ts'
import { asProblem, messageOf } from '../../client/problem.ts'
import { saveText } from '../../client/save-file.ts'
import { useClient } from '../../client/provider.tsx'
import { useAction } from '../../client/queries.ts'
import { Confirm } from '../../components/dialogs/confirm.tsx'
import { notifyDone } from '../../components/feedback/notify.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { RenameDialog } from './rename-dialog.tsx'
import { benchStores } from './bench/bench-store.ts'
import { simulatorStore } from './simulator-store.ts'
import type { Preset } from './experiment/presets.ts'
import classes from './simulator.module.css'

const MAX_FILE = 6_500_000
const IMPORTS = { invalidates: ['simulator'] }

/** The laboratory that a saved experiment is of; undefined for the paper's. */
const labOf = (scenario: string): LabName | undefined => LABS.find((one) => one === scenario)

/** Shows a saved experiment on its bench. */
async function openSaved(api: Client, { id, scenario, name }: SavedExperiment): Promise<void> {
  const lab = labOf(scenario)
  if (lab === undefined) return simulatorStore.show(await api.simulator.open({ id }))
  const [view, { labs }] = await Promise.all([api.simulator.labs.open({ id }), api.simulator.labs.catalogue()])
  const found = labs.find((one) => one.name === lab)
  if (!found) return
  benchStores[lab].show(view, found, name)
  simulatorStore.change({ bench: lab })
}

/** Saved experiments: open, rename, export, import, remove. */
export function SavedTab({ saved }: { saved: UseQueryResult<SavedExperiment[]> }) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const [removing, setRemoving] = useState<SavedExperiment | null>(null)
  const [renaming, setRenaming] = useState<{ id: number; name: string } | null>(null)
  const [problem, setProblem] = useState<ReturnType<typeof asProblem> | null>(null)
  const open = useAction((api, row: SavedExperiment) => openSaved(api, row))
  const rename = useAction((api, input: { id: number; name: string }) => api.simulator.rename(input), {
    ...IMPORTS,
    then: () => setRenaming(null),
  })
  const remove = useAction((api, id: number) => api.simulator.remove({ id }), IMPORTS)
  const exportJson = useAction(
    async (api, { id, scenario }: SavedExperiment) => {
      if (labOf(scenario)) {
        const { run } = await api.simulator.labs.open({ id })
        return api.simulator.labs.export({ run, format: 'json' })
      }
      const { run } = await api.simulator.open({ id })
      return api.simulator.export({ run, format: 'json' })
    },
    { then: (file) => saveText(file.name, file.text, file.type) },
  )
  const take = async (file: File | null): Promise<void> => {
    if (!file) return
    setProblem(null)
    try {
      if (file.size > MAX_FILE) throw new Error(t('simulator:saved.tooBig', { name: file.name }))
      const row = await client.simulator.import({ name: file.name.slice(0, 120), text: await file.text() })
      notifyDone(t('simulator:saved.imported', { name: row.name }))
      await saved.refetch()
    } catch (error) {
      setProblem(
        file.size > MAX_FILE
          ? { code: 'BAD_INPUT', message: messageOf(error), hint: '', details: {} }
          : asProblem(error),
      )
    }
  }
  const importButton = (
    <FileButton
      onChange={(file) => void take(file)}
      accept="application/json,.json"
      inputProps={{ 'aria-label': t('simulator:saved.import'), 'data-testid': 'import-file' } as object}
    >
      {(props) => (
        <Button variant="default" leftSection={<IconUpload size={15} aria-hidden />} {...props} data-testid="import">
          {t('simulator:saved.import')}
        </Button>
      )}
    </FileButton>
  )
  const rows = saved.data
  if (saved.isError) return <ProblemPanel problem={asProblem(saved.error)} retry={() => void saved.refetch()} />
  if (!rows) return <LoadingPanel />
  return (
    <>
      {problem && (
        <div className={classes.card} data-testid="import-problem">
          <ProblemPanel problem={problem} />
          <Group justify="center">
            <Button variant="subtle" onClick={() => setProblem(null)}>
              {t('common:dismiss')}
            </Button>
          </Group>
        </div>
      )}
      {rows.length === 0 ? (
        <StatePanel
          icon={<IconBookmark size={24} />}
          title={t('simulator:saved.empty')}
          text={t('simulator:saved.emptyText')}
        >
          {importButton}
        </StatePanel>
      ) : (
        <section className={classes.card} aria-label={t('simulator:tabs.saved')}>
          <Group justify="flex-end" mb="xs">
            {importButton}
          </Group>
          <table className={classes.table} data-testid="saved-list">
            <thead>
              <tr>
                <th scope="col">{t('simulator:saved.name')}</th>
                <th scope="col">{t('simulator:saved.experiment')}</th>
                <th scope="col">{t('simulator:saved.replications')}</th>
                <th scope="col">{t('simulator:saved.seed')}</th>
                <th scope="col">{t('simulator:saved.when')}</th>
                <th scope="col">{t('simulator:saved.actions')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id} data-testid="saved-row">
                  <th scope="row">
                    <button
                      type="button"
                      className={classes.linkButton}
                      onClick={() => open.mutate(row)}
                      data-testid="open-saved"
                    >
                      {row.name}
                    </button>
                  </th>
                  <td>
                    {labOf(row.scenario)
                      ? t(`laboratory:bench.${labOf(row.scenario) as LabName}`)
                      : t(`simulator:presets.${row.scenario as Preset}`, { defaultValue: row.scenario })}
                    {row.done < row.total && (
                      <span className={classes.small}>
                        {' '}
                        {t('simulator:saved.runs', { done: format.number(row.done), total: format.number(row.total) })}
                      </span>
                    )}
                  </td>
                  <td>{format.number(row.replications)}</td>
                  <td>{row.seed}</td>
                  <td>{format.dateTime(row.time)}</td>
                  <td>
                    <span className={classes.actions}>
                      <Button variant="default" size="compact-sm" onClick={() => open.mutate(row)}>
                        {t('simulator:saved.open')}
                      </Button>
                      {(
                        [
                          ['rename', IconPencil, () => setRenaming({ id: row.id, name: row.name })],
                          ['export', IconDownload, () => exportJson.mutate(row)],
                          ['remove', IconTrash, () => setRemoving(row)],
                        ] as const
                      ).map(([action, Icon, act]) => (
                        <Tooltip key={action} label={t(`simulator:saved.${action}`)}>
                          <ActionIcon
                            onClick={act}
                            aria-label={`${t(`simulator:saved.${action}`)}: ${row.name}`}
                            data-testid={`${action}-saved`}
                          >
                            <Icon size={16} />
                          </ActionIcon>
                        </Tooltip>
                      ))}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <RenameDialog renaming={renaming} pending={rename.isPending} onChange={setRenaming} onRename={rename.mutate} />
      <Confirm
        opened={removing !== null}
        title={t('simulator:saved.confirm')}
        text={t('simulator:saved.confirmText', { name: removing?.name ?? '' })}
        action={t('simulator:saved.remove')}
        onConfirm={() => {
          if (removing) remove.mutate(removing.id)
        }}
        onClose={() => setRemoving(null)}
      />
    </>
  )
}
