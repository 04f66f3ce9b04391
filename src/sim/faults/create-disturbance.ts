import type { NetworkEffect, PathTargets } from '../fault-plan.ts'
import { Copies } from '../network/weather/copies.ts'
import { Cut } from '../network/weather/cut.ts'
import { Delays } from '../network/weather/delays.ts'
import type { Disturbance, DisturbanceOptions } from '../network/weather/disturbance.ts'
import { HoldBacks } from '../network/weather/hold-backs.ts'
import { Interceptions } from '../network/weather/interceptions.ts'
import { Jam } from '../network/weather/jam.ts'
import { Losses } from '../network/weather/losses.ts'
import { Narrows } from '../network/weather/narrows.ts'

type Plan = Exclude<Extract<NetworkEffect, { readonly path: PathTargets }>, { readonly kind: 'discovery' }>

/** What a network fault does to the messages of one edge. */
export function createDisturbance(plan: Plan, options: DisturbanceOptions): Disturbance {
  switch (plan.kind) {
    case 'latency':
      return new Delays(options, plan.add)
    case 'loss':
      return new Losses(options, plan.share, plan.burst)
    case 'duplicate':
      return new Copies(options, plan.share, plan.delay)
    case 'reorder':
      return new HoldBacks(options, plan.share, plan.hold)
    case 'bandwidth':
      return new Narrows(options, plan.rate)
    case 'partition':
      return new Cut(options)
    case 'jam':
      return new Jam(options)
    case 'connection':
      return new Interceptions(options, plan.share, plan.mode)
  }
}
