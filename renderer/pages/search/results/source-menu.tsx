import { Menu } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import type { SearchHit } from '../../../../main/contract/search.ts'
import { PeerName } from '../../../components/peer-name.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { pickSource, rankSources, type HitSource } from './source-ranking.ts'
import classes from './hit-cells.module.css'

/** The result that the menu belongs to, and its anchor button. */
export interface MenuPlace {
  hit: SearchHit
  button: HTMLElement
  box: DOMRect
}

interface SourceMenuProps {
  place: MenuPlace | null
  opened: boolean
  onClose: () => void
  onPick: (wish: { hit: SearchHit; source?: HitSource; paused?: boolean }) => void
}

/** The menu of sources shared by all rows: whom to download from, or add the download paused. */
export function SourceMenu({ place, opened, onClose, onPick }: SourceMenuProps) {
  const { t } = useText()
  const format = useFormat()
  if (!place) return null
  const { hit, box } = place
  return (
    <Menu width={350} opened={opened} onChange={(open) => !open && onClose()} withinPortal>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden="true"
          className={classes.anchor}
          style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPlayerPause size={15} aria-hidden />}
          disabled={!pickSource(hit.sources)}
          onClick={() => onPick({ hit, paused: true })}
        >
          {t('search:addPaused')}
        </Menu.Item>
        <Menu.Label>{t('search:downloadFromWhom')}</Menu.Label>
        {rankSources(hit.sources).map((source) => (
          <Menu.Item
            key={source.publicKey}
            onClick={() => onPick({ hit, source })}
            disabled={source.trust.decision === 'bad'}
            rightSection={
              <span className="quiet tabular" style={{ whiteSpace: 'nowrap' }}>
                {format.score(source.trust.u)} · {source.online ? t('common:online') : t('common:away')}
              </span>
            }
          >
            <PeerName peer={source} inline />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
