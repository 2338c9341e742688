/** A few processes, and the ways in which they are made to suffer. */
import type { Random } from '@tocsin/simulator'
import { commitRequestMark, type TcpProxy } from '@tocsin/stream-redis/testing'
import type { EventType, Member, MemberEvent } from './member.ts'
import { PARTITION_COUNT } from './site.ts'
import { pause, until } from './waiting.ts'

export interface Crew {
  /** Those that run now. */
  readonly members: readonly Member[]
  /** kill -9 of one that has committed since its start, at a random moment; starts another in its place. */
  killOne(): Promise<Kill>
  /** Cuts the connection to Redis on a reply, until a commit without an answer was read back as committed. */
  loseReply(): Promise<void>
  /** Stops a process past its session while a commit of it is on its way, and lets both go on: the commit meets the fence. */
  makeZombie(): Promise<void>
  /** Of one type, from all processes that ever ran. */
  events(type: EventType): readonly MemberEvent[]
}

export interface Kill {
  readonly victim: string
  /** What it had committed between its start and the kill, at least. */
  readonly commits: number
}

export interface CrewOptions {
  readonly random: Random
  /** One process each: how it is started, under which name. */
  readonly roles: readonly ((name: string) => Member)[]
  /** One each, between the processes of a role and Redis: where replies are to be lost or requests late. */
  readonly proxies?: readonly TcpProxy[]
}

const ATTEMPTS = 8
const LONGEST_LOOK_UP_MS = 500
const LONGEST_AIM_MS = 700
const LONGEST_GAP_MS = 300

export function startCrew({ random, roles, proxies = [] }: CrewOptions): Crew {
  const everyone: Member[] = []
  const start = (role: (name: string) => Member) => {
    const member = role(`member-${everyone.length + 1}`)
    everyone.push(member)
    return member
  }
  const members = roles.map(start)
  const events = (type: EventType) => everyone.flatMap((member) => member.events(type))

  /** None while it does not answer. */
  const commitsOf = async (member: Member) => {
    member.demandAlive()
    return (await member.metric('tocsin_commits_total', { outcome: 'committed' })) ?? 0
  }

  const knownCommitsOf = async (member: Member): Promise<number> => {
    const answers: number[] = []
    await until(`${member.name} answers`, async () => {
      const commits = await member.metric('tocsin_commits_total', { outcome: 'committed' })
      if (commits !== undefined) answers.push(commits)
      return answers.length > 0
    })
    return answers[0]!
  }

  const proxyOf = (index: number): TcpProxy => {
    const proxy = proxies[index]
    if (proxy === undefined) throw new Error('there is no proxy to meddle with the connection at')
    return proxy
  }

  async function oneThatHasCommitted(): Promise<{ readonly index: number; readonly commits: number }> {
    const able: { index: number; commits: number }[] = []
    await until('a process has committed since its start', async () => {
      able.length = 0
      for (const [index, member] of members.entries()) {
        const commits = await commitsOf(member)
        if (commits > 0) able.push({ index, commits })
      }
      return able.length > 0
    })
    return random.pick(able)
  }

  /**
   * False where the commit came to nothing in another way: what had no answer for ten seconds when the process goes on
   * counts as lost, and on a slow machine it takes the others that long to get its tasks.
   */
  async function standStill(): Promise<boolean> {
    // A rebalance that is under way would be taken for the one that follows.
    await until('every process has its partitions', () => {
      const counts = members.map((member) => member.partitions().length)
      return !counts.includes(0) && counts.reduce((sum, count) => sum + count, 0) === PARTITION_COUNT
    })
    const { index } = await oneThatHasCommitted()
    const zombie = members[index]!
    const others = members.filter((member) => member !== zombie)
    const fencedCommits = () => zombie.events('CommitFenced').filter(({ noticedBy }) => noticedBy === 'commit').length
    const unknown = () => zombie.events('CommitOutcomeUnknown').length
    const before = { fenced: fencedCommits(), unknown: unknown(), rejoined: zombie.events('Rebalanced').length }
    const commit = await proxyOf(index).holdNextRequest(commitRequestMark())
    const commits = await knownCommitsOf(zombie)
    zombie.signal('SIGSTOP')
    const orphaned = zombie.partitions()
    await until('the others have taken the tasks of the one that stands still', () => {
      return orphaned.every((partition) => lastTakeOf(partition, others) > lastTakeOf(partition, [zombie]))
    })
    commit.release()
    zombie.signal('SIGCONT')
    await until('the zombie is back', () => zombie.events('Rebalanced').length > before.rejoined)
    await until('the one that stood still has heard of its commit', async () => {
      const isRefused = fencedCommits() > before.fenced || unknown() > before.unknown
      return isRefused || (await commitsOf(zombie)) > commits
    })
    return fencedCommits() > before.fenced
  }

  return {
    members,
    events,
    async killOne() {
      const { index, commits } = await oneThatHasCommitted()
      const victim = members[index]!
      await pause(random.integer(0, LONGEST_AIM_MS))
      await victim.kill()
      await pause(random.integer(0, LONGEST_GAP_MS))
      members[index] = start(roles[index]!)
      return { victim: `${victim.service} ${victim.name}`, commits }
    },
    async loseReply() {
      const readBack = () =>
        events('CommitOutcomeUnknown').filter(({ resolvedAs }) => resolvedAs === 'committed').length
      const before = readBack()
      // A trim answers with the same word: then the next one is cut off.
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const told = events('CommitOutcomeUnknown').length + events('TaskBackedOff').length
        const index = random.integer(0, members.length - 1)
        await proxyOf(index).cutNextReply('committed')
        const commits = await knownCommitsOf(members[index]!)
        // Nobody misses the answer to a trim with which a task is given up: then the work just goes on.
        await until('the loss was noticed, or did not matter', async () => {
          const isNoticed = events('CommitOutcomeUnknown').length + events('TaskBackedOff').length > told
          return isNoticed || (await commitsOf(members[index]!)) > commits
        })
        await pause(LONGEST_LOOK_UP_MS)
        if (readBack() > before) return
      }
      throw new Error(`${ATTEMPTS} replies of Redis were cut off, none of them answered a commit`)
    },
    async makeZombie() {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) if (await standStill()) return
      throw new Error(`a process stood still ${ATTEMPTS} times, and never was it the fence that refused its commit`)
    },
  }
}

/** When one of them took the task last; below any moment where none has. */
function lastTakeOf(partition: number, members: readonly Member[]): number {
  const takes = members.flatMap((member) => member.events('TaskTaken'))
  return Math.max(
    Number.NEGATIVE_INFINITY,
    ...takes.filter(({ task }) => task?.partition === partition).map(({ atMs }) => atMs),
  )
}
