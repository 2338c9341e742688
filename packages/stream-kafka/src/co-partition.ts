/**
 * Assigns partition number p of every topic to the same member, and leaves a partition where it is when the numbers
 * allow: a partition that moves has to be taken anew.
 */
import { AssignerProtocol, type PartitionAssigner } from 'kafkajs'

const NAME = 'tocsin-co-partition'
const VERSION = 1

export interface GroupMember {
  readonly memberId: string
  /** The partition numbers it had before. */
  readonly owned: readonly number[]
}

/**
 * Shares out the partition numbers 0 to `partitionCount - 1`: numbers per member differ by one at most, and a member
 * keeps what it has up to its share. The same for every order of `members`.
 */
export function sharePartitions(members: readonly GroupMember[], partitionCount: number): Map<string, number[]> {
  const sorted = [...members].sort((left, right) => (left.memberId < right.memberId ? -1 : 1))
  const free = new Set(Array.from({ length: partitionCount }, (_, partition) => partition))
  const least = Math.floor(partitionCount / sorted.length)
  let withOneMore = partitionCount % sorted.length
  const shares = new Map<string, number[]>()
  // Those who have most keep the larger shares, so that as little as possible moves.
  const byOwned = [...sorted].sort((left, right) => right.owned.length - left.owned.length)
  const room = new Map<string, number>()
  for (const { memberId, owned } of byOwned) {
    const kept = [...new Set(owned)].filter((partition) => free.has(partition)).sort((left, right) => left - right)
    const larger = withOneMore > 0 && kept.length > least
    if (larger) withOneMore--
    const share = kept.slice(0, least + (larger ? 1 : 0))
    for (const partition of share) free.delete(partition)
    shares.set(memberId, share)
    room.set(memberId, least + (larger ? 1 : 0) - share.length)
  }
  const remaining = [...free].sort((left, right) => left - right)
  for (const { memberId } of sorted) {
    const share = shares.get(memberId) as number[]
    share.push(...remaining.splice(0, room.get(memberId)))
  }
  for (const { memberId } of sorted) {
    if (remaining.length === 0) break
    const share = shares.get(memberId) as number[]
    if (share.length === least) share.push(remaining.shift() as number)
  }
  for (const share of shares.values()) share.sort((left, right) => left - right)
  return shares
}

/** The assigner for kafkajs. `owned` is read at each join: what this member has been given so far. */
export function coPartitionAssigner(owned: () => readonly number[]): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: AssignerProtocol.MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: Buffer.from(JSON.stringify(owned())),
      }),
    }),
    /** Runs on the leader of the group, for all members. */
    async assign({ members, topics }) {
      const counts = topics.map((topic) => cluster.findTopicPartitionMetadata(topic).length)
      const shares = sharePartitions(
        members.map(({ memberId, memberMetadata }) => ({ memberId, owned: readOwned(memberMetadata) })),
        Math.max(...counts),
      )
      return [...shares].map(([memberId, partitions]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment: Object.fromEntries(
            topics.map((topic, index) => [topic, partitions.filter((partition) => partition < (counts[index] ?? 0))]),
          ),
          userData: Buffer.alloc(0),
        }),
      }))
    },
  })
}

/** What another member says it has; nothing when it cannot be read, as the share-out is right without it. */
function readOwned(memberMetadata: Buffer): readonly number[] {
  try {
    const owned: unknown = JSON.parse(String(AssignerProtocol.MemberMetadata.decode(memberMetadata)?.userData))
    return Array.isArray(owned) ? owned.filter((partition) => Number.isInteger(partition)) : []
  } catch {
    return []
  }
}
