import type { Distribution } from '../../sim/kernel/distribution.ts'
import { constant } from '../../sim/kernel/distributions/constant.ts'
import { StepKind } from '../../sim/plan.ts'
import type { Scenario } from '../scenario.ts'
import { cacheName } from './caches.ts'
import { callKey } from './collect-calls.ts'
import { type DraftProgram, draftStep, endStep } from './draft-program.ts'
import type { EdgeTable } from './edge-table.ts'
import { flattenSteps, type Surroundings } from './flatten-steps.ts'
import { inputPlan, keyPlan } from './key-plan.ts'
import { byCodeUnit } from './names.ts'
import { outcomeIndex } from './outcome-names.ts'
import type { Placement } from './place-modules.ts'
import type { Storage } from './place-records.ts'
import { resolveOperation } from './resolve-operation.ts'
import { operationsOf } from './walk-steps.ts'

/** Payload of a read's or write's request and of its answer, as of every call nobody describes. */
const DEFAULT_PAYLOAD: Distribution = constant(1024, '1KiB')

/** Everything the operations compile against. */
export interface ProgramContext {
  readonly scenario: Scenario
  readonly placement: Placement
  readonly storage: Storage
  readonly edges: EdgeTable
  readonly outcomes: readonly string[]
  /** Positions of the caches by name. */
  readonly cacheIndex: ReadonlyMap<string, number>
}

/** All programs, of the modules and of the stores, in code-unit order of their names. */
export function compilePrograms(context: ProgramContext): DraftProgram[] {
  const { scenario } = context
  const programs = storePrograms(context.storage)
  for (const { module, operation, name, path, steps } of operationsOf(scenario)) {
    const unit = context.placement.unitOf.get(module)?.name ?? ''
    const written = scenario.app[module]?.operations[operation]
    const own = { answer: written?.answer.distribution ?? DEFAULT_PAYLOAD, idempotent: written?.idempotent ?? true }
    programs.push(...flattenSteps(name, steps, [...path, 'steps'], own, surroundings(module, unit, context)))
  }
  return programs.sort((left, right) => byCodeUnit(left.name, right.name))
}

function surroundings(module: string, unit: string, context: ProgramContext): Surroundings {
  const { scenario, placement, storage, edges, outcomes, cacheIndex } = context
  return {
    unit,
    callee: (text, input) => {
      const callee = resolveOperation(scenario, text, module)
      const to = placement.unitOf.get(callee?.module ?? '')?.name ?? ''
      const call = callKey({ from: unit, fromModule: module, to, toModule: callee?.module ?? '', kind: 'unit' })
      const edge = edges.edgeOf.get(call) ?? ''
      const key = input !== undefined && answersByKey(edges, edge) ? inputPlan(scenario, input) : null
      return { program: callee?.name ?? '', edge, key }
    },
    store: (record, verb, input) => {
      const store = storage.storeOf.get(record)
      const to = store?.name ?? ''
      const call = callKey({ from: unit, fromModule: module, to, toModule: '', kind: 'store' })
      const edge = edges.edgeOf.get(call) ?? ''
      const keyed = (store?.template.shards ?? 1) > 1 || answersByKey(edges, edge)
      return { program: `${record}.${verb}`, edge, key: keyed ? keyPlan(scenario, storage, record, input) : null }
    },
    cache: (record, input) => ({
      cache: cacheIndex.get(cacheName(module, record)) ?? -1,
      key: keyPlan(scenario, storage, record, input),
    }),
    payload: DEFAULT_PAYLOAD,
    outcome: (reason) => outcomeIndex(outcomes, reason),
  }
}

/**
 * Whether a policy of the edge gives one call the answer of another for the same key. Where neither that nor the choice
 * of a server depends on the key, it is not drawn.
 */
function answersByKey({ edges }: EdgeTable, name: string): boolean {
  const settings = edges.find((edge) => edge.name === name)?.settings
  return settings !== undefined && (settings.coalesce.value || settings.fallback.value?.to.kind === 'stale')
}

/** What a store offers: to read and to write each of its records, which takes time but no cpu of its own. */
function storePrograms(storage: Storage): DraftProgram[] {
  return storage.stores.flatMap((store) =>
    store.records.flatMap((record) =>
      (['read', 'write'] as const).map((verb) => {
        const name = `${record}.${verb}`
        const place = [...store.path, verb]
        const amount = store.template[verb].distribution
        const steps = [draftStep(StepKind.io, `${name}[0]`, place, { amount }), endStep(name, place)]
        return { name, unit: store.name, operation: true, idempotent: true, answer: DEFAULT_PAYLOAD, steps, place }
      }),
    ),
  )
}
