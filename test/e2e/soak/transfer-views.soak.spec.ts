import { expectCleanByTier } from '../helpers/axe.ts'
import { everyState } from '../helpers/every-transfer-state.ts'
import { expectEveryState } from '../helpers/every-transfer-view.ts'
import { startFakeNode } from '../helpers/fake-node.ts'
import { test } from '../helpers/fixtures.ts'

test.describe('transfer views', () => {
  test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } })
  test.setTimeout(240_000)

  test('every state, menu and dialog passes axe at 900 pixels without overflow', async ({ page }) => {
    const node = await startFakeNode(everyState())
    await expectEveryState(page, node, { width: 900, height: 600 }, expectCleanByTier)
    await node.close()
  })
})
