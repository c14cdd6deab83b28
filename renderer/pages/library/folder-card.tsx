import { ActionIcon, Menu, Progress } from '@mantine/core'
import {
  IconAdjustments,
  IconDots,
  IconEyeOff,
  IconFolder,
  IconRefresh,
  IconShieldCheck,
  IconTrash,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { SharedFolder } from '../../../main/contract/library.ts'
import { useAction } from '../../client/queries.ts'
import { useFormat } from '../../hooks/use-format.ts'
import { ExportItems } from '../../components/export-items.tsx'
import { Tag } from '../../components/tag.tsx'
import { problemText } from '../../locales/problem-text.ts'
import { sentences } from '../../locales/sentences.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './library.module.css'

interface FolderCardProps {
  folder: SharedFolder
  picked: boolean
  onPick: () => void
  onUnshare: () => void
  onSkipped: () => void
  onRules: () => void
}

/** A path truncated in the middle: its end tells folders apart. */
function Path({ path }: { path: string }) {
  const cut = Math.max(0, path.slice(0, -1).search(/[\\/][^\\/]*$/))
  return (
    <span className={classes.path} title={path}>
      <span className="truncate">{path.slice(0, cut)}</span>
      <span className="truncate">{path.slice(cut)}</span>
    </span>
  )
}

/** A shared folder: contents, hashing progress and skipped files. Clicking it filters the list below. */
export function FolderCard({ folder, picked, onPick, onUnshare, onSkipped, onRules }: FolderCardProps) {
  const { t, i18n } = useText()
  const format = useFormat()
  const rescan = useAction((client, id: number) => client.library.rescan({ id }))
  const verify = useAction((client, id: number) => client.library.verify({ id }))
  const { writing } = folder
  const skipped = Object.values(folder.skipped).reduce((sum, count) => sum + count, 0)
  const busy = folder.state === 'hashing' || folder.state === 'scanning' ? folder.state : null
  const problem = folder.problem && problemText(folder.problem, t, i18n.language)
  return (
    <div className={classes.folder} data-on={picked || undefined} data-testid="folder-card" data-state={folder.state}>
      <div className={classes.top}>
        <button type="button" className={classes.pick} onClick={onPick} aria-pressed={picked}>
          <IconFolder size={22} stroke={1.6} aria-hidden color="var(--hy-accent)" style={{ flex: 'none' }} />
          <span className={classes.names}>
            <span className={`${classes.name} truncate`} title={folder.name}>
              {folder.name}
            </span>
            <Path path={folder.path} />
          </span>
        </button>
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label={t('library:actionsFor', { name: folder.name })} data-testid="folder-menu">
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => rescan.mutate(folder.id)}>
              {t('library:rescan')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconShieldCheck size={15} />}
              onClick={() => verify.mutate(folder.id)}
              data-testid="folder-verify"
            >
              {t('library:verify.action')}
            </Menu.Item>
            <Menu.Item leftSection={<IconAdjustments size={15} />} onClick={onRules} data-testid="folder-rules">
              {t('library:rules.action')}
            </Menu.Item>
            <Menu.Divider />
            <ExportItems subject={{ folderId: folder.id }} link={null} complete={busy === null && folder.files > 0} />
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconTrash size={15} />}
              color="var(--hy-bad-text)"
              onClick={onUnshare}
              data-testid="folder-unshare"
            >
              {t('library:unshare')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {busy && (
        <Progress
          size={5}
          animated={folder.state === 'scanning'}
          value={folder.state === 'scanning' ? 100 : folder.bytes > 0 ? (folder.hashedBytes / folder.bytes) * 100 : 100}
          aria-label={t(`library:state.${busy}`)}
        />
      )}
      {problem && (
        <div className={classes.problem}>
          {folder.problem?.details.away === 'yes'
            ? t('library:away', { path: folder.path })
            : sentences(problem.title, problem.hint)}
        </div>
      )}
      <div className={classes.facts}>
        {folder.state === 'scanning' && <span>{t('library:state.scanning')}</span>}
        {folder.state === 'hashing' && (
          <span>
            {t('library:hashing', { done: format.number(folder.hashedFiles), total: format.number(folder.files) })}
          </span>
        )}
        {folder.state !== 'hashing' && <span>{t('library:files', { count: folder.files })}</span>}
        <span>{format.bytes(folder.bytes)}</span>
        {folder.visibility !== 'all' && (
          <Tag>
            <span className={classes.tag}>
              {folder.visibility === 'nobody' ? (
                <IconEyeOff size={13} aria-hidden />
              ) : (
                <IconUsersGroup size={13} aria-hidden />
              )}
              {t(`library:rules.${folder.visibility}`)}
            </span>
          </Tag>
        )}
        {writing > 0 && (
          <button
            type="button"
            className={classes.skipped}
            onClick={onSkipped}
            title={t('library:writingHint')}
            data-testid="folder-writing"
          >
            {t('library:writing', { count: writing })}
          </button>
        )}
        {skipped > 0 && (
          <button type="button" className={classes.skipped} onClick={onSkipped} data-testid="folder-skipped">
            {t('library:skipped', { count: skipped })}
          </button>
        )}
      </div>
    </div>
  )
}
