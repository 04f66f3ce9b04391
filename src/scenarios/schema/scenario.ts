import * as z from 'zod'
import type { JsonMap } from '../json.ts'
import type { Scenario } from '../scenario.ts'
import { withProcesses } from '../with-processes.ts'
import { app, type ModuleDocument } from './app.ts'
import { type DeployDocument, deploy } from './deploy.ts'
import { type ExpectationDocument, expect } from './expect.ts'
import type { FaultDocument } from './faults/fault-document.ts'
import { anyFault, faults } from './faults/faults.ts'
import { brokers } from './messaging/brokers.ts'
import { consumers } from './messaging/consumers.ts'
import { events } from './messaging/events.ts'
import type { BrokerDocument, ConsumerDocument, EventDocument } from './messaging/messaging-document.ts'
import { name, named } from './name.ts'
import { type NetworkDocument, network } from './network.ts'
import { type PolicyDocument, policies } from './policies.ts'
import { type ProcessDocument, processes } from './processes.ts'
import { type RunDocument, run } from './run.ts'
import type { StoresDocument } from './stores/store-document.ts'
import { stores } from './stores/stores.ts'
import { type BrokenRule, thing, withRule } from './thing.ts'
import type { RealisationDocument } from './transactions/transaction-documents.ts'
import { transactions } from './transactions/transactions.ts'
import { type WorkloadDocument, workloads } from './workload.ts'

/** A scenario as people write it, without its variants. */
export interface BaseDocument {
  readonly name: string
  readonly question?: string | undefined
  readonly claim?: string | undefined
  readonly control?: string | undefined
  readonly notes?: string | undefined
  readonly run?: RunDocument | undefined
  readonly app: Readonly<Record<string, ModuleDocument>>
  readonly deploy?: DeployDocument | undefined
  readonly stores?: StoresDocument | undefined
  readonly processes?: Readonly<Record<string, ProcessDocument>> | undefined
  readonly brokers?: Readonly<Record<string, BrokerDocument>> | undefined
  readonly events?: Readonly<Record<string, EventDocument>> | undefined
  readonly consumers?: readonly ConsumerDocument[] | undefined
  readonly transactions?: Readonly<Record<string, RealisationDocument>> | undefined
  readonly network?: NetworkDocument | undefined
  readonly workload: Readonly<Record<string, WorkloadDocument>>
  readonly policies?: readonly PolicyDocument[] | undefined
  readonly faults?: readonly FaultDocument[] | undefined
  readonly expect?: readonly ExpectationDocument[] | undefined
}

/** A scenario as people write it, in YAML or in TypeScript. */
export interface ScenarioDocument extends BaseDocument {
  readonly variants?: Readonly<Record<string, VariantDocument>> | undefined
}

/** What a variant changes: maps merge, lists and scalars replace, null removes. */
export type VariantDocument = Change<
  Pick<
    BaseDocument,
    | 'app'
    | 'deploy'
    | 'stores'
    | 'processes'
    | 'brokers'
    | 'events'
    | 'consumers'
    | 'transactions'
    | 'network'
    | 'workload'
    | 'policies'
    | 'faults'
  >
>

/** Some of the parts of `Document`, each changed, replaced or removed. */
export type Change<Document> = Document extends readonly unknown[]
  ? Document
  : Document extends object
    ? { readonly [Key in keyof Document]?: Change<Document[Key]> | null | undefined }
    : Document

const text = z.string({ error: 'a text' })

const fields = {
  name: name.describe('What the scenario is called.'),
  question: text.exactOptional().describe('What one wants to know.'),
  claim: text.exactOptional().describe('What the scenario shows.'),
  control: text.exactOptional().describe('How one can tell that the claim is not an accident.'),
  notes: text.exactOptional().describe('Anything else worth knowing.'),
  run: run.prefault({}).describe('How long, from which seed, and how often.'),
  app: app.describe('The application: modules, their operations, and the records they own. Never where anything runs.'),
  deploy: deploy.prefault('each-module').describe('Which modules share a process, and how each process runs.'),
  stores: stores.prefault({}).describe('Where records are kept.'),
  processes: processes.exactOptional().describe('Nodes that run code, such as a consensus protocol.'),
  brokers: brokers.exactOptional().describe('What carries events.'),
  events: events.exactOptional().describe('How events are carried, by name or pattern.'),
  consumers: consumers.exactOptional().describe('How modules consume events.'),
  transactions: transactions.exactOptional().describe('How business transactions are realised.'),
  network: network.prefault({}).describe('Zones, links, and what calls cost.'),
  workload: workloads.describe('Who calls what, and how often.'),
  policies: policies.prefault([]).describe('What protects calls.'),
  faults: faults.prefault([]).describe('What goes wrong, when, and where.'),
  expect: expect.prefault([]).describe('What must hold, and so the exit code.'),
}

/** A variant: what it changes of the rest. Judged only when it has been applied, so here it may be anything. */
const variant: z.ZodType<JsonMap, VariantDocument> = z.custom<JsonMap>().meta({ id: 'variant' })

/** The scenario without its variants; each variant, written out, goes through the same schema. */
export const scenarioSchema: z.ZodType<Scenario, ScenarioDocument> = withRule(
  thing('the scenario', {
    ...fields,
    variants: named('a map of variants', variant)
      .exactOptional()
      .describe('Named changes. The first is what the others are compared with.'),
  }),
  oneNameEach,
).transform(({ variants: _, processes: nodes, ...scenario }): Scenario => withProcesses(scenario, nodes ?? {}))

/** A process is a module and a unit of its own. */
function oneNameEach({
  app: modules,
  deploy: units,
  processes: nodes,
}: Readonly<Record<string, unknown>>): BrokenRule | undefined {
  const taken = new Set([modules, isUnits(units) ? units.units : {}].flatMap((map) => Object.keys(map ?? {})))
  const twice = Object.keys(nodes ?? {}).find((one) => taken.has(one))
  if (twice === undefined) return undefined
  const message = `"${twice}" is a process, and a module or unit, too`
  return { code: 'S215', message, path: ['processes', twice], hint: 'rename one of them' }
}

function isUnits(deployed: unknown): deployed is { readonly units: object } {
  return typeof deployed === 'object' && deployed !== null && 'units' in deployed
}

const paths = { ...fields, faults: z.array(anyFault) }

/** For looking paths up: the same, with a whole scenario below each variant. */
export const pathSchema: z.ZodType = z.object({ ...paths, variants: z.record(z.string(), z.object(paths)) })
