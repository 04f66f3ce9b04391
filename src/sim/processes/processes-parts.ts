import type { Frame } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Probe } from '../kernel/probe.ts'
import type { ProcessMessage } from '../process-plan.ts'
import type { Node } from './node.ts'
import type { ProcessInstruments } from './reporting.ts'
import type { Wakes } from './wakes.ts'

/** What the processes need of the world. */
export interface ProcessesParts {
  readonly engine: Engine
  readonly probe: () => Probe
  readonly wakes: Wakes
  /** By unit. */
  readonly instruments: readonly (ProcessInstruments | undefined)[]
  /** Whether timers still go off. */
  readonly ticking: () => boolean
  /** Sends a message of a node of this unit to the node in another instance; `parent`: number of the act that does. */
  readonly send: (
    unit: number,
    from: Node,
    to: number,
    effect: { readonly message: ProcessMessage; readonly bytes: number },
    parent: number,
  ) => void
  /** A request may go on, with `frame.failure` set, if it still waits under this ticket. */
  readonly answer: (frame: Frame, ticket: number, failure: string | null) => void
}
