import type { Plan } from '../../sim/plan.ts'

/** What the indexes of a plan are called. */
export class StoryNames {
  readonly plan: Plan
  readonly #nodes: readonly { readonly unit: string; readonly node: string }[]

  constructor(plan: Plan) {
    this.plan = plan
    this.#nodes = plan.units.flatMap(({ name, instances }) =>
      Array.from({ length: instances }, (_, at) => ({ unit: name, node: `${name}/${at}` })),
    )
  }

  /** Unit of an instance; empty for none. */
  unit(instance: number): string {
    return this.#nodes[instance]?.unit ?? ''
  }

  /** `shop/0`; empty for none. */
  node(instance: number): string {
    return this.#nodes[instance]?.node ?? ''
  }

  /** Unit of a program; empty for none. */
  unitOf(program: number): string {
    return this.plan.units[this.plan.programs[program]?.unit ?? -1]?.name ?? ''
  }

  operation(program: number): string {
    return this.plan.programs[program]?.name ?? ''
  }

  outcome(outcome: number): string {
    return this.plan.outcomes[outcome] ?? ''
  }

  /** `shoppers #12`; empty for none. */
  request(workload: number, request: number): string {
    const name = this.plan.workloads[workload]?.name ?? ''
    return name === '' || request < 0 ? '' : `${name} #${request}`
  }

  /** What carries an event: a unit, or the name of a bus. */
  broker(event: number): string {
    const { events = [], brokers = [] } = this.plan
    return brokers[events[event]?.broker ?? -1]?.name ?? ''
  }

  event(event: number): string {
    return this.plan.events?.[event]?.name ?? ''
  }

  subscription(subscription: number): string {
    return this.plan.subscriptions?.[subscription]?.name ?? ''
  }
}
