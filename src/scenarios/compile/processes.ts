import { StepKind } from '../../sim/plan.ts'
import type { ProcessPlan } from '../../sim/process-plan.ts'
import { behaviourOf } from '../process-behaviour.ts'
import type { Scenario } from '../scenario.ts'
import type { ScenarioFunction } from '../take-functions.ts'
import { type DraftProgram, draftStep, endStep, NOTHING } from './draft-program.ts'
import type { EdgeTable } from './edge-table.ts'
import type { Findings } from './findings.ts'
import { sortedKeys } from './names.ts'
import { callKey } from './remote-call.ts'

/**
 * For each process what a node does with a message, and the program that holds the step by which messages are sent:
 * nodes send them, and nobody runs it.
 */
export function processPrograms(scenario: Scenario, edges: EdgeTable): DraftProgram[] {
  return sortedKeys(scenario.processes ?? {}).flatMap((name): DraftProgram[] => {
    const process = scenario.processes?.[name]
    if (process === undefined) return []
    const place = ['processes', name]
    const [message, messages] = [`${name}.message`, messagesOf(name)]
    const edge = edges.edgeOf.get(callKey({ from: name, fromModule: '', to: name, toModule: '', kind: 'inside' })) ?? ''
    const amount = process.cpu.distribution
    const work = amount.mean > 0 ? [draftStep(StepKind.cpu, `${message}[0]`, place, { amount })] : []
    const request = process.message.distribution
    const send = draftStep(StepKind.send, `${messages}[0]`, place, { program: message, edge, request })
    const common = { unit: name, idempotent: true, answer: NOTHING, place }
    const handled = draftStep(StepKind.deliver, `${message}[1]`, place)
    return [
      { ...common, name: message, operation: true, steps: [...work, handled, endStep(message, place)] },
      { ...common, name: messages, operation: false, steps: [send, endStep(messages, place)] },
    ]
  })
}

function messagesOf(name: string): string {
  return `${name}.messages`
}

/** The processes of a plan, in code-unit order of their names; `undefined` where there are none. */
export function compileProcesses(
  scenario: Scenario,
  index: { readonly unit: ReadonlyMap<string, number>; readonly program: ReadonlyMap<string, number> },
  functions: ReadonlyMap<string, ScenarioFunction>,
): readonly ProcessPlan[] | undefined {
  const names = sortedKeys(scenario.processes ?? {})
  if (names.length === 0) return undefined
  return names.flatMap((name) => {
    const process = scenario.processes?.[name]
    if (process === undefined) return []
    return {
      unit: index.unit.get(name) ?? -1,
      messages: index.program.get(messagesOf(name)) ?? -1,
      behaviour: behaviourOf(process.what, functions),
    }
  })
}

/** Reports code that only a module in TypeScript can bring. */
export function checkProcesses(
  scenario: Scenario,
  functions: ReadonlyMap<string, ScenarioFunction>,
  findings: Findings,
): void {
  for (const name of sortedKeys(scenario.processes ?? {})) {
    const what = scenario.processes?.[name]?.what
    if (what?.kind !== 'code' || functions.has(what.code)) continue
    findings.error('S108', ['processes', name, 'process'], 'there is no code here', {
      expected: 'what defineProcess returns, in a scenario that is a TypeScript module',
      hint: 'a YAML file can name a process that comes with Orrery: { use: raft }',
    })
  }
}
