import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import type { WorkloadPlan } from '../plan.ts'
import type { Arrivals } from './arrivals.ts'
import { ModulatedArrivals } from './modulated-arrivals.ts'
import { OpenArrivals } from './open-arrivals.ts'
import { ReplayedArrivals } from './replayed-arrivals.ts'

/** The arrival process of an open workload; `undefined` for a closed one. */
export function arrivalsOf(plan: WorkloadPlan, seed: string): Arrivals | undefined {
  const stream = (what: string): Stream => new Stream(streamKey(seed, `workload/${plan.name}/${what}`))
  switch (plan.arrivals.kind) {
    case 'open':
      return new OpenArrivals(plan.arrivals, stream('gaps'), stream('batches'))
    case 'modulated':
      return new ModulatedArrivals(plan.arrivals, stream('gaps'), stream('stays'))
    case 'replay':
      return new ReplayedArrivals(plan.arrivals)
    case 'closed':
      return undefined
  }
}
