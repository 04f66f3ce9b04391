import { type Plan, StepKind, type StepPlan } from '../../../sim/plan.ts'
import type { DocumentPath } from '../../problem.ts'
import { about, aboutTime } from '../about.ts'
import type { Findings } from '../findings.ts'
import { listed } from '../names.ts'
import type { PlanPlaces } from '../plan-places.ts'
import { type CallMap, callMap } from '../policies/call-map.ts'
import type { Demand } from '../utilisation.ts'

const NS_PER_S = 1e9

/** A transaction of the plan. */
interface Held {
  readonly store: number
  /** Where its step is written. */
  readonly path: DocumentPath
  readonly body: number
  /** From its first statement to its commit, on average and when nothing waits, ns. */
  readonly time: number
  readonly perSecond: number
  /** Whether it is prepared at its end, for a two-phase commit. */
  readonly prepares: boolean
}

/** Warns of transactions that wait for others over the network, and that hold more connections than there are. */
export function lintTransactions(plan: Plan, places: PlanPlaces, demand: Demand, findings: Findings): void {
  const held = plan.programs.flatMap((program, p) =>
    program.steps.flatMap((step, s): Held[] => {
      const { transaction } = step
      if (step.kind !== StepKind.begin || transaction === undefined) return []
      const rate = (demand.programsPerSecond[p] ?? 0) * (demand.means.of(p).reach[s] ?? 0)
      return [
        {
          store: transaction.store,
          path: places.steps[p]?.[s] ?? [],
          body: step.program,
          time: demand.means.of(step.program).whole + commitTime(plan, demand, program.steps[s + 1]),
          perSecond: rate,
          prepares: program.steps[s + 1]?.access?.verb === 'prepare',
        },
      ]
    }),
  )
  if (held.length === 0) return
  const map = callMap(plan, places, demand)
  for (const one of held) lintCalls(plan, map, one, findings)
  lintPools(plan, places, demand, held, findings)
}

function commitTime(plan: Plan, { means, edges }: Demand, step: StepPlan | undefined): number {
  if (step === undefined) return 0
  const answer = plan.programs[step.program]?.answer.mean ?? 0
  const { network, clientCpu, serverCpu } = edges.call(step.edge, step.request.mean, answer)
  return network + clientCpu + serverCpu + means.of(step.program).untilAnswer
}

/** Calls that go anywhere but to the store itself. */
function lintCalls(plan: Plan, map: CallMap, held: Held, findings: Findings): void {
  const store = plan.stores[held.store]
  const stores = new Set(plan.stores.map(({ unit }) => unit))
  const calls = map.madeBy(held.body).filter(({ program, edge, waits }) => {
    const to = plan.edges[edge]?.to ?? -1
    if (!waits || to === store?.unit) return false
    // Who prepares waits for the others that do; that is what it is for.
    return !held.prepares || !(stores.has(to) || plan.programs[program]?.name.endsWith('-prepare') === true)
  })
  if (calls.length === 0) return
  const names = [...new Set(calls.map(({ program }) => `"${plan.programs[program]?.name ?? ''}"`))]
  const message = `a transaction on "${store?.name ?? ''}" is held while ${listed(names)} is called over the network`
  const longest = calls.reduce((most, { time }) => Math.max(most, time), 0)
  findings.warning('L391', [...held.path, 'begin'], message, {
    label: `one call takes ${aboutTime(longest)} of its ${aboutTime(held.time)} on average when nothing waits`,
    hint: 'its locks and its connection are taken for so long: call before it begins, or after its commit',
  })
}

/** By Little's law: transactions a second, times how long each holds its connection. */
function lintPools(plan: Plan, places: PlanPlaces, demand: Demand, held: readonly Held[], findings: Findings): void {
  plan.stores.forEach(({ name, unit }, s) => {
    const own = held.filter(({ store }) => store === s)
    const p = plan.pools.findIndex((pool) => pool.name === name)
    const pool = demand.pools[p]
    const perSecond = own.reduce((sum, one) => sum + one.perSecond, 0)
    const inUse = own.reduce((sum, one) => sum + (one.perSecond * one.time) / NS_PER_S, 0)
    // More statements than the pool can take have been reported as such.
    if (pool === undefined || inUse < pool.size || pool.inUse >= pool.size) return
    const message = `transactions hold ${about(inUse)} connections of "${name}" on average, and it has ${pool.size}`
    findings.warning('L392', [...(places.units[unit] ?? []), 'connections'], message, {
      label: `${about(perSecond)} transactions/s, ${aboutTime((inUse / perSecond) * NS_PER_S)} each when nothing waits`,
      hint: `by Little's law that takes at least ${about(Math.floor(inUse) + 1)}, or shorter transactions`,
    })
  })
}
