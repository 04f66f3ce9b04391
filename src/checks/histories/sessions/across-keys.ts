import { isOpen, isUpdate } from '../registers/operation.ts'
import { byEnd, type Placed, precedes } from './placed.ts'

/** What a session did to one key, as far as it had ended: positions in the order of ends, and the newest up to each. */
interface Course {
  readonly positions: number[]
  readonly newest: Placed[]
}

/** What one session made and saw of one key. */
interface Doings {
  readonly session: string
  readonly made: Course
  readonly seen: Course
}

/** An update, and how many operations of its session had ended when it began. */
interface Maker {
  readonly placed: Placed
  readonly session: string
  readonly before: number
}

/** That a read has shown its session an update of another one. */
export interface Sight {
  readonly read: Placed
  readonly maker: Maker
}

/** Of the updates of one session that another has seen: the furthest, and the furthest of another key. */
interface Furthest {
  first: Sight
  second: Sight | null
}

/** What a session has seen of others, by session. */
export type Seen = Map<string, Furthest>

/** What an operation should have known: the newest there is, and how the session came to know of it. */
export interface Need {
  readonly newest: Placed
  readonly sight: Sight
}

/** What each update rests on: what its session had made and seen before, of whatever key. */
export class AcrossKeys {
  /** By key and version. */
  readonly #makers = new Map<string, Map<number, Maker[]>>()
  /** By key and session. */
  readonly #doings = new Map<string, Map<string, Doings>>()

  /** All operations with a version, by session; updates without an answer, too. */
  constructor(sessions: ReadonlyMap<string, readonly Placed[]>) {
    for (const [session, operations] of sessions) {
      const ended = operations.filter(({ operation }) => !isOpen(operation)).toSorted(byEnd)
      ended.forEach((placed, position) => this.#did(session, placed, position))
      for (const placed of operations) if (isUpdate(placed.operation)) this.#made(session, placed, ended)
    }
  }

  /** A session has read something: takes note of whose update that was. */
  saw(seen: Seen, session: string, read: Placed): void {
    for (const maker of this.#makers.get(read.operation.key)?.get(read.version) ?? []) {
      if (maker.session === session || maker.before === 0) continue
      const known = seen.get(maker.session)
      if (known === undefined) seen.set(maker.session, { first: { read, maker }, second: null })
      else further(known, { read, maker })
    }
  }

  /** The newest of a key that the updates seen, of other keys, rest on: made, or seen, by who made them. */
  need(seen: Seen, key: string, side: 'made' | 'seen'): Need | null {
    const doings = this.#doings.get(key)
    if (doings === undefined || seen.size === 0) return null
    let need: Need | null = null
    const hold = (own: Doings, furthest: Furthest): void => {
      const sight = furthest.first.read.operation.key === key ? furthest.second : furthest.first
      if (sight === null) return
      const newest = newestBefore(own[side], sight.maker.before)
      if (newest !== null && newest.version > (need?.newest.version ?? -Infinity)) need = { newest, sight }
    }
    if (seen.size < doings.size) {
      for (const [session, furthest] of seen) {
        const own = doings.get(session)
        if (own !== undefined) hold(own, furthest)
      }
    } else {
      for (const own of doings.values()) {
        const furthest = seen.get(own.session)
        if (furthest !== undefined) hold(own, furthest)
      }
    }
    return need
  }

  #did(session: string, placed: Placed, position: number): void {
    const { key } = placed.operation
    let doings = this.#doings.get(key)
    if (doings === undefined) {
      doings = new Map()
      this.#doings.set(key, doings)
    }
    let own = doings.get(session)
    const none = (): Course => ({ positions: [], newest: [] })
    if (own === undefined) doings.set(session, (own = { session, made: none(), seen: none() }))
    const { positions, newest } = isUpdate(placed.operation) ? own.made : own.seen
    const last = newest.at(-1)
    if (last !== undefined && last.version >= placed.version) return
    positions.push(position)
    newest.push(placed)
  }

  #made(session: string, placed: Placed, ended: readonly Placed[]): void {
    const before = countWhile(ended.length, (at) => precedes(ended[at] as Placed, placed))
    const { key } = placed.operation
    let versions = this.#makers.get(key)
    if (versions === undefined) {
      versions = new Map()
      this.#makers.set(key, versions)
    }
    const known = versions.get(placed.version)
    if (known === undefined) versions.set(placed.version, [{ placed, session, before }])
    else known.push({ placed, session, before })
  }
}

function further(known: Furthest, sight: Sight): void {
  const { first, second } = known
  const { key } = sight.read.operation
  const { before } = sight.maker
  if (before > first.maker.before) {
    if (first.read.operation.key !== key) known.second = first
    known.first = sight
  } else if (first.read.operation.key !== key && before > (second?.maker.before ?? 0)) known.second = sight
}

function newestBefore({ positions, newest }: Course, before: number): Placed | null {
  return newest[countWhile(positions.length, (at) => (positions[at] as number) < before) - 1] ?? null
}

/** How many of the first `length` fulfil what all before the last of them do. */
function countWhile(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}
