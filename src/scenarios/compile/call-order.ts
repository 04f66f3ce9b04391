import type { Plan, ProgramPlan } from '../../sim/plan.ts'

/**
 * All programs, those that are called before those that call them; on a circle of calls, somewhere. Takes no stack,
 * however long the chains.
 */
export function calleesFirst(plan: Plan): number[] {
  const order: number[] = []
  const seen = new Uint8Array(plan.programs.length)
  for (let root = 0; root < plan.programs.length; root += 1) {
    const visits = [{ program: root, open: unseen(plan.programs[root], seen, root) }]
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const next = visit.open.pop()
      if (next === undefined) {
        if (seen[visit.program] === VISITED) order.push(visit.program)
        seen[visit.program] = DONE
        visits.pop()
      } else if (seen[next] === NEW) visits.push({ program: next, open: unseen(plan.programs[next], seen, next) })
    }
  }
  return order
}

const NEW = 0
const VISITED = 1
const DONE = 2

/** The programs that a program calls or runs; none where it has been visited. */
function unseen(program: ProgramPlan | undefined, seen: Uint8Array, index: number): number[] {
  if (program === undefined || seen[index] !== NEW) return []
  seen[index] = VISITED
  const called = new Set<number>()
  for (const step of program.steps) {
    if (step.program >= 0) called.add(step.program)
    for (const branch of step.branches) called.add(branch)
  }
  return [...called]
}
