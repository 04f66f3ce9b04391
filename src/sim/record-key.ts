import { type Draws, type StepKey, stepKey } from './kernel/draws.ts'
import type { KeyLaw } from './kernel/keys/key-law.ts'
import type { KeyPlan } from './plan.ts'

/** What bends keys, for example a fault that makes some of them hot. */
export interface KeyBend {
  /** The key that a request touches in place of `key`; may leave the draws at any word. */
  bend(key: number, draws: Draws, workload: number, request: number): number
}

/** Draws the key that a step touches. */
export class RecordKey {
  /** `null` where no fault of the plan can bend it. */
  bend: KeyBend | null = null
  readonly #own: KeyLaw
  readonly #ownKey: StepKey
  readonly #inputs: readonly ({ readonly law: KeyLaw; readonly key: StepKey } | null)[]

  constructor(plan: KeyPlan, path: string, seed: string) {
    this.#own = plan.own
    this.#ownKey = stepKey(seed, `${path}/key`)
    this.#inputs = plan.inputs.map((input) =>
      input === null ? null : { law: input.law, key: stepKey(seed, `input/${input.path}`) },
    )
  }

  /** The key for one execution of the step: the workload's input, the same for the whole request, or one of its own. */
  draw(draws: Draws, workload: number, request: number, path: number): number {
    const key = this.#draw(draws, workload, request, path)
    return this.bend === null ? key : this.bend.bend(key, draws, workload, request)
  }

  /** Whether requests of a workload (-1: none) draw a key of the step's own, not an input of the request. */
  isOwn(workload: number): boolean {
    return (this.#inputs[workload] ?? null) === null
  }

  #draw(draws: Draws, workload: number, request: number, path: number): number {
    const input = this.#inputs[workload] ?? null
    if (input !== null) {
      draws.seek(input.key.high, input.key.low, request, 0)
      return input.law.sample(draws)
    }
    draws.seek(this.#ownKey.high, this.#ownKey.low, request, path)
    return this.#own.sample(draws)
  }
}
