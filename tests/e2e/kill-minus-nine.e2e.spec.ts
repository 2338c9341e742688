import { test } from '@jest/globals'
import { bear } from './ordeal.ts'
import { openSite } from './site.ts'

test('kill -9, lost replies and a zombie leave what the fold of the log leaves', async () => {
  await bear(await openSite('kill'), {
    historyEvents: 20_000,
    liveEvents: 12_000,
    historyPerSecond: 3_500,
    livePerSecond: 600,
    killsInHistory: 2,
    killsLive: 5,
  })
})
