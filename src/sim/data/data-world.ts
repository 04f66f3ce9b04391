import type { ComponentWorld } from '../calls/component-world.ts'
import type { Reporter } from './reporter.ts'
import type { StoreInstruments } from './store-instruments.ts'
import type { Written } from './written.ts'

/** What the stores' side needs of the world. */
export interface DataWorld extends ComponentWorld {
  readonly reporter: Reporter
  /** By store of the plan. */
  readonly instruments: readonly StoreInstruments[]
  /** A write has been acknowledged to its caller. */
  wrote(write: Written): void
  /** A row of a record that is kept `beyond` its keys has been committed. */
  rowCommitted(record: number, key: number): void
  /** The next version of anything: unique in the run and growing. */
  nextVersion(): number
}
