import type { Client } from '../calls/client.ts'
import type { ReadyList } from '../calls/ready-list.ts'
import type { FramePool } from '../frame-pool.ts'
import type { Draws } from '../kernel/draws.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Plan } from '../plan.ts'
import type { Alarms } from '../services/alarms.ts'
import type { Instance } from '../services/instance.ts'
import type { Parking } from '../services/parking.ts'
import type { Program } from '../step.ts'
import type { Reporter } from './reporter.ts'
import type { StoreInstruments } from './store-instruments.ts'
import type { Written } from './written.ts'

/** What the stores' side needs of the world. */
export interface DataWorld {
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
  readonly reporter: Reporter
  /** By store of the plan. */
  readonly instruments: readonly StoreInstruments[]
  /** Whether requests of workloads are under way. */
  busy(): boolean
  /** A write has been acknowledged to its caller. */
  wrote(write: Written): void
  /** A row of a record that is kept `beyond` its keys has been committed. */
  rowCommitted(record: number, key: number): void
  /** The next version of anything: unique in the run and growing. */
  nextVersion(): number
}
