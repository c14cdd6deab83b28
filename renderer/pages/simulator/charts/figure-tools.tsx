import { useState, type RefObject } from 'react'
import { Button, Group, Menu, Modal, TextInput } from '@mantine/core'
import {
  IconBookmark,
  IconDownload,
  IconFileCode,
  IconFileText,
  IconPhoto,
  IconVectorSpline,
} from '@tabler/icons-react'
import type { ExperimentView } from '../../../../main/contract/simulator.ts'
import { asProblem } from '../../../client/problem.ts'
import { saveFile, saveText } from '../../../client/save-file.ts'
import { useClient } from '../../../client/provider.tsx'
import { useAction } from '../../../client/queries.ts'
import { notifyDone, notifyProblem } from '../../../components/feedback/notify.tsx'
import { useText } from '../../../hooks/use-text.ts'
import type { ChartTheme } from '../../../components/charts/chart-theme.ts'
import type { LineStyle } from './line-styles.ts'
import type { EChartsType } from './echarts.ts'
import type { Variant } from '../simulator-store.ts'
import { pictureOf } from './picture.ts'
import classes from './figure.module.css'

interface FigureToolsProps {
  view: ExperimentView
  /** Null if there is no chart. */
  chart: RefObject<EChartsType | null> | null
  title: string
  variant: Variant | null
  theme: ChartTheme
  names: readonly string[]
  styles: readonly LineStyle[]
}

/** Exports a figure, or saves its experiment. */
export function FigureTools({ view, chart, title, variant, theme, names, styles }: FigureToolsProps) {
  const { t, i18n } = useText()
  const client = useClient()
  const [name, setName] = useState<string | null>(null)
  const save = useAction((api, input: string) => api.simulator.save({ run: view.run, name: input }), {
    invalidates: ['simulator'],
    then: (row) => {
      notifyDone(t('simulator:save.done', { name: row.name }))
      setName(null)
    },
  })
  const failed = (error: unknown): void => notifyProblem(asProblem(error), t, i18n.language)
  const file = (format: 'json' | 'csv' | 'svg'): void => {
    client.simulator
      .export({ run: view.run, format })
      .then((exported) => saveText(exported.name, exported.text, exported.type), failed)
  }
  const picture = (): void => {
    const shown = chart?.current
    if (!shown) return
    const provenance = JSON.stringify({
      program: 'hyoban',
      version: view.version,
      request: view.input,
      settings: view.settings,
      varies: view.varies,
      seeds: view.seeds,
    })
    pictureOf(
      shown,
      title,
      names.map((line, i) => ({ name: line, style: styles[i] as LineStyle })),
      theme,
      provenance,
    ).then(
      (bytes) =>
        saveFile(`hyoban-${view.input.scenario}-seed${view.input.seed}.png`, new Blob([bytes], { type: 'image/png' })),
      failed,
    )
  }
  const suggestion = variant
    ? t('simulator:save.variant', { name: title, variant: t(`simulator:chart.${variant}`) })
    : title
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconBookmark size={15} aria-hidden />}
        onClick={() => setName(suggestion)}
        data-testid="save-experiment"
      >
        {t('simulator:save.open')}
      </Button>
      <Menu width={230}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />} data-testid="export-menu">
            {t('simulator:export.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPhoto size={15} aria-hidden />}
            disabled={!chart}
            onClick={picture}
            data-testid="export-png"
          >
            {t('simulator:export.png')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconVectorSpline size={15} aria-hidden />}
            onClick={() => file('svg')}
            data-testid="export-svg"
          >
            {t('simulator:export.svg')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFileText size={15} aria-hidden />}
            onClick={() => file('csv')}
            data-testid="export-csv"
          >
            {t('simulator:export.csv')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFileCode size={15} aria-hidden />}
            onClick={() => file('json')}
            data-testid="export-json"
          >
            {t('simulator:export.json')}
          </Menu.Item>
          <Menu.Label className={classes.menuHint}>{t('simulator:export.hint')}</Menu.Label>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={name !== null}
        onClose={() => setName(null)}
        title={t('simulator:save.title')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
        size="sm"
      >
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (name?.trim()) save.mutate(name.trim())
          }}
        >
          <TextInput
            label={t('simulator:save.name')}
            value={name ?? ''}
            maxLength={120}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="save-name"
          />
          <Group justify="flex-end" mt="lg" gap="xs">
            <Button variant="default" onClick={() => setName(null)}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!name?.trim()} data-testid="save-submit">
              {t('common:save')}
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  )
}
