import { test } from '@jest/globals'
import { openSite } from '../e2e/site.ts'
import { bear } from './ordeal.ts'

test('100,000 events under eleven kills, lost replies and a zombie leave what the fold of the log leaves', async () => {
  await bear(await openSite('hundred-thousand'), {
    historyEvents: 70_000,
    liveEvents: 30_000,
    historyPerSecond: 3_500,
    livePerSecond: 600,
    killsInHistory: 4,
    killsLive: 7,
  })
})
