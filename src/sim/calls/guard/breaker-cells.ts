import type { Engine } from '../../kernel/engine.ts'
import type { Source } from '../../kernel/source.ts'
import type { BreakerRules } from '../../policy-plan.ts'
import { createBreaker } from '../../resilience/breaker/create-breaker.ts'
import { BreakerCell } from './breaker-cell.ts'
import type { Calls } from './guarding.ts'

/** All circuit breakers of a run. */
export class BreakerCells {
  readonly #engine: Engine
  readonly #cells: BreakerCell[] = []

  constructor(engine: Engine) {
    this.#engine = engine
  }

  at(index: number): BreakerCell {
    return this.#cells[index] as BreakerCell
  }

  create(rules: BreakerRules, source: Source, level: number, calls: Calls): BreakerCell {
    const cell = new BreakerCell(this.#cells.length, createBreaker(rules, source), level, this.#engine, calls)
    this.#cells.push(cell)
    return cell
  }
}
