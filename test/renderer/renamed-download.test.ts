import { notificationsStore } from '@mantine/notifications'
import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import { notifyRenaming } from '../../renderer/components/feedback/notify.tsx'
import type { Translate } from '../../renderer/hooks/use-text.ts'
import { en, ja } from '../../renderer/locales/languages.ts'

const i18n = createInstance()
await i18n.init({ lng: 'en', resources: { en, ja }, defaultNS: 'common', interpolation: { escapeValue: false } })

test.each([
  ['en', 'Saved as “_aux.txt”', 'Not every system can hold the name “aux.txt”.'],
  ['ja', '「_aux.txt」として保存します', '「aux.txt」は、システムによっては使えない名前です。'],
])('a download that gets another name says so once (%s)', (language, title, message) => {
  const t = i18n.getFixedT(language) as unknown as Translate
  notificationsStore.setState({ ...notificationsStore.getState(), notifications: [], queue: [] })
  notifyRenaming('a.txt', 'a.txt', t)
  expect(notificationsStore.getState().notifications).toEqual([])
  notifyRenaming('aux.txt', '_aux.txt', t)
  expect(notificationsStore.getState().notifications).toMatchObject([{ title, message }])
})
