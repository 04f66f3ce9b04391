import fc from 'fast-check'
import type { FaultEffect, FaultPlan, PathTargets } from '../../../../src/sim/fault-plan.ts'
import { MS, SECOND } from '../../world/plans.ts'
import type { Places } from './log-world.ts'

/** One thing that goes wrong. */
export interface Blow {
  readonly kind: 'process' | 'machine' | 'drain' | 'pause' | 'cut-off' | 'slow'
  readonly unit: string
  /** Number of the instance. */
  readonly number: number
  readonly at: number
  readonly lasts: number
}

/** Blows within the first `until` ns, of these kinds, to these units; where a unit has fewer instances, to nobody. */
export function blows(
  kinds: readonly Blow['kind'][],
  units: readonly string[],
  until: number,
): fc.Arbitrary<readonly Blow[]> {
  const blow = fc.record({
    kind: fc.constantFrom(...kinds),
    unit: fc.constantFrom(...units),
    number: fc.integer({ min: 0, max: 2 }),
    at: fc.integer({ min: 200, max: Math.round(until / MS) }).map((ms) => ms * MS),
    lasts: fc.integer({ min: 5, max: 6000 }).map((ms) => ms * MS),
  })
  return fc.array(blow, { maxLength: 6 })
}

/** The same as faults. `sizes`: instances by unit. */
export function faultsOf(
  list: readonly Blow[],
  places: Places,
  sizes: Readonly<Record<string, number>>,
): readonly FaultPlan[] {
  return (
    list
      .filter(({ unit, number }) => number < (sizes[unit] ?? 0))
      // A thousand times a thousand times as slow is as good as dead.
      .filter(({ kind, unit, number }, i, all) => {
        const first = all.findIndex((one) => one.kind === kind && one.unit === unit && one.number === number)
        return kind !== 'slow' || first === i
      })
      .map((blow, i) => ({
        id: `blow ${String(i).padStart(2, '0')}`,
        kind: blow.kind,
        schedule: {
          kind: 'scripted',
          at: blow.at,
          lasts: blow.lasts,
          every: 0,
          jitter: 0,
          until: Number.POSITIVE_INFINITY,
        },
        effect: effectOf(blow, places),
      }))
  )
}

function effectOf({ kind, unit, number }: Blow, places: Places): FaultEffect {
  const pick = { kind: 'numbers', numbers: [number] } as const
  const on = { units: [places.unit(unit)], zones: [], pick }
  const cold = { factor: 1, lasts: 0 }
  const path = (edge: string, end: PathTargets['end']): PathTargets => ({
    edges: [places.edge(edge)],
    direction: 'both',
    from: [],
    to: [],
    end,
    pick,
    programs: [],
  })
  switch (kind) {
    case 'process':
      return { kind: 'crash', on, host: 'up', restart: 50 * MS, cold }
    case 'machine':
      return { kind: 'crash', on, host: 'down', restart: SECOND, cold }
    case 'drain':
      return { kind: 'drain', on, grace: SECOND, restart: 50 * MS }
    case 'pause':
      return { kind: 'pause', on }
    case 'slow':
      return { kind: 'slow', on, factor: 1000, resource: 'all', healthChecks: true }
    case 'cut-off': {
      const inside = unit === 'kafka' ? (['callee', 'caller'] as const).map((end) => path('kafka -> kafka', end)) : []
      const clients = unit === 'kafka' ? path('shop -> kafka', 'callee') : path(`${unit} -> kafka`, 'caller')
      return {
        kind: 'together',
        effects: [...inside, clients].map((one) => ({ kind: 'partition', path: one })),
      }
    }
  }
}
