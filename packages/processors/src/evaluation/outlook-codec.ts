import type { CompactReader } from './compact-reader.ts'
import type { CompactWriter } from './compact-writer.ts'
import type { Outlook } from './outlook.ts'

/** Inside an entity's state. A byte where nothing was foreseen; for most indicators of most entities nothing is in sight. */
export function writeOutlook(to: CompactWriter, { rulesKey, changed, foreseenOn }: Outlook): void {
  to.count(rulesKey)
  if (rulesKey === 0) return
  to.count(changed)
  to.count(foreseenOn.length)
  let none = 0
  for (const on of foreseenOn) {
    if (on === null) {
      none += 1
      continue
    }
    // How many before it have none in sight.
    to.count(none)
    to.day(on)
    none = 0
  }
  to.count(none)
}

export function readOutlook(from: CompactReader): Outlook {
  const rulesKey = from.count()
  if (rulesKey === 0) return { rulesKey, changed: 0, foreseenOn: [] }
  const changed = from.count()
  const length = from.count()
  const foreseenOn: (number | null)[] = []
  for (;;) {
    for (let none = from.count(); none > 0; none--) foreseenOn.push(null)
    if (foreseenOn.length >= length) return { rulesKey, changed, foreseenOn }
    foreseenOn.push(from.day())
  }
}
