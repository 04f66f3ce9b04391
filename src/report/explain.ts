import type { RunDocument } from '../experiments/run-document.ts'
import type { Topology } from '../experiments/topology.ts'
import type { FaultResult, RecoveryResult } from '../metrics/faults/fault-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import type { CallResult } from '../metrics/variant-result.ts'
import { causalChain } from './causal-chain.ts'
import { edgeSentence, placeSentence, unitSentence } from './explain-sentences.ts'
import { recoveryWords } from './faults.ts'
import { formatCount } from './format-number.ts'
import { type Paint, plainPaint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { standstill } from './standstill.ts'

const PLACES_SHOWN = 3

/**
 * Why the worst operation of each variant failed, in sentences with numbers of the run: what its users saw, which fault
 * was there, what it did to each unit and edge on the way to them, and how it ended. Says so where the run does not
 * tell.
 *
 * @param topologies Of every variant of the document, by name.
 */
export function explainText(
  document: RunDocument,
  topologies: ReadonlyMap<string, Topology>,
  paint: Paint = plainPaint,
): string {
  const many = Object.keys(document.variants).length > 1
  const parts = Object.entries(document.variants).map(([name, variant]) => {
    const topology = topologies.get(name)
    const lines = topology === undefined ? [] : explainVariant(variant, document.entries, topology, paint)
    return [...(many ? [paint.strong(paint.accent(name))] : []), ...lines].join('\n')
  })
  return `${parts.join('\n\n')}\n`
}

function explainVariant(
  variant: VariantDocument,
  entries: readonly string[],
  topology: Topology,
  paint: Paint,
): string[] {
  const worst = worstOperation(variant, entries)
  const { recovery, faults } = variant
  const silent = faults
    .filter(({ bit }) => bit === 0)
    .map(({ id }) => paint.doubt(`The fault ${id} changed nothing, so this run tells nothing about it.`))
  if (worst === undefined) {
    const slower = [...new Set(faults.flatMap(({ blastRadius }) => Object.keys(blastRadius.operations)))]
    const words = slower.length === 0 ? '' : ` ${slower.join(', ')} got worse than without the faults, but answered.`
    return [`No request of a user failed.${words}`, ...silent, ...recoverySentences(recovery, paint)]
  }
  const [operation, call] = worst
  const guilty = faults.filter(({ bit, blastRadius }) => bit > 0 && operation in blastRadius.operations)
  return [
    ...symptoms(operation, call, paint),
    ...silent,
    ...(guilty.length === 0 ? withoutFault(variant, operation, call) : []),
    ...guilty.flatMap((fault) => faultSentences(fault, operation, topology, paint)),
    ...recoverySentences(recovery, paint),
  ]
}

/** The operation of users with the least availability, if anything failed. */
function worstOperation(
  { operations }: VariantDocument,
  entries: readonly string[],
): readonly [string, CallResult] | undefined {
  const failing = entries.flatMap((name): [string, CallResult][] => {
    const call = operations[name]
    return call === undefined || (call.availability?.value ?? 1) >= 1 ? [] : [[name, call]]
  })
  return failing.toSorted(([, a], [, b]) => (a.availability?.value ?? 1) - (b.availability?.value ?? 1))[0]
}

function symptoms(operation: string, call: CallResult, paint: Paint): string[] {
  const share = 1 - (call.availability?.value ?? 1)
  const failed = Object.values(call.failed).reduce((sum, count) => sum + (count?.value ?? 0), 0)
  const places = Object.entries(call.failedAt).toSorted(([, a], [, b]) => (b?.value ?? 0) - (a?.value ?? 0))
  const all = places.reduce((sum, [, count]) => sum + (count?.value ?? 0), 0)
  const shown = places
    .slice(0, PLACES_SHOWN)
    .map(([place, count]) => `${place} (${formatQuantity('share', (count?.value ?? 0) / all)})`)
  const head =
    `${paint.strong(operation)} did worst: ${formatQuantity('share', share)} of its requests got no good answer ` +
    `(${formatCount(Math.round(failed))} failed in a replication).`
  const unanswered = call.unfinished?.value ?? 0
  return [
    head,
    shown.length === 0
      ? 'The run does not tell where its failures were decided.'
      : `Its users saw ${shown.join(', ')}${places.length > PLACES_SHOWN ? ', and others' : ''}.`,
    ...(unanswered >= 1 ? [`${formatCount(Math.round(unanswered))} had no answer at all when the run stopped.`] : []),
  ]
}

/** No fault made it worse than the control: what can be said is what the place of the failures looked like. */
function withoutFault(variant: VariantDocument, operation: string, call: CallResult): string[] {
  const [worst] = Object.entries(call.failedAt).toSorted(([, a], [, b]) => (b?.value ?? 0) - (a?.value ?? 0))
  const place = worst?.[0].split(' at ')[1]
  const known = place === undefined ? undefined : placeSentence(variant, place)
  const none =
    variant.faults.length === 0
      ? 'The scenario has no faults: what failed, failed under its load alone.'
      : `No fault explains it: while they were on, ${operation} was no worse than without them.`
  return [none, known ?? 'Why, the run does not tell.']
}

function faultSentences(fault: FaultResult, operation: string, topology: Topology, paint: Paint): string[] {
  const { id, kind, bites, targets, during } = fault
  const names = Object.keys(targets)
  const times = formatCount(Math.round(bites?.value ?? 0))
  const on = formatQuantity('milliseconds', (fault.secondsOn?.value ?? 0) * 1000)
  const drawn = Object.values(targets).every((count) => count === fault.began) ? '' : '(not all in every replication) '
  const head =
    `The fault ${paint.accent(id)} (${kind}) hit ${names.length === 0 ? 'what it names' : names.join(', ')} ` +
    `${drawn}${whenOf(fault)}(${on} in a replication) and changed something ${times} times.`
  if (during === null) return [head]
  const chain = causalChain(topology, operation, names)
  const numbers =
    chain === undefined
      ? [`No call of ${operation} leads to what it hit, so how it got there is not known.`]
      : chain.flatMap(({ unit, edge }) => [
          unitSentence(unit, during, topology),
          ...(edge === null ? [] : [edgeSentence(edge, during, topology)]),
        ])
  const [run, usual] = [during.run.operations[operation], during.control.operations[operation]]
  const rate = (value: number | null | undefined): string => formatQuantity('perSecond', value ?? 0)
  const seen =
    run === undefined
      ? []
      : [
          `So ${operation} had ${rate(run.goodPerSecond)} good answers while it was on, and ` +
            `${rate(run.failedPerSecond)} failed; without it ${rate(usual?.goodPerSecond)} and ` +
            `${rate(usual?.failedPerSecond)}.`,
        ]
  const detect = formatQuantity('milliseconds', (fault.detectSeconds?.value ?? 0) * 1000)
  const noticed = fault.detected === 0 ? [] : [`It could be noticed ${detect} after its start.`]
  return [head, ...numbers.map((text) => `  ${text}`), ...seen, ...noticed]
}

/** `from 20.0 s to 40.0 s `, of a fault that was on once, at the same time in all replications. */
function whenOf({ replications }: FaultResult): string {
  const [first] = replications[0]?.episodes ?? []
  const same = replications.every(({ episodes }) => {
    const [only] = episodes
    return episodes.length === 1 && only?.fromSeconds === first?.fromSeconds && only?.toSeconds === first?.toSeconds
  })
  if (first === undefined || !same) return ''
  const time = (value: number): string => formatQuantity('milliseconds', value * 1000)
  return `from ${time(first.fromSeconds)} to ${first.toSeconds === null ? 'the end' : time(first.toSeconds)} `
}

function recoverySentences(recovery: RecoveryResult | null, paint: Paint): string[] {
  if (recovery === null) return []
  const rate = (value: number): string => formatQuantity('perSecond', value)
  const loop = recovery.sustainedBy
  const held = standstill(recovery)
  const why =
    loop === null
      ? held.length > 0
        ? [
            `Nothing comes free: every slot of ${held.join(', ')} is held, and nothing there is answered. Who waits ` +
              'without a timeout for an answer that never comes waits for ever.',
          ]
        : recovery.stuck > 0
          ? ['What keeps it down is not known: no edge asks more of a saturated unit than it can do.']
          : []
      : [
          `It keeps itself down over ${loop.edge}: ${rate(loop.attemptsPerSecond)} attempts there, where without ` +
            `faults there are ${rate(loop.controlAttemptsPerSecond)}; in all ${rate(loop.loadPerSecond)} come to ` +
            `${loop.callee}, which never did more than ${rate(loop.capacityPerSecond)}.`,
        ]
  const overload =
    recovery.controlOverloaded === 0
      ? []
      : ['Without any fault the load is too much as well: this is overload, whatever the faults do.']
  return [`After the faults: ${recoveryWords(recovery, paint)}.`, ...why, ...overload]
}
