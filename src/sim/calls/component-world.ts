import type { FramePool } from '../frame-pool.ts'
import type { Draws } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Plan } from '../plan.ts'
import type { Alarms } from '../services/alarms.ts'
import type { Instance } from '../services/instance.ts'
import type { Parking } from '../services/parking.ts'
import type { Program } from '../step.ts'
import type { Client } from './client.ts'
import type { ReadyList } from './ready-list.ts'

/** What components that make calls of their own need of the world: stores, brokers, coordinators. */
export interface ComponentWorld {
  readonly engine: Engine
  readonly seed: string
  readonly plan: Plan
  readonly frames: FramePool
  readonly draws: Draws
  readonly instances: readonly Instance[]
  /** Index of the first instance of each unit. */
  readonly firstInstance: readonly number[]
  readonly client: Client
  /** Frames that may go on after the current event. */
  readonly ready: ReadyList
  readonly programs: readonly Program[]
  /** Timers; quiet ones keep no run from coming to rest. */
  readonly alarms: Alarms
  /** Puts off what would happen in an instance that stands still. */
  readonly parking: Parking
  /** Whether requests of workloads are under way. */
  busy(): boolean
}
