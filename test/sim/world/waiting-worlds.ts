import fc from 'fast-check'
import { listed } from './law.ts'
import { at, SECOND, type UnitSpec, type WorldSpec } from './plans.ts'
import type { Run } from './simulate.ts'
import { io } from './steps.ts'

export interface Request {
  readonly start: number
  readonly priority: number
}

export interface Visit {
  readonly start: number
  readonly end: number
  readonly outcome: string
}

/** The classes as operations of one unit, each with a workload of its own. */
export function worldOf(unit: UnitSpec, requests: readonly Request[], services: readonly number[]): WorldSpec {
  const classes = [0, 1, 2]
  const service = io(listed(services))
  return {
    units: { web: unit },
    operations: Object.fromEntries(classes.map((c) => [`web.class${c}`, [service]])),
    duration: 1000 * SECOND,
    workloads: Object.fromEntries(
      classes.map((c) => [
        `users${c}`,
        {
          calls: `web.class${c}`,
          arrivals: at(...requests.filter(({ priority }) => priority === c).map(({ start }) => start)),
          priorities: { [`web.class${c}`]: c },
        },
      ]),
    ),
  }
}

export function visitsOf(run: Run): readonly Visit[] {
  return run.log.visits('web/0').map(({ start, end, outcome }) => ({ start, end, outcome }))
}

/** What comes, and what is handed out in the order in which it is asked for, ns. */
export interface Script {
  readonly requests: readonly Request[]
  readonly services: readonly number[]
  readonly patience: readonly number[]
}

/** Times of different kinds never meet: each has its own remainder. */
export const requestsOf: fc.Arbitrary<Script> = fc
  .array(
    fc.record({
      gap: fc.nat(3000),
      service: fc.oneof(fc.nat(3000), fc.nat(40_000)),
      priority: fc.nat(2),
      patience: fc.nat(20_000),
    }),
    {
      minLength: 1,
      maxLength: 50,
      size: 'max',
    },
  )
  .map((entries) => {
    let now = 0
    return {
      requests: entries.map(({ gap, priority }, i) => ({ start: (now += gap) * 1_000_000 + i, priority })),
      services: entries.map(({ service }, i) => service * 1_000_000 + 1000 * (i + 1)),
      patience: entries.map(({ patience }, i) => patience * 1_000_000 + 500 + i),
    }
  })
