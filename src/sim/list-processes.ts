import type { InstrumentBuilder } from './instrument-builder.ts'
import type { Plan } from './plan.ts'
import type { ProcessInstruments } from './processes/reporting.ts'

/** Lists what processes report, by unit. */
export function listProcesses(plan: Plan, builder: InstrumentBuilder): readonly (ProcessInstruments | undefined)[] {
  return plan.units.map(({ name: process }, unit) => {
    const behaviour = plan.processes?.find((one) => one.unit === unit)?.behaviour
    if (behaviour === undefined) return undefined
    const { counters, durations, levels, invariants } = behaviour
    return {
      counters: counters.map((name) => builder.counter('process', { process, name })),
      durations: durations.map((name) => builder.wait('process', { process, name })),
      levels: levels.map((name) => builder.level('process', { process, name }, Number.POSITIVE_INFINITY)),
      checks: invariants.map(({ name: invariant }) => builder.counter('invariant-checks', { process, invariant })),
      violations: invariants.map(({ name: invariant }) =>
        builder.counter('invariant-violations', { process, invariant }),
      ),
    }
  })
}
