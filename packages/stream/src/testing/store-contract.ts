/**
 * What every store must do, as checks that any implementation can be put through. A check throws when the store breaks
 * its contract; a spec file wraps each in a test of its own.
 */
import type { CommitBatch, Fence, StoredFence, StorePort, TaskId, TaskPosition } from '../index.ts'

export interface StoreUnderTest {
  readonly store: StorePort
  /** Forgets everything the store holds, as a Redis that lost its disk. */
  lose(): Promise<void>
}

export interface ContractCheck {
  readonly name: string
  run(): Promise<void>
}

const TASK: TaskId = { topology: 'contract', partition: 3 }
const OTHER_TASK: TaskId = { topology: 'contract', partition: 4 }
/** What is taken of a task that the store knows nothing of. */
const UNKNOWN = { commitNumber: 0, position: undefined, trimmedOutboxEntry: 0, rebuildRequested: false }

/** @param makeStore gives a store that knows no task yet; called once for each check */
export function storeContract(makeStore: () => Promise<StoreUnderTest>): readonly ContractCheck[] {
  const check = (name: string, run: (store: StorePort, underTest: StoreUnderTest) => Promise<void>): ContractCheck => ({
    name,
    async run() {
      const underTest = await makeStore()
      await run(underTest.store, underTest)
    },
  })
  return [
    check('an unknown task is taken at commit 0, without a position', async (store) => {
      equal(await store.readFence(TASK), undefined, 'fence before the take')
      equal(await store.take(TASK, 'a'), UNKNOWN, 'take')
      equal(await store.readFence(TASK), storedFence('a', 0), 'fence after the take')
      equal(await store.readFence(OTHER_TASK), undefined, 'fence of another task')
    }),

    check('a commit writes everything and raises the commit number by one', async (store) => {
      await store.take(TASK, 'a')
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
      const outcome = await store.commit(TASK, fence('a', 0), {
        position: { ...position(2), causeHighWater: { 'risk/0/alerts': 'record|risk|0|1|12|alerts' } },
        states: new Map([
          ['C1', bytes],
          ['客户 2', text('two')],
          ['', text('no name')],
        ]),
        timers: new Map([['C1', 1_795_289_748_318]]),
        outbox: [text('first'), bytes],
        trimThroughEntry: 0,
      })
      equal(outcome, 'committed', 'outcome')
      equal(await store.readFence(TASK), storedFence('a', 1), 'fence')
      equal(
        await store.loadStates(TASK, ['客户 2', 'C9', 'C1', '']),
        [text('two'), undefined, bytes, text('no name')],
        'states',
      )
      equal(await store.loadTimers(TASK, 0, 10), [{ entityId: 'C1', dueAtMs: 1_795_289_748_318 }], 'timers')
      equal(await outboxOf(store), [entry(1, 'first'), { number: 2, bytes }], 'outbox')
      equal(
        await store.take(TASK, 'b'),
        {
          commitNumber: 1,
          position: { ...position(2), causeHighWater: { 'risk/0/alerts': 'record|risk|0|1|12|alerts' } },
          trimmedOutboxEntry: 0,
          rebuildRequested: false,
        },
        'what the next owner takes',
      )
      equal(await store.loadStates(OTHER_TASK, ['C1']), [undefined], 'state of another task')
      equal(await store.loadStates(TASK, []), [], 'no states asked for')
    }),

    check('a take fences off every earlier owner, whose commit and trim change nothing', async (store) => {
      await store.take(TASK, 'a')
      await store.commit(TASK, fence('a', 0), batch(1, { states: [['C1', 'old']], timers: [['C1', 5]], outbox: ['x'] }))
      await store.take(TASK, 'b')
      const zombie = batch(2, { states: [['C1', 'zombie']], timers: [['C1', null]], outbox: ['y'], trim: 1 })
      equal(await store.commit(TASK, fence('a', 1), zombie), 'fenced', 'the zombie commits')
      equal(await store.trimOutbox(TASK, fence('a', 1), 1), 'fenced', 'the zombie trims')
      await expectAt(store, { owner: 'b', commitNumber: 1 }, 'old', [{ entityId: 'C1', dueAtMs: 5 }], [entry(1, 'x')])
      equal((await store.take(TASK, 'c')).position, position(1), 'position')
    }),

    check('another commit number is stale and changes nothing', async (store) => {
      await store.take(TASK, 'a')
      await store.commit(TASK, fence('a', 0), batch(1, { states: [['C1', 'one']], timers: [['C1', 5]], outbox: ['x'] }))
      const late = batch(2, { states: [['C1', 'two']], timers: [['C1', null]], outbox: ['y'], trim: 1 })
      for (const commitNumber of [0, 2]) {
        equal(await store.commit(TASK, fence('a', commitNumber), late), 'stale', `commit after number ${commitNumber}`)
        equal(await store.trimOutbox(TASK, fence('a', commitNumber), 1), 'stale', `trim after number ${commitNumber}`)
      }
      await expectAt(store, { owner: 'a', commitNumber: 1 }, 'one', [{ entityId: 'C1', dueAtMs: 5 }], [entry(1, 'x')])
    }),

    check('a store that lost everything answers stale and stays empty', async (store, underTest) => {
      await store.take(TASK, 'a')
      await store.commit(TASK, fence('a', 0), batch(1, { states: [['C1', 'one']], timers: [['C1', 5]], outbox: ['x'] }))
      await underTest.lose()
      equal(await store.readFence(TASK), undefined, 'fence')
      equal(
        await store.commit(TASK, fence('a', 1), batch(2, { states: [['C1', 'two']], outbox: ['y'] })),
        'stale',
        'commit',
      )
      equal(await store.trimOutbox(TASK, fence('a', 1), 1), 'stale', 'trim')
      equal(await store.loadStates(TASK, ['C1']), [undefined], 'state')
      equal(await store.take(TASK, 'b'), UNKNOWN, 'take')
      equal(await outboxOf(store), [], 'outbox')
    }),

    check('null removes an entity and a timer', async (store) => {
      await store.take(TASK, 'a')
      const both: [string, string][] = [
        ['C1', 'one'],
        ['C2', 'two'],
      ]
      await store.commit(
        TASK,
        fence('a', 0),
        batch(0, {
          states: both,
          timers: [
            ['C1', 5],
            ['C2', 6],
          ],
        }),
      )
      await store.commit(
        TASK,
        fence('a', 1),
        batch(0, {
          states: [
            ['C1', null],
            ['C3', null],
          ],
          timers: [['C1', null]],
        }),
      )
      equal(await store.loadStates(TASK, ['C1', 'C2']), [undefined, text('two')], 'states')
      equal(await store.loadTimers(TASK, 0, 10), [{ entityId: 'C2', dueAtMs: 6 }], 'timers')
      equal(await scanned(store), [['C2', 'two']], 'scan')
    }),

    check('an entity has one timer: the last written', async (store) => {
      await store.take(TASK, 'a')
      await store.commit(TASK, fence('a', 0), batch(0, { timers: [['C1', 50]] }))
      await store.commit(TASK, fence('a', 1), batch(0, { timers: [['C1', 20]] }))
      equal(await store.loadTimers(TASK, 0, 10), [{ entityId: 'C1', dueAtMs: 20 }], 'timers')
    }),

    check('timers come earliest first, from the asked moment on, with the last moment complete', async (store) => {
      await store.take(TASK, 'a')
      const due: [string, number][] = [10, 20, 20, 20, 20, 30, 40].map((dueAtMs, index) => [`C${index}`, dueAtMs])
      await store.commit(TASK, fence('a', 0), batch(0, { timers: [...due].reverse() }))
      const named = async (fromMs: number, limit: number) =>
        (await store.loadTimers(TASK, fromMs, limit)).map((timer) => `${timer.entityId}@${timer.dueAtMs}`)
      equal(await named(0, 1), ['C0@10'], 'limit 1')
      equal(await named(0, 2), ['C0@10', 'C1@20', 'C2@20', 'C3@20', 'C4@20'], 'limit 2 cuts the moment 20')
      equal(await named(0, 5), ['C0@10', 'C1@20', 'C2@20', 'C3@20', 'C4@20'], 'limit 5 ends with the moment 20')
      equal(await named(20, 1), ['C1@20', 'C2@20', 'C3@20', 'C4@20'], 'from 20')
      equal(await named(21, 100), ['C5@30', 'C6@40'], 'from 21')
      equal(await named(41, 100), [], 'beyond the last')
    }),

    check('outbox entries keep their numbers through trims, by commit or without', async (store) => {
      await store.take(TASK, 'a')
      await store.commit(TASK, fence('a', 0), batch(3, { outbox: ['1', '2', '3'] }))
      equal(await store.trimOutbox(TASK, fence('a', 1), 2), 'committed', 'trim')
      equal(await outboxOf(store), [entry(3, '3')], 'after the trim')
      await store.commit(TASK, fence('a', 1), batch(5, { outbox: ['4', '5'], trim: 3 }))
      equal(await outboxOf(store), [entry(4, '4'), entry(5, '5')], 'after the commit that trims')
      equal(await store.loadOutbox(TASK, 4, 10), [entry(5, '5')], 'above 4')
      equal(await store.loadOutbox(TASK, 3, 1), [entry(4, '4')], 'one above 3')
      equal(await store.loadOutbox(TASK, 5, 10), [], 'above the last')
      equal(await store.trimOutbox(TASK, fence('a', 2), 5), 'committed', 'trim of all')
      equal(await store.trimOutbox(TASK, fence('a', 2), 4), 'committed', 'a trim that comes too late')
      equal((await store.take(TASK, 'b')).trimmedOutboxEntry, 5, 'trimmed entry')
      await store.commit(TASK, fence('b', 2), batch(6, { outbox: ['6'], trim: 5 }))
      equal(await outboxOf(store), [entry(6, '6')], 'numbers go on after an empty outbox')
    }),

    check('a build leaves the live generation alone until one commit switches to it', async (store) => {
      await store.take(TASK, 'a')
      const live = batch(1, { states: [['C1', 'live']], timers: [['C1', 5]], outbox: ['x'] })
      await store.commit(TASK, fence('a', 0), live)
      equal(await store.beginBuild(TASK, fence('a', 1), 1), 'committed', 'begin')
      equal(await store.loadStates(TASK, ['C1'], 1), [undefined], 'a build begins empty')
      const states: [string, string][] = [
        ['C1', 'built'],
        ['C2', 'built too'],
      ]
      const built = { ...batch(2, { states, timers: [['C2', 7]], outbox: ['y'], trim: 1 }), buildGeneration: 1 }
      equal(await store.commit(TASK, fence('a', 1), built), 'committed', 'commit of the build')
      equal(await store.loadStates(TASK, ['C1', 'C2']), [text('live'), undefined], 'live states')
      equal(await store.loadStates(TASK, ['C1', 'C2'], 1), [text('built'), text('built too')], 'built states')
      equal(await store.loadTimers(TASK, 0, 10), [{ entityId: 'C1', dueAtMs: 5 }], 'live timers')
      equal(await store.loadTimers(TASK, 0, 10, 1), [{ entityId: 'C2', dueAtMs: 7 }], 'built timers')
      equal(await scanned(store), [['C1', 'live']], 'scan of the live states')
      equal((await store.glance(TASK))?.buildGeneration, 1, 'what is being built')
      const last = { ...batch(3, { states: [['C1', null]], outbox: ['z'] }), buildGeneration: 1 }
      const switched = { ...last, position: { ...last.position, generation: 1, stateVersion: 2 } }
      equal(await store.commit(TASK, fence('a', 2), switched), 'committed', 'switch')
      equal(await store.loadStates(TASK, ['C1', 'C2']), [undefined, text('built too')], 'states after the switch')
      equal(await store.loadTimers(TASK, 0, 10), [{ entityId: 'C2', dueAtMs: 7 }], 'timers after the switch')
      equal(await store.size(TASK), { states: 1, timers: 1, outboxEntries: 2 }, 'size')
      equal(await store.size(OTHER_TASK), { states: 0, timers: 0, outboxEntries: 0 }, 'size of an unknown task')
      equal(await store.loadStates(TASK, ['C1'], 0), [undefined], 'the former generation is gone')
      equal(await store.loadTimers(TASK, 0, 10, 0), [], 'and so are its timers')
      equal(await outboxOf(store), [entry(2, 'y'), entry(3, 'z')], 'outbox')
      equal(
        await store.glance(TASK),
        {
          owner: 'a',
          commitNumber: 3,
          position: switched.position,
          trimmedOutboxEntry: 1,
          rebuildRequested: false,
          buildGeneration: undefined,
        },
        'glance',
      )
      const after = batch(3, { states: [['C3', 'new']] })
      await store.commit(TASK, fence('a', 3), { ...after, position: { ...after.position, generation: 1 } })
      equal(await store.loadStates(TASK, ['C3', 'C2'], 1), [text('new'), text('built too')], 'live states go on there')
    }),

    check(
      'a build that was left is forgotten when the next begins, of the same generation or another',
      async (store) => {
        await store.take(TASK, 'a')
        await store.commit(TASK, fence('a', 0), batch(0, { states: [['C1', 'live']] }))
        const half = batch(0, { states: [['C1', 'half']], timers: [['C1', 9]] })
        for (const [at, generation] of [1, 1, 4].entries()) {
          await store.take(TASK, `b${at}`)
          equal(
            await store.beginBuild(TASK, fence(`b${at}`, 1 + at), generation),
            'committed',
            `begin of ${generation}`,
          )
          equal(await store.loadStates(TASK, ['C1'], generation), [undefined], `states of ${generation}`)
          equal(await store.loadTimers(TASK, 0, 9, generation), [], `timers of ${generation}`)
          await store.commit(TASK, fence(`b${at}`, 1 + at), { ...half, buildGeneration: generation })
        }
        equal(await store.loadStates(TASK, ['C1'], 1), [undefined], 'generation 1 was left for 4')
        equal(await store.loadStates(TASK, ['C1']), [text('live')], 'live')
      },
    ),

    check('a zombie neither begins a build, nor adds to one, nor switches', async (store) => {
      await store.take(TASK, 'a')
      await store.commit(TASK, fence('a', 0), batch(0, { states: [['C1', 'live']] }))
      await store.take(TASK, 'b')
      await store.beginBuild(TASK, fence('b', 1), 1)
      const built = { ...batch(0, { states: [['C1', 'built']] }), buildGeneration: 1 }
      await store.commit(TASK, fence('b', 1), built)
      equal(await store.beginBuild(TASK, fence('a', 1), 1), 'fenced', 'begin')
      equal(await store.beginBuild(TASK, fence('b', 1), 1), 'stale', 'begin at another commit')
      const zombie = { ...batch(0, { states: [['C1', 'zombie']] }), buildGeneration: 1 }
      equal(await store.commit(TASK, fence('a', 2), zombie), 'fenced', 'commit')
      const switching = { ...zombie, position: { ...zombie.position, generation: 1 } }
      equal(await store.commit(TASK, fence('a', 2), switching), 'fenced', 'switch')
      equal(await store.commit(TASK, fence('b', 1), switching), 'stale', 'switch at another commit')
      const other = { ...switching, position: { ...switching.position, generation: 2 }, buildGeneration: 2 }
      equal(await store.commit(TASK, fence('b', 2), other), 'stale', 'switch to what is not being built')
      equal(await store.loadStates(TASK, ['C1']), [text('live')], 'live')
      equal(await store.loadStates(TASK, ['C1'], 1), [text('built')], 'built')
    }),

    check('a rebuild can be asked for by anyone, and is served by the switch', async (store) => {
      equal(await store.requestRebuild(TASK), 'unknown', 'of an unknown task')
      equal(await store.glance(TASK), undefined, 'an unknown task stays unknown')
      await store.take(TASK, 'a')
      equal(await store.requestRebuild(TASK), 'unknown', 'of a task without a commit')
      await store.commit(TASK, fence('a', 0), batch(0, { states: [['C1', 'live']] }))
      equal(await store.requestRebuild(TASK), 'requested', 'of a known task')
      equal(await store.requestRebuild(TASK), 'requested', 'asked again')
      equal(await store.readFence(TASK), { owner: 'a', commitNumber: 1, rebuildRequested: true }, 'the owner sees it')
      equal(await store.commit(TASK, fence('a', 1), batch(0, {})), 'committed', 'and is not disturbed')
      equal((await store.take(TASK, 'b')).rebuildRequested, true, 'the next owner sees it')
      await store.beginBuild(TASK, fence('b', 2), 1)
      await store.commit(TASK, fence('b', 2), { ...batch(0, {}), buildGeneration: 1 })
      equal((await store.take(TASK, 'c')).rebuildRequested, true, 'an unfinished build does not serve it')
      await store.beginBuild(TASK, fence('c', 3), 1)
      const last = batch(0, {})
      const switched = { ...last, position: { ...last.position, generation: 1 }, buildGeneration: 1 }
      equal(await store.commit(TASK, fence('c', 3), switched), 'committed', 'switch')
      equal((await store.take(TASK, 'd')).rebuildRequested, false, 'served')
    }),

    check('a batch of thousands of each kind is written whole', async (store) => {
      await store.take(TASK, 'a')
      const count = 4_321
      const ids = Array.from({ length: count }, (_, index) => `C${index}`)
      const outbox = ids.map((id) => `about ${id}`)
      const first = batch(count, {
        states: ids.map((id) => [id, `state of ${id}`]),
        timers: ids.map((id, index) => [id, index]),
        outbox,
      })
      equal(await store.commit(TASK, fence('a', 0), first), 'committed', 'commit')
      equal(
        await store.loadStates(TASK, ids),
        ids.map((id) => text(`state of ${id}`)),
        'states',
      )
      equal(
        (await store.loadTimers(TASK, 0, count)).map((timer) => timer.entityId),
        ids,
        'timers',
      )
      equal((await store.loadOutbox(TASK, 0, count)).length, count, 'outbox')
      equal((await scanned(store)).length, count, 'scan')
      const gone = ids.slice(1)
      const second = batch(count, {
        states: gone.map((id) => [id, null]),
        timers: gone.map((id) => [id, null]),
        trim: count - 1,
      })
      equal(await store.commit(TASK, fence('a', 1), second), 'committed', 'second commit')
      equal(await scanned(store), [['C0', 'state of C0']], 'what is left')
      equal(await store.loadTimers(TASK, 0, count), [{ entityId: 'C0', dueAtMs: 0 }], 'timer that is left')
      equal(await outboxOf(store), [entry(count, `about C${count - 1}`)], 'entry that is left')
    }),
  ]
}

