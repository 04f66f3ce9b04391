import type { ConditionPlan } from '../fault-plan.ts'
import type { Instance } from '../services/instance.ts'

/** A fact about the instances of a unit, summed over them. */
export function measure({ unit, measure: what }: ConditionPlan, instances: readonly Instance[]): number {
  let sum = 0
  for (const instance of instances) {
    if (instance.unit !== unit) continue
    switch (what) {
      case 'queue-length':
        sum += instance.queueLength
        break
      case 'concurrency':
        sum += instance.concurrency
        break
      case 'cpu-busy':
        sum += instance.cpu.busy
        break
      case 'instances-up':
        if (instance.up) sum++
        break
    }
  }
  return sum
}
