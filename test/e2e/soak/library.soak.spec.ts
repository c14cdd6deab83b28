import { join } from 'node:path'
import { test } from '../helpers/fixtures.ts'
import { shareLargeFolder } from '../helpers/large-folder.ts'

for (const [language, locale] of [
  ['English', 'en-GB'],
  ['Japanese', 'ja-JP'],
]) {
  test.describe(`the library, in ${language}`, () => {
    test.use({ locale, colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
    test.setTimeout(180_000)

    test('a large folder: hashing pauses and resumes, the list scrolls to its end, rules, verification', async ({
      page,
      scratch,
      serve,
    }) => shareLargeFolder(page, (await serve('keeper')).url, join(scratch, 'A large shelf')))
  })
}