function position(lastOutboxEntry: number): TaskPosition {
  return {
    nextOffsets: { orders: 7, invoices: 9_007_199_254_740_991 },
    taskTimeMs: 1_795_289_748_318,
    liveTopics: ['orders'],
    lastOutboxEntry,
    marksOffset: 4,
    causeHighWater: {},
    closedBeforeMs: 1_795_276_800_000,
    sourceProgress: { '0': 1_795_276_800_000 },
    ruleSetVersion: 'r1',
    stateVersion: 1,
    wokenForMs: [1_795_276_900_000],
    collected: ['returns-60d'],
    generation: 0,
  }
}

function fence(owner: string, commitNumber: number): Fence {
  return { owner, commitNumber }
}

function storedFence(owner: string, commitNumber: number): StoredFence {
  return { owner, commitNumber, rebuildRequested: false }
}

interface Changes {
  readonly states?: readonly (readonly [string, string | null])[]
  readonly timers?: readonly (readonly [string, number | null])[]
  readonly outbox?: readonly string[]
  readonly trim?: number
}

function batch(lastOutboxEntry: number, changes: Changes): CommitBatch {
  return {
    position: position(lastOutboxEntry),
    states: new Map((changes.states ?? []).map(([id, state]) => [id, state === null ? null : text(state)])),
    timers: new Map(changes.timers ?? []),
    outbox: (changes.outbox ?? []).map(text),
    trimThroughEntry: changes.trim ?? 0,
  }
}

