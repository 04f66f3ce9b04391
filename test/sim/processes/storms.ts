import type { FaultEffect, FaultPlan, FaultSchedule, PathTargets } from '../../../src/sim/fault-plan.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import type { ProcessReport } from '../../../src/sim/processes/processes.ts'
import { FOREVER, MS } from '../world/plans.ts'
import type { Places } from './process-world.ts'

/** Faults that come again and again at the nodes of process `p` and between them, until `until` ns. */
export function storm(
  { unit, edge }: Places,
  kinds: readonly ('crash' | 'cut' | 'loss' | 'slow-net' | 'pause' | 'double')[],
  { until, pace = 1 }: { readonly until: number; readonly pace?: number },
): readonly FaultPlan[] {
  const on = { units: [unit], zones: [], pick: { kind: 'one' } } as const
  const path = (pick: PathTargets['pick']['kind'] & ('all' | 'one' | 'minority')): PathTargets => ({
    edges: [edge],
    direction: 'both',
    from: [],
    to: [],
    end: 'callee',
    pick: { kind: pick },
    programs: [],
  })
  const sender = (pick: 'one'): PathTargets => ({ ...path(pick), end: 'caller' })
  const cold = { factor: 1, lasts: 0 }
  const effects: Readonly<Record<(typeof kinds)[number], FaultEffect>> = {
    crash: { kind: 'crash', on, host: 'up', restart: 0, cold },
    cut: {
      kind: 'together',
      effects: [
        { kind: 'partition', path: path('one') },
        { kind: 'partition', path: sender('one') },
      ],
    },
    loss: { kind: 'loss', path: path('all'), share: 0.2, burst: 1 },
    'slow-net': { kind: 'latency', path: path('one'), add: exponential(40 * MS) },
    pause: { kind: 'pause', on },
    double: { kind: 'duplicate', path: path('all'), share: 0.2, delay: exponential(20 * MS) },
  }
  return kinds.map((kind): FaultPlan => ({ id: kind, kind, schedule: stochastic(until, pace), effect: effects[kind] }))
}

function stochastic(until: number, pace: number): FaultSchedule {
  const stay = (mean: number) => ({ minimum: 5 * MS, extra: exponential((mean * MS) / pace) })
  return { kind: 'stochastic', at: 100 * MS, until, on: stay(300), off: stay(400) }
}

/** Crashes of these nodes from one time to another, ns, or of one at a time again and again. */
export function crashes(
  { unit }: Places,
  nodes: readonly number[] | 'one',
  when:
    | { readonly from: number; readonly to: number }
    | { readonly id: string; readonly down: number; readonly up: number },
): readonly FaultPlan[] {
  const pick = nodes === 'one' ? ({ kind: 'one' } as const) : ({ kind: 'numbers', numbers: nodes } as const)
  const on = { units: [unit], zones: [], pick }
  const effect: FaultEffect = { kind: 'crash', on, host: 'up', restart: 0, cold: { factor: 1, lasts: 0 } }
  if ('from' in when) {
    const { from, to } = when
    const schedule = { kind: 'scripted', at: from, lasts: to - from, every: 0, jitter: 0, until: FOREVER } as const
    return [{ id: 'crash', kind: 'crash', schedule, effect }]
  }
  const stay = (mean: number) => ({ minimum: MS, extra: exponential(mean) })
  const schedule = { kind: 'stochastic', at: 0, until: FOREVER, on: stay(when.down), off: stay(when.up) } as const
  return [{ id: when.id, kind: 'crash', schedule, effect }]
}

/** Names of the invariants that did not hold. */
export function violated({ invariants }: ProcessReport): readonly string[] {
  return invariants.filter(({ violation }) => violation !== undefined).map(({ name }) => name)
}
