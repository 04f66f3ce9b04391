import { printDuration } from '../../literals/duration.ts'
import type { DocumentPath } from '../../problem.ts'
import type { QuorumRules } from '../../store.ts'
import { about, aboutTime } from '../about.ts'
import { byCodeUnit, listed, sortedKeys } from '../names.ts'
import type { Placement } from '../place-modules.ts'
import type { PlacedStore } from '../place-records.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import { recordNamed, recordNames } from './compile-records.ts'
import type { DataContext } from './data-context.ts'

/** Doubts about stores and steps that take no times: quorums, growth, replicas, fences, caches that write behind. */
export function lintStores(context: DataContext, placement: Placement): void {
  for (const store of context.storage.stores) {
    const { rules } = store.template
    if (rules.kind === 'quorum') lintQuorum(store, rules, context)
    lintGrowth(store, context)
  }
  lintUpdates(context)
  lintReplicas(context)
  lintFences(context)
  lintBehind(context, placement)
  lintInputs(context)
}

function lintQuorum({ name, path }: PlacedStore, { n, r, w }: QuorumRules, { findings }: DataContext): void {
  if (r + w > n) return
  findings.warning('L393', [...path, r <= w ? 'r' : 'w'], `r + w is ${r + w} in store "${name}", and n is ${n}`, {
    label: 'reads may miss the last write',
    hint: `they overlap where r + w is more than n, as with r: ${n + 1 - w}, w: ${w}`,
  })
}

/** Updates where nobody keeps another write from coming in between. */
function lintUpdates({ scenario, storage, findings }: DataContext): void {
  for (const { steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind !== 'update' && (step.kind !== 'write' || step.if !== 'unchanged')) return
      const [record, key] = step.kind === 'update' ? [step.update, 'update'] : [step.write, 'if']
      const store = storage.storeOf.get(record)
      if (store?.template.rules.kind !== 'quorum') return
      const message = `the quorum "${store.name}" reads "${record}" and then writes it; others may write in between`
      findings.warning('L401', [...place, key], message, {
        label: 'two at once: one of them is lost',
        hint: 'keep the record in a store of kind sql, or look at consistency.<record>.lostUpdates',
      })
    })
  }
}

function lintGrowth({ template, path, records }: PlacedStore, { scenario, storage, findings }: DataContext): void {
  const { count, grow } = template.shards
  const { duration } = scenario.run
  if (grow === undefined) return
  const place = [...path, 'shards', 'grow']
  if (grow.at >= duration) {
    findings.warning(
      'L397',
      [...place, 'at'],
      `the run is over after ${printDuration(duration)}, before any shard joins`,
    )
    return
  }
  // Every new shard gets its share of all keys.
  const keys = records.reduce((sum, record) => sum + (recordNamed(scenario, storage, record)?.keys ?? 0), 0)
  const moved = (keys * (grow.to - count)) / grow.to
  const takes = (moved / grow.rate) * 1e9
  if (grow.at + takes <= duration) return
  findings.warning('L397', [...place, 'rate'], 'the run is over before the keys are where they belong', {
    label: `about ${about(moved)} keys move in ${aboutTime(takes)}, and ${aboutTime(duration - grow.at)} are left`,
  })
}

/** Replicas that are not there, and those on whose answers something is decided. */
function lintReplicas({ scenario, storage, findings }: DataContext): void {
  for (const { steps, path } of operationsOf(scenario)) {
    const replicaReads = new Map<string, DocumentPath>()
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind === 'read' && step.from !== 'leader') {
        const store = storage.storeOf.get(step.read)
        const rules = store?.template.rules
        if (rules?.kind === 'sql' && rules.replicas === 0) {
          findings.warning(
            'L399',
            [...place, 'from'],
            `store "${store?.name}" has no replicas, so the leader is asked`,
            {
              hint: `stores: { ${store?.path.at(-1)}: { replicas: 2 } }`,
            },
          )
        } else replicaReads.set(step.read, [...place, 'from'])
      } else if (step.kind === 'read') replicaReads.delete(step.read)
      if (step.kind !== 'write' || step.set?.kind !== 'read' || step.if === 'unchanged') return
      const read = replicaReads.get(step.write)
      if (read === undefined) return
      replicaReads.delete(step.write)
      findings.warning(
        'L394',
        read,
        `what is written to "${step.write}" rests on this read, and a replica may be behind`,
        {
          hint: 'from: leader, if: unchanged, or an update step',
          related: [{ path: place, message: 'the write' }],
        },
      )
    })
  }
}

/** A lease with tokens and a record that looks at them go together. */
function lintFences({ scenario, storage, findings }: DataContext): void {
  const fenced = recordNames(storage).filter((record) => recordNamed(scenario, storage, record)?.fenced === true)
  const leases: DocumentPath[] = []
  for (const { steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind === 'lease' && step.fencing) leases.push([...place, 'fencing'])
    })
  }
  if (leases.length > 0 && fenced.length === 0) {
    for (const place of leases) {
      findings.warning('L398', place, 'no record looks at the tokens of this lease', {
        hint: 'say so of the records that are written under it: fenced: true',
      })
    }
  }
  if (leases.length > 0) return
  for (const record of fenced) {
    const owner = storage.ownerOf.get(record) ?? ''
    findings.warning('L398', ['app', owner, 'owns', record, 'fenced'], 'no lease hands out tokens', {
      hint: 'add fencing: true to the lease under which it is written',
    })
  }
}

/** Writes that others see late, because each instance keeps them to itself. */
function lintBehind({ scenario, caches, findings }: DataContext, placement: Placement): void {
  for (const { module, step, path } of caches) {
    const unit = placement.unitOf.get(module)
    const instances = unit?.template.instances ?? 1
    if (step.mode.kind !== 'write-behind' || step.scope !== 'instance' || instances === 1) continue
    const writes = operationsOf(scenario).some((operation) => {
      let found = false
      walkSteps(operation.steps, [], (other) => {
        found ||= operation.module === module && other.kind === 'write' && other.write === step.cache
      })
      return found
    })
    if (!writes) continue
    const message = `each of the ${instances} instances of "${unit?.name}" keeps writes of "${step.cache}" to itself`
    findings.warning('L396', [...path, 'mode'], message, {
      label: `the others read old values for up to ${printDuration(step.mode.within)}`,
      hint: 'scope: shared, or mode: write-through',
    })
  }
}

/** Inputs that are keys of a record with fewer of them. */
function lintInputs({ scenario, storage, findings }: DataContext): void {
  const used = new Map<string, Set<string>>()
  for (const { steps, path } of operationsOf(scenario)) {
    walkSteps(steps, path, (step) => {
      if (step.kind !== 'read' || step.key === undefined) return
      const records = used.get(step.key) ?? new Set<string>()
      used.set(step.key, records.add(step.read))
    })
  }
  for (const workload of sortedKeys(scenario.workload)) {
    const inputs = scenario.workload[workload]?.inputs ?? {}
    for (const input of sortedKeys(inputs)) {
      const of = inputs[input]?.of ?? 0
      const small = [...(used.get(input) ?? [])].filter(
        (record) => (recordNamed(scenario, storage, record)?.keys ?? 0) < of,
      )
      if (small.length === 0) continue
      const names = small
        .sort(byCodeUnit)
        .map((record) => `"${record}" (${recordNamed(scenario, storage, record)?.keys})`)
      findings.warning(
        'L400',
        ['workload', workload, 'inputs', input],
        `${input} is one of ${of} keys, and ${listed(names)} has fewer`,
        {
          hint: 'reads of the others find nothing: give the record as many keys, or draw from fewer',
        },
      )
    }
  }
}
