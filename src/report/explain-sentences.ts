import type { Topology } from '../experiments/topology.ts'
import type { ComparedPicture } from '../metrics/faults/fault-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import { formatNumber } from './format-number.ts'
import { formatQuantity } from './scale.ts'

/** Differences below this share of the usual figure are not worth a sentence. */
const SAME = 0.1
/** A unit this busy has nothing left. */
const FULL = 0.95

/** What a unit was like while a fault was on, beside the same time without it. */
export function unitSentence(unit: string, { run, control }: ComparedPicture, topology: Topology): string {
  const [here, usual] = [run.units[unit], control.units[unit]]
  if (here === undefined || usual === undefined) return `${unit}: nothing was measured of it.`
  const loops = topology.units.find(({ name }) => name === unit)?.slots === null
  const parts = [
    difference('good visits', here.goodPerSecond, usual.goodPerSecond, rate),
    difference(loops ? 'of its cores busy' : 'of its slots or cores busy', here.busy, usual.busy, share),
    difference('requests waiting for a slot', here.queueLength, usual.queueLength, formatNumber),
    difference('requests in it', here.present, usual.present, formatNumber),
  ].filter((text) => text !== '')
  if (parts.length === 0) return `${unit}: as without the fault.`
  const full = (here.busy ?? 0) >= FULL && (usual.busy ?? 0) < FULL ? ' It was full.' : ''
  return `${unit}: ${parts.join('; ')}.${full}`
}

/** What the calls over an edge came to while a fault was on, beside the same time without it. */
export function edgeSentence(edge: string, { run, control }: ComparedPicture, topology: Topology): string {
  const [here, usual] = [run.edges[edge], control.edges[edge]]
  if (here === undefined || usual === undefined) return `${edge}: nothing was measured of it.`
  const failing = ratio(here.failedPerSecond, here.callsPerSecond)
  const usually = ratio(usual.failedPerSecond, usual.callsPerSecond)
  const parts = [
    difference('calls', here.callsPerSecond, usual.callsPerSecond, rate),
    difference('attempts', here.attemptsPerSecond, usual.attemptsPerSecond, rate),
    difference(
      'attempts a call',
      ratio(here.attemptsPerSecond, here.callsPerSecond),
      ratio(usual.attemptsPerSecond, usual.callsPerSecond),
      formatNumber,
    ),
    difference('of its calls failed', failing, usually, (value) => share(Math.min(1, value))),
  ].filter((text) => text !== '')
  const found = topology.edges.find(({ from, to }) => `${from} -> ${to}` === edge)
  const timeout =
    found === undefined || found.timeoutMs === 0 ? '' : ` (timeout ${formatQuantity('milliseconds', found.timeoutMs)})`
  return `${edge}${timeout}: ${parts.length === 0 ? 'as without the fault' : parts.join('; ')}.`
}

/** What a place where failures were decided was like over the whole run; `undefined` where it is not in the result. */
export function placeSentence(variant: VariantDocument, place: string): string | undefined {
  const callee = place.split(' -> ')[1] ?? place
  const unit = variant.units[callee]
  if (unit === undefined) return undefined
  const words = [
    unit.utilisation === null ? '' : `${share(unit.utilisation.value)} of its slots held`,
    unit.cpuUtilisation === null ? '' : `${share(unit.cpuUtilisation.value)} of its cores busy`,
    unit.queueLength === null ? '' : `${formatNumber(unit.queueLength.value)} requests waiting on average`,
  ].filter((text) => text !== '')
  return `${callee}, where most was decided, had ${words.join(', ')}.`
}

/** `12.0/s good visits (100/s without it)`; empty where both are about the same. */
function difference(
  what: string,
  here: number | null,
  usual: number | null,
  format: (value: number) => string,
): string {
  if (here === null) return ''
  const base = usual ?? 0
  if (Math.abs(here - base) <= SAME * Math.max(base, 0.01)) return ''
  return `${format(here)} ${what} (${usual === null ? 'none' : format(usual)} without it)`
}

function ratio(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole
}

function rate(value: number): string {
  return formatQuantity('perSecond', value)
}

function share(value: number): string {
  return formatQuantity('share', value)
}
