import type { Plan } from '../sim/plan.ts'

/** What is cut from the start of each replication, and why. */
export interface WarmUpCut {
  readonly mode: 'fixed' | 'auto'
  /** ns. */
  readonly cut: number
  /** For people: how the cut was found, or what stood in the way. Empty when it was given. */
  readonly note: string
}

/** Why a pilot would find nothing, if so: a load that changes has no steady state to wait for. */
export function unsteady(plan: Plan): string | undefined {
  const changing = plan.workloads.find(({ arrivals }) => {
    if (arrivals.kind === 'replay') return true
    if (arrivals.kind !== 'open') return false
    return arrivals.rate.length > 1 || arrivals.rate.some(({ from, to }) => from !== to)
  })
  return changing === undefined ? undefined : `the load of "${changing.name}" changes over time, so nothing was cut`
}
