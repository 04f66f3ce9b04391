import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Frame } from '../../../src/sim/frame.ts'
import { CoDel } from '../../../src/sim/services/codel.ts'
import type { Program } from '../../../src/sim/step.ts'

const MS = 1e6
const PROGRAM = { name: 'test' } as Program

/** The dequeue of RFC 8289 over arrival times, as its pseudo-code has it; returns who is served and who is dropped. */
class Rfc8289 {
  readonly queue: number[] = []
  readonly dropped: number[] = []
  readonly #target: number
  readonly #interval: number
  #firstAboveTime = 0
  #dropNext = 0
  #count = 0
  #lastCount = 0
  #dropping = false

  constructor(target: number, interval: number) {
    this.#target = target
    this.#interval = interval
  }

  dequeue(now: number): number | undefined {
    let { packet, okToDrop } = this.#doDequeue(now)
    if (this.#dropping) {
      if (!okToDrop) this.#dropping = false
      while (now >= this.#dropNext && this.#dropping) {
        this.dropped.push(packet as number)
        this.#count++
        ;({ packet, okToDrop } = this.#doDequeue(now))
        if (!okToDrop) this.#dropping = false
        else this.#dropNext += this.#interval / Math.sqrt(this.#count)
      }
    } else if (okToDrop) {
      this.dropped.push(packet as number)
      ;({ packet, okToDrop } = this.#doDequeue(now))
      this.#dropping = true
      const delta = this.#count - this.#lastCount
      this.#count = 1
      if (delta > 1 && now - this.#dropNext < 16 * this.#interval) this.#count = delta
      this.#dropNext = now + this.#interval / Math.sqrt(this.#count)
      this.#lastCount = this.#count
    }
    return packet
  }

  #doDequeue(now: number): { packet: number | undefined; okToDrop: boolean } {
    const packet = this.queue.shift()
    if (packet === undefined) {
      this.#firstAboveTime = 0
      return { packet, okToDrop: false }
    }
    if (now - packet < this.#target || this.queue.length === 0) this.#firstAboveTime = 0
    else if (this.#firstAboveTime === 0) this.#firstAboveTime = now + this.#interval
    else if (now >= this.#firstAboveTime) return { packet, okToDrop: true }
    return { packet, okToDrop: false }
  }
}

describe('CoDel', () => {
  it('serves and drops as the pseudo-code of RFC 8289 does', () => {
    // Phases of more and of fewer arrivals than are served, so that it begins to drop again and again.
    const phase = fc.tuple(fc.integer({ min: 1, max: 150 }), fc.nat(12), fc.constantFrom([0], [1], [1, 2], [2], [0, 3]))
    const steps = fc
      .array(phase, { minLength: 1, maxLength: 12, size: 'max' })
      .map((phases) =>
        phases.flatMap(([rounds, gap, arrivals]) =>
          Array.from({ length: rounds }, (_, i) => [gap, arrivals[i % arrivals.length] as number] as const),
        ),
      )
    let drops = 0
    let episodes = 0
    fc.assert(
      fc.property(steps, (sequence) => {
        const waiting: Frame[] = []
        const dropped: number[] = []
        const codel = new CoDel(
          {
            get length() {
              return waiting.length
            },
            pull: () => waiting.shift() ?? null,
            turnAway: (frame) => dropped.push(frame.arrivedAt),
          },
          { target: 5 * MS, interval: 100 * MS },
        )
        const rfc = new Rfc8289(5 * MS, 100 * MS)
        let now = 0
        for (const [gap, arrivals] of sequence) {
          now += gap * MS
          for (let i = 0; i < arrivals; i++) {
            const frame = new Frame(0, PROGRAM)
            frame.arrivedAt = now
            waiting.push(frame)
            rfc.queue.push(now)
          }
          if ((codel.next(now)?.arrivedAt ?? undefined) !== rfc.dequeue(now)) return false
        }
        drops += dropped.length
        episodes += dropped.length > 5 ? 1 : 0
        return dropped.join() === rfc.dropped.join()
      }),
      { seed: 1, numRuns: 200 },
    )
    // The law is about dropping: most of these sequences do a lot of it.
    expect(drops).toBeGreaterThan(2000)
    expect(episodes).toBeGreaterThan(100)
  })
})
