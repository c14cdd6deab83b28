import { ActionIcon, Menu, Tooltip, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react'
import { chooseLanguage } from '../locales/i18n.ts'
import { LANGUAGES, type UiLanguage } from '../locales/languages.ts'
import { useText } from '../hooks/use-text.ts'

const SCHEME_ICON: Record<MantineColorScheme, typeof IconSun> = {
  auto: IconDeviceDesktop,
  light: IconSun,
  dark: IconMoon,
}
const SCHEMES: MantineColorScheme[] = ['auto', 'light', 'dark']

/** Each language's own name. */
export const LANGUAGE_NAMES: Record<UiLanguage, string> = { en: 'English', ja: '日本語' }

/** Chooses the colour scheme: system, light or dark. Stored. */
export function SchemeMenu() {
  const { t } = useText()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = SCHEME_ICON[colorScheme]
  return (
    <Menu width={180}>
      <Menu.Target>
        <Tooltip label={t('common:scheme.label')}>
          <ActionIcon aria-label={t('common:scheme.label')} data-testid="scheme-menu">
            <Icon size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map((scheme) => {
          const ItemIcon = SCHEME_ICON[scheme]
          return (
            <Menu.Item
              key={scheme}
              leftSection={<ItemIcon size={15} aria-hidden />}
              onClick={() => setColorScheme(scheme)}
              rightSection={scheme === colorScheme ? <IconCheck size={14} aria-hidden /> : null}
              data-testid={`scheme-${scheme}`}
            >
              {t(`common:scheme.${scheme}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Chooses the language. Stored. */
export function LanguageMenu() {
  const { t, i18n } = useText()
  return (
    <Menu width={160}>
      <Menu.Target>
        <Tooltip label={t('common:language')}>
          <ActionIcon aria-label={t('common:language')} data-testid="language-menu">
            <IconLanguage size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => void chooseLanguage(language)}
            data-testid={`language-${language}`}
            rightSection={language === i18n.language ? <IconCheck size={14} aria-hidden /> : null}
          >
            {LANGUAGE_NAMES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
