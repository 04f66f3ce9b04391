import { NodeTimer } from '../../data/node-timer.ts'
import type { Distribution } from '../../kernel/distribution.ts'
import { pathHash, type StepKey } from '../../kernel/draws.ts'
import { sampleDuration } from '../../kernel/sample-duration.ts'
import type { BusinessTransaction } from '../business-transaction.ts'

/** What a coordinator waits for: one thing at a time in each of its slots. All of it ends with its process. */
export class Waits {
  readonly #of: BusinessTransaction
  readonly #key: StepKey
  /** Most transactions wait for nothing. */
  #timers: (NodeTimer | undefined)[] | null = null
  #drawn = 0

  /** `key`: of the draws. */
  constructor(of: BusinessTransaction, key: StepKey) {
    this.#of = of
    this.#key = key
  }

  /** Does `action` at an instance after a wait that is drawn. */
  draw(slot: number, law: Distribution, instance: number, action: () => void): void {
    const { draws } = this.#of.world
    draws.seek(this.#key.high, this.#key.low, this.#of.request, pathHash(this.#of.path, slot, this.#drawn++))
    this.start(slot, sampleDuration(law, draws), instance, action)
  }

  /** Does `action` at an instance in `delay` ns. */
  start(slot: number, delay: number, instance: number, action: () => void): void {
    this.stop(slot)
    const timer = new NodeTimer(this.#of.world, instance, action)
    this.#timers ??= []
    this.#timers[slot] = timer
    timer.start(delay)
  }

  stop(slot: number): void {
    this.#timers?.[slot]?.stop()
  }

  stopAll(): void {
    if (this.#timers === null) return
    for (const timer of this.#timers) timer?.stop()
    this.#timers = null
  }
}
