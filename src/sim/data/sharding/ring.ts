import type { Source } from '../../kernel/source.ts'

/** Places on the circle. */
const CIRCLE = 0x1_0000_0000

/**
 * A consistent-hash ring (Karger et al. 1997): every member has so many points drawn uniformly on a circle of 2^32
 * places, and a place belongs to the member of the first point at or after it.
 */
export class Ring {
  /** Points on the circle, ascending, and whose they are. */
  readonly #positions: Float64Array
  readonly #members: Int32Array
  readonly #count: number
  /** By point: all members in the order in which they follow it; made when first asked for. */
  readonly #orders: (readonly number[] | undefined)[] = []

  /** `positions`: see `drawPositions`; the first `members` x `points` of them count. Both at least 1. */
  constructor(positions: Float64Array, members: number, points: number) {
    const ids = Array.from({ length: members * points }, (_, i) => i)
    // Where two points fall together, the member with the lower number is first.
    ids.sort((a, b) => (positions[a] as number) - (positions[b] as number) || a - b)
    this.#positions = Float64Array.from(ids, (id) => positions[id] as number)
    this.#members = Int32Array.from(ids, (id) => Math.floor(id / points))
    this.#count = members
  }

  /** The member that a place belongs to. */
  owner(place: number): number {
    return this.#members[this.#pointAt(place)] as number
  }

  /** All members, each once, in the order in which one meets them from a place on: the preference list. */
  order(place: number): readonly number[] {
    const first = this.#pointAt(place)
    let order = this.#orders[first]
    if (order === undefined) {
      order = this.#orderFrom(first)
      this.#orders[first] = order
    }
    return order
  }

  /** The share of the circle that belongs to a member, in [0, 1]. */
  share(member: number): number {
    const positions = this.#positions
    let places = 0
    let before = (positions[positions.length - 1] as number) - CIRCLE
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i] as number
      if (this.#members[i] === member) places += position - before
      before = position
    }
    return places / CIRCLE
  }

  #pointAt(place: number): number {
    const positions = this.#positions
    let low = 0
    let high = positions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((positions[middle] as number) < place) low = middle + 1
      else high = middle
    }
    return low === positions.length ? 0 : low
  }

  #orderFrom(first: number): readonly number[] {
    const members = this.#members
    const order: number[] = []
    const met = new Uint8Array(this.#count)
    for (let i = 0; i < members.length && order.length < this.#count; i++) {
      const member = members[(first + i) % members.length] as number
      if (met[member] === 1) continue
      met[member] = 1
      order.push(member)
    }
    return order
  }
}

/**
 * The points of `members` members, those of one after those of another: more members leave the first ones as they are.
 */
export function drawPositions(source: Source, members: number, points: number): Float64Array {
  return Float64Array.from({ length: members * points }, () => source.next())
}
