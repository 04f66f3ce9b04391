import { BusinessKind } from '../../business-fact.ts'
import type { BusinessPlan } from '../../business-plan.ts'
import type { Bodies } from '../../calls/bodies.ts'
import { NodeTimer } from '../../data/node-timer.ts'
import type { Frame } from '../../frame.ts'
import { type StepKey, stepKey } from '../../kernel/draws.ts'
import { LinkedQueue } from '../../linked-queue.ts'
import type { Step } from '../../step.ts'
import { BusinessTransaction } from '../business-transaction.ts'
import type { BusinessWorld } from '../business-world.ts'
import type { Realisation } from '../realisation.ts'
import { Waiter } from '../waiter.ts'
import { Saga, type SagaParts } from './saga.ts'
import type { OrchestrationRules } from './saga-rules.ts'

/** How long, ns, it takes until it is looked again whether an instance is up that could take a saga up. */
const LOOK_AGAIN = 1e9

/**
 * The orchestrated transactions of one plan: sagas, and those whose legs are tried and then confirmed or cancelled.
 * Each is coordinated by the instance where it has begun; when that crashes, those with a log are taken up by an
 * instance of the unit that is up, the same one if it is, a while later.
 */
export class Sagas implements Realisation {
  readonly #world: BusinessWorld
  readonly #index: number
  readonly #plan: BusinessPlan
  readonly #rules: OrchestrationRules
  readonly #parts: SagaParts
  /** Not over, and coordinated by somebody. */
  readonly #live = new LinkedQueue<Saga>()
  /** To be taken up as soon as anybody is up, with the alarm for that. */
  readonly #homeless = new Map<Saga, number>()

  constructor(world: BusinessWorld, index: number, plan: BusinessPlan, rules: OrchestrationRules) {
    this.#world = world
    this.#index = index
    this.#plan = plan
    this.#rules = rules
    const key: StepKey = stepKey(world.seed, `transaction/${plan.name}/wait`)
    this.#parts = { rules, key, writes: new Map(), settled: (saga) => this.#settled(saga) }
  }

  block(frame: Frame, step: Step, bodies: Bodies): null {
    const of = new BusinessTransaction(this.#world, this.#index, this.#plan, frame, step)
    of.tell(BusinessKind.begun, frame.instance)
    const saga = new Saga(of, this.#parts, new Waiter(of, frame, bodies))
    this.#live.join(saga)
    saga.begin(frame.instance)
    return null
  }

  failed(frame: Frame, _step: Step, outcome: number): Frame {
    frame.failure = outcome
    return frame
  }

  crashed(instance: number): void {
    let next: Saga | null = null
    for (let saga = this.#live.first; saga !== null; saga = next) {
      ;({ next } = saga)
      if (saga.instance !== instance) continue
      this.#live.leave(saga)
      saga.orphan()
      if (saga.isLogged) this.#world.alarms.set(this.#rules.resume, () => this.#takeUp(saga))
    }
  }

  restarted(instance: number): void {
    if (this.#world.instances[instance]?.unit !== this.#plan.unit) return
    for (const [saga, alarm] of this.#homeless) {
      this.#world.alarms.cancel(alarm)
      this.#takeUp(saga)
    }
  }

  #settled(saga: Saga): void {
    this.#live.leave(saga)
    // Rows of what has ended half done stay marked: somebody has to look at them.
    if (saga.isAbandoned) return
    // Late work, such as handlers of its events, marks no rows any more: nobody would free them.
    saga.of.lock = 'none'
    this.#world.stores.marks.release(saga.of.id)
  }

  #takeUp(saga: Saga): void {
    const instance = this.#somebodyUp(saga.instance)
    if (instance < 0) {
      // A run does not come to rest as long as this may still go on.
      this.#homeless.set(
        saga,
        this.#world.alarms.set(Math.max(this.#rules.resume, LOOK_AGAIN), () => this.#takeUp(saga)),
      )
      return
    }
    this.#homeless.delete(saga)
    // One that stands still does so when it goes on, if it is there by then.
    const timer = new NodeTimer(this.#world, instance, () => {
      if (this.#world.instances[instance]?.up !== true) {
        this.#takeUp(saga)
        return
      }
      this.#live.join(saga)
      saga.resume(instance)
    })
    timer.start(0)
  }

  /** An instance of the unit that is up: the one that had it, or the next; -1 for none. */
  #somebodyUp(last: number): number {
    const { instances, plan, firstInstance } = this.#world
    const first = firstInstance[this.#plan.unit] as number
    const count = plan.units[this.#plan.unit]?.instances ?? 0
    for (let n = 0; n < count; n++) {
      const index = first + ((last - first + n) % count)
      if (instances[index]?.up === true) return index
    }
    return -1
  }
}
