import { join } from 'node:path'
import { test } from './helpers/fixtures.ts'
import { shareLargeFolder } from './helpers/large-folder.ts'

test.describe('the library', () => {
  test.use({ locale: 'en-GB', colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(180_000)

  // In Japanese under `npm run test:soak`.
  test('a large folder: hashing pauses and resumes, the list scrolls to its end, rules, verification', async ({
    page,
    scratch,
    serve,
  }) => shareLargeFolder(page, (await serve('keeper')).url, join(scratch, 'A large shelf')))
})
