import type { Scenario } from '../../scenario.ts'
import type { DraftProgram } from '../draft-program.ts'
import type { Placement } from '../place-modules.ts'
import { resolveOperation } from '../resolve-operation.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import type { Participant } from './participants.ts'
import { twoPhaseProgram, workProgram } from './two-phase-programs.ts'

/**
 * Operations that call participants of two-phase commits, perhaps by way of another operation of their unit: they have
 * a second program, in which those prepare.
 */
export class WorkPrograms {
  readonly #participants: ReadonlyMap<string, Participant>
  readonly #names = new Set<string>()

  constructor(scenario: Scenario, placement: Placement, participants: ReadonlyMap<string, Participant>) {
    this.#participants = participants
    if ([...participants.values()].every(({ calls }) => calls.length === 0)) return
    const { unitOf } = placement
    const operations = operationsOf(scenario)
    // Until no operation is added any more, for an operation may be listed after those that call it.
    for (let before = -1; before < this.#names.size; ) {
      before = this.#names.size
      for (const { name, module, steps, path } of operations) {
        walkSteps(steps, path, (step) => {
          if (step.kind !== 'call') return
          const to = resolveOperation(scenario, step.call, module)
          if (to === undefined) return
          const isInside = unitOf.get(to.module) === unitOf.get(module)
          if (isInside ? this.#names.has(to.name) : this.#takesPart(to.name)) this.#names.add(name)
        })
      }
    }
  }

  /** Whether it has a second program. */
  has(operation: string): boolean {
    return this.#names.has(operation)
  }

  /** What is called in the second program instead of an operation; `inside` the unit of its caller or not. */
  instead(operation: string, inside: boolean): string {
    if (inside) return this.has(operation) ? workProgram(operation) : operation
    return this.#takesPart(operation) ? twoPhaseProgram(operation, 'prepare') : operation
  }

  #takesPart(operation: string): boolean {
    return (this.#participants.get(operation)?.branch ?? 0) > 0
  }
}

/** The programs of an operation under the name of its second one; their steps are called, and draw, as before. */
export function renamedToWork(operation: string, programs: readonly DraftProgram[]): readonly DraftProgram[] {
  const own = new Set(programs.map(({ name }) => name))
  const renamed = (name: string): string =>
    own.has(name) ? `${workProgram(operation)}${name.slice(operation.length)}` : name
  return programs.map((program) => ({
    ...program,
    name: renamed(program.name),
    steps: program.steps.map((step) => ({
      ...step,
      program: renamed(step.program),
      branches: step.branches.map(renamed),
    })),
  }))
}
