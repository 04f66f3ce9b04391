// How a violation is looked into, step by step: docs/writing-processes.md.
import { simulate } from 'orrery-sim/vitest'
import { expect, test } from 'vitest'
import tickets from './tickets.ts'

test('a machine that forgets gives a number twice, after a power cut', async () => {
  const simulation = await simulate(tickets, { variants: ['forgetful'] })
  expect(simulation).toMeet('processes.tickets.invariants.each-number-once.violations > 0')

  const [machines] = simulation.processes({ variant: 'forgetful', replication: 0 })
  const violation = machines?.invariants.find(({ name }) => name === 'each-number-once')?.violation
  const history = machines?.history
  if (violation === undefined || history === undefined || history === null) throw new Error('nothing to look into')

  // The step after which it did not hold, and what it changed.
  expect(history.goTo(violation.act)?.cause).toMatchObject({ kind: 'request', request: { operation: 'take' } })
  expect(history.changes()).toEqual([{ path: ['given'], before: 0, after: 1 }])

  // Back to the last step of that machine, which was its restart: it had given many, and knows of none.
  let step = history.stepBack()
  while (step !== undefined && step.node !== violation.node) step = history.stepBack()
  expect(step?.cause.kind).toBe('restart')
  expect(step?.before).toMatchObject({ given: 21 })
  expect(step?.after).toMatchObject({ given: 0 })
  expect(history.stateOf(violation.node)).toBe(step?.after)
})
