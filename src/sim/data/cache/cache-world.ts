import type { Draws } from '../../kernel/draws.ts'
import type { Engine } from '../../kernel/engine.ts'
import type { Alarms } from '../../services/alarms.ts'
import type { Reporter } from '../reporter.ts'

/** What caches need of the world. */
export interface CacheWorld {
  readonly engine: Engine
  readonly draws: Draws
  readonly alarms: Alarms
  readonly reporter: Reporter
  /** Unique among those who wait; at least 1. */
  nextTicket(): number
}