async function expectAt(
  store: StorePort,
  expectedFence: Fence,
  state: string,
  timers: readonly unknown[],
  outbox: readonly unknown[],
): Promise<void> {
  equal(await store.readFence(TASK), { ...expectedFence, rebuildRequested: false }, 'fence')
  equal(await store.loadStates(TASK, ['C1']), [text(state)], 'state')
  equal(await store.loadTimers(TASK, 0, 10), timers, 'timers')
  equal(await outboxOf(store), outbox, 'outbox')
}

function outboxOf(store: StorePort) {
  return store.loadOutbox(TASK, 0, 1_000)
}

async function scanned(store: StorePort): Promise<[string, string][]> {
  const found: [string, string][] = []
  for await (const { entityId, bytes } of store.scanStates(TASK))
    found.push([entityId, new TextDecoder().decode(bytes)])
  return found.sort(([left], [right]) => (left < right ? -1 : 1))
}

function entry(number: number, content: string) {
  return { number, bytes: text(content) }
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

/** Compares by value; bytes by their content, whatever class holds them; absent and undefined fields alike. */
function equal(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [canonical(actual), canonical(expected)]
  if (found !== wanted) throw new Error(`${what}: expected ${shortened(wanted)}, found ${shortened(found)}`)
}

function canonical(value: unknown): string {
  return JSON.stringify(plain(value)) ?? 'undefined'
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Array.from(value) }
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? '(undefined)' : plain(item)))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field)]))
}

function shortened(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)} …` : text
}
