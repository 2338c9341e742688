import { test } from '@jest/globals'
import { bear } from './ordeal.ts'
import { openSite } from './site.ts'

test('kill -9, lost replies and a zombie leave what the fold of the log leaves', async () => {
  await bear(await openSite('kill'), {
    historyEvents: 12_000,
    liveEvents: 4_000,
    historyPerSecond: 2_500,
    livePerSecond: 250,
    killsInHistory: 1,
    killsLive: 4,
  })
})
