import type { DataSteps } from '../calls/data-steps.ts'
import type { Context } from '../context.ts'
import type { Frame } from '../frame.ts'
import { SimulationBug } from '../kernel/invariant.ts'
import type { Plan } from '../plan.ts'
import { Session } from './session.ts'

/** All stores of a world. */
export class Stores implements DataSteps {
  /** Whether anything is remembered of a request: else nothing is, and it costs nothing. */
  readonly any: boolean

  constructor(plan: Plan) {
    this.any = plan.stores.length > 0
  }

  /** What a new request begins with. */
  context(workload: number, request: number, _user: number): Context {
    return new Session(request, workload, request)
  }

  access(): boolean {
    throw new SimulationBug('a plan without stores accesses one')
  }

  block(): Frame | null {
    throw new SimulationBug('a plan without stores has a block on one')
  }

  failed(): Frame | null {
    throw new SimulationBug('a plan without stores has a block on one')
  }
}
