import { EventKind } from '../event-kind.ts'
import { NEVER } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import { eventCode } from '../kernel/event-code.ts'
import type { HealthCheckPlan } from '../policy-plan.ts'
import { HealthBoard } from './health-board.ts'
import type { Instance } from './instance.ts'

/** Who checks: a client's own balancer at calling instance `caller` (-1: a workload) of edge `edge`. */
export interface Checker {
  readonly edge: number
  readonly caller: number
}

/**
 * Time until a good answer comes back, ns, where one from an instance that is well takes `takes`; `Infinity` where none
 * comes; -1 where the check is refused, at once. `checker` is `null` for a balancer that all callers share.
 */
export type Ask = (checker: Checker | null, instance: Instance, takes: number) => number

interface Row {
  readonly plan: HealthCheckPlan
  readonly board: HealthBoard
  readonly position: number
  readonly instance: Instance
  readonly checker: Checker | null
  readonly phase: number
  /** When the check that is out began; -1 while none is. */
  since: number
  wake: number
}

const GOLDEN = 2654435769
const TWO_POW_32 = 4294967296

/**
 * Active health checks: every `interval` each balancer asks each of its instances, at a phase that depends only on the
 * numbers of both, so that the checks are spread. What comes back is decided by the state of the instance and of the
 * network at the moment the check is sent. An answer within `timeout` and a refusal count at once; nothing in time
 * counts as bad after `timeout`, and no other check is sent before.
 *
 * Checks take no time on the cpu, no slot and no place in a queue, and the network neither delays nor loses them by
 * chance: an instance that is only overloaded passes them. The balancer that all callers share stands beside the
 * instances: no partition between callers and instances comes between.
 */
export class HealthChecks {
  readonly #engine: Engine
  readonly #ask: Ask
  readonly #until: number
  readonly #busy: () => boolean
  readonly #rows: Row[] = []
  #boards = 0

  /** After `until` (ns) checks go on only while `busy`. */
  constructor(parts: {
    readonly engine: Engine
    readonly ask: Ask
    readonly until: number
    readonly busy: () => boolean
  }) {
    this.#engine = parts.engine
    this.#ask = parts.ask
    this.#until = parts.until
    this.#busy = parts.busy
  }

  /** Adds the checks of one balancer, whose checker is `null` where all callers share it. Before `start`. */
  add(plan: HealthCheckPlan, instances: readonly Instance[], checker: Checker | null): HealthBoard {
    const board = new HealthBoard(plan, instances.length)
    const phase = (Math.imul(this.#boards, GOLDEN) >>> 0) / TWO_POW_32
    this.#boards++
    instances.forEach((instance, position) => {
      const share = phase + position / instances.length
      const first = Math.floor((share - Math.floor(share)) * plan.interval)
      this.#rows.push({ plan, board, position, instance, checker, phase: first, since: -1, wake: NEVER })
    })
    return board
  }

  start(): void {
    this.#rows.forEach((row, index) => this.#schedule(row, index, row.phase))
  }

  /** Whether the event `sequence` is the one that row `index` waits for. */
  expects(index: number, sequence: number): boolean {
    return this.#rows[index]?.wake === sequence
  }

  /** The instance that row `index` checks. */
  nameOf(index: number): string {
    return this.#rows[index]?.instance.name ?? '?'
  }

  /** The event of row `index` is being dispatched. */
  due(index: number): void {
    const row = this.#rows[index] as Row
    const { now } = this.#engine
    if (row.since >= 0) {
      row.board.checked(row.position, false)
      const passed = now - row.since
      row.since = -1
      if (passed < row.plan.interval) this.#schedule(row, index, row.plan.interval - passed)
      else this.#send(row, index)
    } else this.#send(row, index)
  }

  #send(row: Row, index: number): void {
    const { interval, timeout, takes } = row.plan
    const { now } = this.#engine
    if (now >= this.#until && !this.#busy()) return
    const answer = this.#ask(row.checker, row.instance, takes)
    if (answer > timeout) {
      row.since = now
      this.#schedule(row, index, timeout)
      return
    }
    row.board.checked(row.position, answer >= 0)
    this.#schedule(row, index, interval)
  }

  #schedule(row: Row, index: number, delay: number): void {
    row.wake = this.#engine.schedule(delay, eventCode(EventKind.healthCheck, index))
  }
}
