import type { OncePlan, TransactPlan } from './business-plan.ts'
import type { InvalidationPlan } from './cache-plan.ts'
import type { AccessPlan, LeasePlan, TransactionPlan } from './data-plan.ts'
import type { Distribution } from './kernel/distribution.ts'
import { stepKey } from './kernel/draws.ts'
import type { PublishPlan } from './message-plan.ts'
import { Payload } from './payload.ts'
import type { StepPlan } from './plan.ts'
import { RecordKey } from './record-key.ts'

/** An operation or an anonymous part, as steps and frames see it. */
export interface Program {
  /** Index in the plan; -1 for the program of a workload. */
  readonly index: number
  /** `shop.checkout` */
  readonly name: string
  /** Whether doing it twice is as good as once. */
  readonly idempotent: boolean
  /** Whether it is of interest how often it was done for one call. */
  readonly counted: boolean
  /** The unit that runs it; -1 for the program of a workload. */
  readonly unit: number
  readonly answer: Payload
  /** Key of the draws of the answer's size. */
  readonly answerKeyHigh: number
  readonly answerKeyLow: number
  readonly steps: readonly Step[]
}

/**
 * A step bound to one run: indexes became references, the path became the keys of its draws. One shape for all kinds.
 */
export class Step {
  readonly kind: number
  readonly amount: Distribution
  /** The callee, the body of `repeat`; the program itself where the kind has none. */
  program: Program
  branches: readonly Program[] = []
  readonly edge: number
  /** Call series of the probe; -1 for steps that call nobody. */
  series = -1
  readonly request: Payload
  /** Draws the key that a call touches; `null` where nothing depends on it. */
  readonly recordKey: RecordKey | null
  /** The same of a statement, whose store asks for it. */
  readonly dataKey: RecordKey | null
  readonly optional: boolean
  /** The statement of an `access` step, the block of a `begin` or `lease`; `undefined` for the other kinds. */
  readonly access: AccessPlan | undefined
  readonly transaction: TransactionPlan | undefined
  readonly lease: LeasePlan | undefined
  readonly invalidation: InvalidationPlan | undefined
  readonly publish: PublishPlan | undefined
  readonly transact: TransactPlan | undefined
  readonly once: OncePlan | undefined
  /** Cache of a look-up; -1 for the other kinds. */
  readonly cache: number
  readonly need: number
  readonly targets: readonly number[]
  readonly cumulative: readonly number[]
  readonly probability: number
  readonly outcome: number
  /** Client timeout in ns after the edge's default was applied; 0 is none. */
  readonly timeout: number
  /** Timer lane of the timeout; -1 for none. */
  lane = -1
  readonly keyHigh: number
  readonly keyLow: number
  /** Enters the path of what the step calls. */
  readonly hash: number
  readonly #origin: { readonly plan: StepPlan; readonly seed: string; readonly defaultTimeout: number }

  constructor(plan: StepPlan, program: Program, seed: string, defaultTimeout: number) {
    const key = stepKey(seed, plan.path)
    this.#origin = { plan, seed, defaultTimeout }
    this.kind = plan.kind
    this.amount = plan.amount
    this.program = program
    this.edge = plan.edge
    this.request = new Payload(plan.request)
    const recordKey = plan.key === null ? null : new RecordKey(plan.key, plan.path, seed)
    const { access, invalidation, lease, publish, once } = plan
    const isData = [access, invalidation, lease, publish, once].some((each) => each !== undefined)
    this.recordKey = isData ? null : recordKey
    this.dataKey = isData ? recordKey : null
    this.optional = plan.optional
    this.cache = plan.cache
    this.access = plan.access
    this.transaction = plan.transaction
    this.lease = plan.lease
    this.invalidation = plan.invalidation
    this.publish = plan.publish
    this.transact = plan.transact
    this.once = plan.once
    this.need = plan.need
    this.targets = plan.targets
    this.cumulative = plan.cumulative
    this.probability = plan.probability
    this.outcome = plan.outcome
    const ownTimeout = plan.timeout > 0 ? plan.timeout : defaultTimeout
    // What producers are set to holds for every edge; a policy that waits for less is meant.
    const isShorter = publish !== undefined && defaultTimeout > 0 && defaultTimeout < ownTimeout
    this.timeout = isShorter ? defaultTimeout : ownTimeout
    this.keyHigh = key.high
    this.keyLow = key.low
    this.hash = key.low
  }

  /** A copy of the step, but for what is said. */
  like(changes: Partial<Step>): Step {
    // Made like any other, so that it has the shape of any other: code that reads steps is compiled for that.
    const { plan, seed, defaultTimeout } = this.#origin
    return Object.assign(new Step(plan, this.program, seed, defaultTimeout), this, changes)
  }
}
