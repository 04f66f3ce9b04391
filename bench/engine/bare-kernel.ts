import { type Dispatcher, Engine } from '../../src/sim/kernel/engine.ts'
import { eventCode } from '../../src/sim/kernel/event-code.ts'
import type { Contestant, Work } from '../contestant.ts'
import { Random } from '../reference/random.ts'

const MEAN = 1e6
const NO_LIMITS = { events: 1e15, eventsPerInstant: 1e6, pendingEvents: 1e8 }
const TIMEOUT = 1

/** Gaps come from the generator of the reference: the kernel is measured, not the sampling. */
class Gaps {
  readonly #random = new Random(1)

  next(): number {
    return Math.floor(this.#random.exponential() * MEAN + 0.5)
  }
}

/** The hold model: each event puts itself back. */
class Hold implements Dispatcher {
  readonly engine: Engine
  readonly #gaps = new Gaps()

  constructor(pending: number) {
    this.engine = new Engine(this, NO_LIMITS)
    for (let i = 0; i < pending; i++) this.engine.schedule(this.#gaps.next(), eventCode(0, i))
  }

  dispatch(kind: number, index: number): void {
    this.engine.schedule(this.#gaps.next(), eventCode(kind, index))
  }

  expects(): boolean {
    return true
  }

  describe(): string {
    return 'event'
  }
}

/** At its event an actor cancels its timer, arms it anew and schedules its next event; a timer that fires is gone. */
class Rearm implements Dispatcher {
  readonly engine: Engine
  fired = 0
  readonly #gaps = new Gaps()
  readonly #lane: number
  readonly #timers: Int32Array

  constructor(actors: number) {
    this.engine = new Engine(this, NO_LIMITS)
    this.#lane = this.engine.lane(10 * MEAN)
    this.#timers = new Int32Array(actors)
    for (let actor = 0; actor < actors; actor++) {
      this.#timers[actor] = this.engine.arm(this.#lane, eventCode(TIMEOUT, actor))
      this.engine.schedule(this.#gaps.next(), eventCode(0, actor))
    }
  }

  dispatch(kind: number, actor: number): void {
    if (kind === TIMEOUT) {
      this.fired++
      this.#timers[actor] = -1
      return
    }
    const timer = this.#timers[actor] as number
    if (timer >= 0) this.engine.cancel(timer)
    this.#timers[actor] = this.engine.arm(this.#lane, eventCode(TIMEOUT, actor))
    this.engine.schedule(this.#gaps.next(), eventCode(0, actor))
  }

  expects(): boolean {
    return true
  }

  describe(): string {
    return 'event'
  }
}

function kernel(workload: string, build: () => { readonly engine: Engine }, perEvent: number): Contestant {
  let model: { readonly engine: Engine } | undefined
  const prepare = (): Engine => {
    model ??= build()
    return model.engine
  }
  return {
    workload,
    name: 'engine',
    prepare,
    run: (n): Work => {
      const engine = prepare()
      const before = engine.events
      // Events come at a known rate on average, so stretches of time are stretches of work; the count is exact.
      while (engine.events - before < n)
        engine.run(engine.now + Math.ceil((n - (engine.events - before)) * perEvent) + 1)
      const events = engine.events - before
      return { events, requests: events }
    },
    compare: [{ with: 'reference', limit: 1.3 }],
  }
}

/** The kernel alone: event queue, timers, clock, fingerprint and limits. */
export const bareKernel: readonly Contestant[] = [
  kernel('hold-1e2', () => new Hold(100), MEAN / 100),
  kernel('hold-1e4', () => new Hold(10_000), MEAN / 10_000),
  kernel('hold-1e6', () => new Hold(1_000_000), MEAN / 1_000_000),
  kernel('rearm', () => new Rearm(10_000), MEAN / 10_000),
]
