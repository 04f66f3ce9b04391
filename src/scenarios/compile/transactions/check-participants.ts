import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import { refuseSteps } from '../data/check-transactions.ts'
import type { Findings } from '../findings.ts'
import type { Placement } from '../place-modules.ts'
import type { Storage } from '../place-records.ts'
import { checkMadeOperation } from './check-made-operation.ts'
import { type Participant, participantsOf, recordsWritten } from './participants.ts'
import { twoPhaseProgram, workProgram } from './two-phase-programs.ts'

/** Reports operations of two-phase commits that have nothing to prepare, or do something that cannot be prepared. */
export function checkParticipants(
  scenario: Scenario,
  placement: Placement,
  storage: Storage,
  findings: Findings,
): void {
  const participants = participantsOf(scenario, placement, storage)
  for (const participant of participants.values()) {
    checkStores(participant, storage, findings)
    if (participant.isLeg)
      checkCalls(participant, participants, new Map([[participant.name, participant.place]]), findings)
    const why = { path: participant.place, message: 'it is to be prepared because of this' }
    checkNames(participant, scenario, findings)
    refuseSteps(participant.reach.steps, why, findings)
  }
}

function checkNames({ module, operation, place }: Participant, scenario: Scenario, findings: Findings): void {
  const made = [...PHASES.map((phase) => twoPhaseProgram(operation, phase)), workProgram(operation)]
  for (const name of made) checkMadeOperation(scenario, module, name, place, findings)
}

const PHASES = ['prepare', 'commit', 'rollback'] as const

function checkStores(
  { name, module, stores, calls, reach, place }: Participant,
  storage: Storage,
  findings: Findings,
): void {
  const why = { path: place, message: 'it is to be prepared because of this' }
  let refused = false
  for (const step of reach.steps) {
    for (const record of recordsWritten(step)) {
      const store = storage.storeOf.get(record)
      if (store === undefined || store.template.rules.kind === 'sql') continue
      refused = true
      const { kind } = store.template.rules
      const message = `"${record}" is in a store of kind ${kind}, so what "${name}" writes there cannot be prepared`
      findings.error(
        'S334',
        step.step.kind === 'once' ? step.path.slice(0, -2) : [...step.path, step.step.kind],
        message,
        {
          expected: 'records in stores of kind sql, whose transactions can be prepared',
          hint: 'keep it in one, or take a saga: its legs need no transactions',
          related: [why],
        },
      )
    }
  }
  if (refused || stores.length + calls.length > 0) return
  findings.error(
    'S334',
    place,
    `"${module}" has no record in a store of kind sql, so "${name}" has nothing to prepare`,
    {
      expected: 'a leg that writes to a store of kind sql, or calls others that do',
      hint: 'give the module such a record, or take a saga: its legs need no transactions',
    },
  )
}

/** What is prepared twice for one leg would wait, the second time, for the locks of the first. */
function checkCalls(
  { name, calls }: Participant,
  participants: ReadonlyMap<string, Participant>,
  seen: Map<string, DocumentPath>,
  findings: Findings,
): void {
  for (const { call, to, path, repeated } of calls) {
    const other = seen.get(to.name)
    seen.set(to.name, [...path, 'call'])
    if (repeated || other !== undefined) {
      const message = `"${name}" calls "${to.name}", which would have to prepare more than once for one leg`
      findings.error('S337', [...path, 'call'], message, {
        label: 'the second time it would wait for the locks of the first',
        hint: 'let one call do it all, or take a saga',
        ...(other === undefined ? {} : { related: [{ path: other, message: 'it has prepared because of this' }] }),
      })
    } else if (call.optional) {
      findings.error('S337', [...path, 'optional'], `"${name}" goes on without "${to.name}", which is to prepare`, {
        label: 'when it has failed, a part of it may stand prepared, and would be committed',
        hint: 'leave out optional, or send it',
      })
    }
    const called = participants.get(to.name)
    if (called !== undefined && other === undefined) checkCalls(called, participants, seen, findings)
  }
}
