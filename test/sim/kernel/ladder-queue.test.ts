import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LadderQueue } from '../../../src/sim/kernel/ladder-queue.ts'

interface Event {
  readonly time: number
  readonly sequence: number
  readonly code: number
}

type Operation =
  | { readonly kind: 'push'; readonly waits: readonly number[] }
  | { readonly kind: 'burst'; readonly count: number; readonly wait: number; readonly stride: number }
  | { readonly kind: 'pop'; readonly count: number }
  | { readonly kind: 'retain'; readonly modulus: number }

/** The queue and a sorted array, driven side by side as an engine drives them: nothing is pushed into the past. */
class Pair {
  readonly queue: LadderQueue = new LadderQueue()
  readonly model: Event[] = []
  #now = 0
  #issued = 0

  push(wait: number): void {
    const event = { time: this.#now + wait, sequence: ++this.#issued, code: this.#issued % 97 }
    this.queue.push(event.time, event.sequence, event.code)
    let from = 0
    let to = this.model.length
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.model[middle] as Event).time <= event.time) from = middle + 1
      else to = middle
    }
    this.model.splice(from, 0, event)
  }

  /** Takes one event off each; returns both, to be compared. */
  pop(): [Event, Event] {
    const expected = this.model.shift() as Event
    const actual = take(this.queue)
    this.#now = expected.time
    return [actual, expected]
  }

  retain(modulus: number): void {
    const keep = (code: number, sequence: number): boolean => (code + sequence) % modulus !== 0
    this.queue.retain(keep)
    const kept = this.model.filter((event) => keep(event.code, event.sequence))
    this.model.splice(0, this.model.length, ...kept)
  }

  apply(operation: Operation): void {
    switch (operation.kind) {
      case 'push':
        for (const wait of operation.waits) this.push(wait)
        break
      case 'burst':
        for (let i = 0; i < operation.count; i++) this.push(operation.wait + ((i * operation.stride) % 1009))
        break
      case 'pop':
        this.popSome(operation.count)
        break
      case 'retain':
        this.retain(operation.modulus)
        break
    }
    expect(this.queue.size).toBe(this.model.length)
  }

  popSome(count: number): void {
    for (let i = Math.min(count, this.model.length); i > 0; i--) {
      const [actual, expected] = this.pop()
      // Comparing fields one by one is much quicker than `toEqual` on as many events as there are here.
      if (actual.sequence !== expected.sequence || actual.time !== expected.time || actual.code !== expected.code) {
        expect(actual).toEqual(expected)
      }
    }
  }
}

function take(queue: LadderQueue): Event {
  if (queue.bottomSize === 0) queue.refill()
  const time = queue.bottomTime[queue.bottomSize - 1] as number
  const id = queue.pop()
  return { time, sequence: queue.sequences[id] as number, code: queue.codes[id] as number }
}

/** Waits from none to seventeen days, so that one queue holds ties, near and very far events. */
const wait = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 5000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2_000_000_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1_500_000_000_000_000 }) },
)

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('push' as const), waits: fc.array(wait, { maxLength: 80, size: 'max' }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('burst' as const),
      count: fc.integer({ min: 40, max: 400 }),
      wait,
      stride: fc.constantFrom(0, 1, 7, 500, 1008),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pop' as const), count: fc.integer({ min: 1, max: 300 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('retain' as const), modulus: fc.integer({ min: 1, max: 5 }) }),
  },
)

describe('a ladder queue', () => {
  it('gives events in the order of (time, sequence), whatever is pushed, popped and dropped in between', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60, size: 'max' }), (operations) => {
        const pair = new Pair()
        for (const each of operations) pair.apply(each)
        pair.popSome(Number.POSITIVE_INFINITY)
        expect(pair.queue.size).toBe(0)
      }),
      { seed: 1001, numRuns: 150 },
    )
  })

  it('keeps its order under a steady hold of pops and pushes, each wait a different power of two', () => {
    const pair = new Pair()
    for (let i = 0; i < 2000; i++) pair.push(1 << (i % 31))
    for (let i = 0; i < 20_000; i++) {
      const [actual, expected] = pair.pop()
      if (actual.sequence !== expected.sequence) expect(actual).toEqual(expected)
      pair.push(((i * 7919) % 3 === 0 ? 1 : 1 << (i % 29)) - 1)
    }
    expect(pair.queue.size).toBe(2000)
  })

  it('keeps the order of insertion among 100,000 events of one instant', () => {
    const queue = new LadderQueue()
    const count = 100_000
    queue.push(1000, 0, 0)
    for (let i = 1; i <= count; i++) queue.push(500, i, i)
    queue.push(500_000_000, count + 1, 0)
    const order = Array.from({ length: count }, () => take(queue).sequence)
    expect(order.every((sequence, i) => sequence === i + 1)).toBe(true)
    expect([take(queue), take(queue), queue.size]).toEqual([
      { time: 1000, sequence: 0, code: 0 },
      { time: 500_000_000, sequence: count + 1, code: 0 },
      0,
    ])
  })

  it('orders neighbouring nanoseconds just below the longest run', () => {
    const queue = new LadderQueue()
    const last = Number.MAX_SAFE_INTEGER
    const count = 500
    for (let i = 0; i < count; i++) queue.push(last - ((i * 37) % count), i, 0)
    queue.push(0, count, 0)
    const times = Array.from({ length: count + 1 }, () => take(queue).time)
    expect(times).toEqual([0, ...Array.from({ length: count }, (_, i) => last - count + 1 + i)])
  })

  it('drops what `retain` refuses, wherever in the ladder it lies, and asks about every event once', () => {
    const queue = new LadderQueue()
    for (let i = 0; i < 3000; i++) queue.push((i * i) % 100_003, i, i)
    for (let i = 0; i < 100; i++) take(queue)
    const before = queue.size
    const asked: number[] = []
    queue.retain((code, sequence) => {
      asked.push(sequence)
      return code % 2 === 0
    })
    const left: Event[] = []
    while (queue.size > 0) left.push(take(queue))
    expect(new Set(asked).size).toBe(before)
    expect(asked.length).toBe(before)
    expect(left.map((event) => event.sequence)).toEqual(asked.filter((sequence) => sequence % 2 === 0))
  })

  it('goes on after everything was dropped', () => {
    const queue = new LadderQueue()
    for (let i = 0; i < 200; i++) queue.push(1000 + i, i, 0)
    queue.retain(() => false)
    expect(queue.size).toBe(0)
    queue.push(7, 200, 3)
    queue.push(5, 201, 4)
    expect([take(queue), take(queue)]).toEqual([
      { time: 5, sequence: 201, code: 4 },
      { time: 7, sequence: 200, code: 3 },
    ])
  })
})
