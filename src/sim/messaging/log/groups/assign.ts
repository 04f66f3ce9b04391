/** A member that wants partitions. */
export interface Claimant {
  /** What the order goes by, ascending. */
  readonly instance: number
  /** Numbers of the partitions that it handles now. */
  readonly owned: readonly number[]
}

/**
 * Kafka's range assignor for one topic: consecutive partitions; where it is not even, the first members get one more.
 */
export function assignRanges(partitions: number, members: readonly Claimant[]): readonly (readonly number[])[] {
  const ranks = ranksOf(members)
  const least = Math.floor(partitions / members.length)
  const more = partitions % members.length
  return ranks.map((rank) => {
    const from = rank * least + Math.min(rank, more)
    return Array.from({ length: least + (rank < more ? 1 : 0) }, (_, i) => from + i)
  })
}

/** As evenly as `assignRanges`, and so that as many partitions as possible stay where they are. */
export function assignSticky(partitions: number, members: readonly Claimant[]): readonly (readonly number[])[] {
  const ranks = ranksOf(members)
  const order = members.map((_, i) => i).sort((a, b) => (ranks[a] as number) - (ranks[b] as number))
  const least = Math.floor(partitions / members.length)
  let more = partitions % members.length
  const taken = new Set<number>()
  const assigned: number[][] = members.map(() => [])
  for (const m of order) {
    const own = assigned[m] as number[]
    const kept = (members[m] as Claimant).owned.filter((number) => number < partitions && !taken.has(number))
    const room = kept.length > least && more > 0 ? least + 1 : least
    if (kept.length > least && more > 0) more--
    for (const number of kept.slice(0, room)) {
      taken.add(number)
      own.push(number)
    }
  }
  const free = Array.from({ length: partitions }, (_, number) => number).filter((number) => !taken.has(number))
  for (const m of order) {
    const own = assigned[m] as number[]
    while (own.length < least && free.length > 0) own.push(free.shift() as number)
  }
  for (const m of order) {
    const own = assigned[m] as number[]
    if (own.length === least && free.length > 0) own.push(free.shift() as number)
  }
  return assigned.map((own) => own.sort((a, b) => a - b))
}

/** The place of each member in the order of their instances. */
function ranksOf(members: readonly Claimant[]): readonly number[] {
  return members.map(({ instance }, i) => {
    let rank = 0
    members.forEach((other, o) => {
      if (other.instance < instance || (other.instance === instance && o < i)) rank++
    })
    return rank
  })
}
