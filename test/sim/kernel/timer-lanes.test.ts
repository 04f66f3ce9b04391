import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TimerLanes } from '../../../src/sim/kernel/timer-lanes.ts'

interface Timer {
  readonly time: number
  readonly sequence: number
  readonly code: number
  readonly slot: number
}

type Operation =
  | { readonly kind: 'arm'; readonly lane: number; readonly count: number }
  | { readonly kind: 'cancel'; readonly which: number; readonly count: number }
  | { readonly kind: 'advance'; readonly by: number }

const DELAYS = [0, 1, 50, 50_000, 3_000_000_000]

/** The lanes and a plain list of armed timers, driven side by side as an engine drives them. */
class Pair {
  readonly lanes: TimerLanes = new TimerLanes()
  readonly #model: Timer[] = []
  readonly #lanes: readonly number[] = DELAYS.map((delay) => this.lanes.lane(delay))
  #now = 0
  #issued = 0

  apply(operation: Operation): void {
    switch (operation.kind) {
      case 'arm':
        for (let i = 0; i < operation.count; i++) this.#arm(operation.lane)
        break
      case 'cancel':
        for (let i = 0; i < operation.count; i++) this.#cancel(operation.which + i * 31)
        break
      case 'advance':
        this.fireUntil(this.#now + operation.by)
        break
    }
    expect(this.lanes.armed).toBe(this.#model.length)
  }

  /** Fires everything due before `time`, and compares each timer with the least of the list. */
  fireUntil(time: number): void {
    for (;;) {
      this.lanes.refresh()
      const next = this.#takeLeast()
      const due = next?.time ?? Number.POSITIVE_INFINITY
      if (this.lanes.bound !== due) expect(this.lanes.bound).toBe(due)
      if (next === undefined || next.time >= time) {
        if (next !== undefined) this.#model.push(next)
        break
      }
      this.#now = next.time
      const [sequence, code] = [this.lanes.nextSequence(), this.lanes.fire()]
      if (sequence !== next.sequence || code !== next.code) expect([sequence, code]).toEqual([next.sequence, next.code])
    }
    if (time < Number.POSITIVE_INFINITY) this.#now = time
  }

  #arm(lane: number): void {
    const code = ++this.#issued % 1000
    const index = this.#lanes[lane] as number
    const slot = this.lanes.arm(index, this.#now, this.#issued, code)
    // Asking `expect` only when something is wrong makes this law several times quicker.
    if (this.#model.some((timer) => timer.slot === slot)) expect(slot).toBe('a slot that no other armed timer has')
    this.#model.push({ time: this.#now + (DELAYS[lane] as number), sequence: this.#issued, code, slot })
    const due = this.#now + (DELAYS[lane] as number)
    if (this.lanes.bound > due) expect(this.lanes.bound).toBe(due)
  }

  #cancel(which: number): void {
    if (this.#model.length === 0) return
    const [timer] = this.#model.splice(which % this.#model.length, 1)
    this.lanes.cancel((timer as Timer).slot)
  }

  #takeLeast(): Timer | undefined {
    let least = this.#model[0]
    for (const timer of this.#model) {
      const sooner = least !== undefined && (timer.time - least.time || timer.sequence - least.sequence) < 0
      if (sooner) least = timer
    }
    if (least !== undefined) this.#model.splice(this.#model.indexOf(least), 1)
    return least
  }
}

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('arm' as const),
    lane: fc.nat(DELAYS.length - 1),
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(1000), count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('advance' as const), by: fc.constantFrom(0, 1, 2, 60, 50_001, 4_000_000_000) }),
)

describe('timer lanes', () => {
  it('fire in the order of (time, sequence), and never what was cancelled', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60, size: 'max' }), (operations) => {
        const pair = new Pair()
        for (const each of operations) pair.apply(each)
        pair.fireUntil(Number.POSITIVE_INFINITY)
        expect([pair.lanes.armed, pair.lanes.rows]).toEqual([0, 0])
      }),
      { seed: 1002, numRuns: 60 },
    )
  })

  it('give one lane for one delay', () => {
    const lanes = new TimerLanes()
    expect([lanes.lane(5), lanes.lane(7), lanes.lane(5), lanes.lane(7)]).toEqual([0, 1, 0, 1])
  })

  it('hold a bounded number of rows when a million timers are armed and cancelled', () => {
    const lanes = new TimerLanes()
    const lane = lanes.lane(500_000_000)
    const outstanding: number[] = []
    let most = 0
    for (let i = 0; i < 1_000_000; i++) {
      outstanding.push(lanes.arm(lane, i * 100, i, i % 64))
      // Ten calls are outstanding at any time; all of them are answered long before their timeout.
      if (outstanding.length > 10) lanes.cancel(outstanding.shift() as number)
      if (lanes.rows > most) most = lanes.rows
    }
    expect(lanes.armed).toBe(10)
    expect(most).toBeLessThanOrEqual(2 * 11 + 4096 + 1)
    lanes.refresh()
    expect([lanes.bound, lanes.nextSequence()]).toEqual([999_990 * 100 + 500_000_000, 999_990])
  })

  it('give up the rows of a burst of timers when they are cancelled', () => {
    const lanes = new TimerLanes()
    const lane = lanes.lane(1000)
    const slots = Array.from({ length: 100_000 }, (_, i) => lanes.arm(lane, i, i, 0))
    expect(lanes.rows).toBe(100_000)
    for (const slot of slots.slice(0, -5)) lanes.cancel(slot)
    expect(lanes.rows).toBeLessThanOrEqual(2 * 5 + 4096)
    lanes.refresh()
    expect([lanes.rows, lanes.nextSequence()]).toEqual([5, 99_995])
  })

  it('keep one timer that stays while a hundred thousand others come and go', () => {
    const lanes = new TimerLanes()
    const lane = lanes.lane(1000)
    lanes.arm(lane, 0, 0, 42)
    for (let i = 1; i <= 100_000; i++) lanes.cancel(lanes.arm(lane, 0, i, 7))
    lanes.refresh()
    expect([lanes.bound, lanes.nextSequence(), lanes.fire(), lanes.armed]).toEqual([1000, 0, 42, 0])
    expect(lanes.bound).toBe(Number.POSITIVE_INFINITY)
  })
})
