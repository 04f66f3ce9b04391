import type { HealthCheckPlan } from '../policy-plan.ts'

/**
 * What the health checks of one balancer have found: an instance is taken out by `unhealthy` failed checks in a row and
 * comes back by `healthy` good ones in a row. At first all are in.
 */
export class HealthBoard {
  /** Changes whenever an instance goes out or comes back. */
  version = 0
  readonly #plan: HealthCheckPlan
  readonly #out: Uint8Array
  /** Checks in a row that speak against the present state. */
  readonly #contrary: Int32Array

  constructor(plan: HealthCheckPlan, instances: number) {
    this.#plan = plan
    this.#out = new Uint8Array(instances)
    this.#contrary = new Int32Array(instances)
  }

  /** By position within the unit. */
  healthy(position: number): boolean {
    return this.#out[position] === 0
  }

  checked(position: number, good: boolean): void {
    const healthy = this.healthy(position)
    if (good === healthy) {
      this.#contrary[position] = 0
      return
    }
    const contrary = (this.#contrary[position] as number) + 1
    this.#contrary[position] = contrary
    if (contrary < (healthy ? this.#plan.unhealthy : this.#plan.healthy)) return
    this.#out[position] = healthy ? 1 : 0
    this.#contrary[position] = 0
    this.version++
  }
}
