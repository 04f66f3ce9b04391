import type { FaultResult, RecoveryCounts, RecoveryResult } from '../metrics/faults/fault-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import { MESSAGE_WORDS, TRANSACTION_WORDS } from './anomaly-names.ts'
import { formatCount, formatNumber } from './format-number.ts'
import type { Paint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { sparkline } from './sparkline.ts'
import { standstill } from './standstill.ts'

const SPARK_WIDTH = 60
const TARGETS_SHOWN = 4
const NAMES_SHOWN = 3

/** What the faults of a variant did, how it came through, and its goodput beside the control's; or nothing. */
export function faultLines({ faults, recovery }: VariantDocument, paint: Paint): string[] {
  if (faults.length === 0) return []
  return ['', '  faults', ...faults.flatMap((fault) => oneFault(fault, paint)), ...recoveryLines(recovery, paint)]
}

function oneFault(fault: FaultResult, paint: Paint): string[] {
  const { id, kind, bites, bit, replications, detected, began } = fault
  const head = `    ${paint.accent(id)} (${kind})  ${whenAndWhere(fault)}`
  if (bit === 0) return [`${head}; ${paint.doubt('changed nothing')}`]
  const silent = replications.length - bit
  const count = `changed something ${formatCount(Math.round(bites?.value ?? 0))} times a replication`
  const but = silent === 0 ? '' : paint.doubt(`, nothing in ${silent} of ${replications.length}`)
  const noticed =
    detected === 0
      ? 'failures and latency stayed within the band of the control'
      : `noticed after ${seconds(fault.detectSeconds?.value ?? 0)}${ofAll(detected, began)}`
  const over = fault.recovery === null ? [] : [`      after it: ${recoveryWords(fault.recovery, paint)}`]
  return [`${head}; ${count}${but}`, `      ${hurt(fault)}; ${noticed}`, ...businessDuring(fault, paint), ...over]
}

/** What went wrong with messages published, and business transactions begun, while a fault was on. */
function businessDuring({ during }: FaultResult, paint: Paint): string[] {
  if (during === null) return []
  const { run, control } = during
  const subscriptions = Object.keys(run.messages).filter((name) => !isSum(name, run.messages))
  return [
    ...subscriptions.flatMap((name) => {
      const words = anomalyCounts(MESSAGE_WORDS, run.messages[name], control.messages[name], paint)
      const all = many(run.messages[name]?.published ?? 0)
      return words === '' ? [] : [`      of ${all} messages of ${name} published while it was on: ${words}`]
    }),
    ...Object.keys(run.transactions).flatMap((name) => {
      const words = anomalyCounts(TRANSACTION_WORDS, run.transactions[name], control.transactions[name], paint)
      const all = many(run.transactions[name]?.begun ?? 0)
      return words === '' ? [] : [`      of ${all} ${name} begun while it was on: ${words}`]
    }),
  ]
}

/** Whether it is an event, of which there are subscriptions, too. */
function isSum(name: string, all: Readonly<Record<string, unknown>>): boolean {
  return !name.includes(' -> ') && Object.keys(all).some((other) => other.startsWith(`${name} -> `))
}

/** `312 handled after they were given up (0 without it)`: what went wrong more often than without the fault. */
function anomalyCounts<Name extends string>(
  words: Readonly<Record<Name, string>>,
  run: Readonly<Record<Name, number | null>> | undefined,
  control: Readonly<Record<Name, number | null>> | undefined,
  paint: Paint,
): string {
  const names = Object.keys(words) as Name[]
  return names
    .flatMap((name) => {
      const [here, there] = [run?.[name] ?? 0, control?.[name] ?? 0]
      return here <= there ? [] : [`${paint.bad(`${many(here)} ${words[name]}`)} (${many(there)} without it)`]
    })
    .join(', ')
}

/** A mean count is rarely whole. */
function many(value: number): string {
  return value >= 10 || Number.isInteger(value) ? formatCount(Math.round(value)) : formatNumber(value, 2)
}

/** `60.0 s to 90.0 s on db/0`, where all replications agree; else how long it was on. */
function whenAndWhere({ replications, secondsOn, targets, began }: FaultResult): string {
  if (began === 0) return 'never began'
  const texts = replications.map(({ episodes }) =>
    episodes
      .map(({ fromSeconds, toSeconds }) => {
        return `${seconds(fromSeconds)} to ${toSeconds === null ? 'the end' : seconds(toSeconds)}`
      })
      .join(', '),
  )
  const [first = ''] = texts
  const same = texts.every((text) => text === first) && (replications[0]?.episodes.length ?? 0) <= 3
  const when = same ? first : `on for ${seconds(secondsOn?.value ?? 0)} a replication`
  const names = Object.keys(targets)
  const more = names.length > TARGETS_SHOWN ? ` and ${names.length - TARGETS_SHOWN} more` : ''
  const always = Object.values(targets).every((count) => count === began)
  const drawn = always ? '' : ' (not all in every replication)'
  return names.length === 0 ? when : `${when} on ${names.slice(0, TARGETS_SHOWN).join(', ')}${more}${drawn}`
}

function hurt({ secondsOn, blastRadius: { operations, requestsShare } }: FaultResult): string {
  const names = Object.keys(operations)
  // What lasts an instant makes nothing fail while it is on, whatever it leaves behind.
  const instant = secondsOn?.value === 0
  const share = `; ${formatQuantity('share', requestsShare?.value ?? 0)} of the requests failed because of it`
  const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''
  const whom = names.length === 0 ? 'no operation' : `${names.slice(0, NAMES_SHOWN).join(', ')}${more}`
  return `hurt ${whom}${instant ? '' : share}`
}

function recoveryLines(recovery: RecoveryResult | null, paint: Paint): string[] {
  if (recovery === null) return []
  const lines = [`    ${paint.strong('recovery')}  ${recoveryWords(recovery, paint)}`]
  const loop = recovery.sustainedBy
  if (loop !== null) {
    const rate = (value: number): string => formatQuantity('perSecond', value)
    lines.push(
      `      kept down over ${loop.edge}: ${rate(loop.attemptsPerSecond)} attempts ` +
        `(${rate(loop.controlAttemptsPerSecond)} without faults), ${rate(loop.loadPerSecond)} in all on ` +
        `${loop.callee}, which does ${rate(loop.capacityPerSecond)}`,
    )
  }
  const held = loop === null ? standstill(recovery) : []
  if (held.length > 0)
    lines.push(`      nothing comes free: every slot of ${held.join(', ')} is held, and nothing is answered`)
  if (recovery.controlOverloaded > 0) {
    lines.push(`      ${paint.doubt('the control is overloaded without any fault')} in ${recovery.controlOverloaded}`)
  }
  const { goodPerSecond, controlGoodPerSecond } = recovery.timeline
  // One scale for both rows, so that they can be compared.
  const top = [...goodPerSecond, ...controlGoodPerSecond].reduce((most, value) => Math.max(most, value), 0)
  const row = (values: readonly number[]): string => sparkline(values, SPARK_WIDTH, top)
  if (goodPerSecond.length > 0) {
    lines.push(`      goodput   ${row(goodPerSecond)}`, `      control   ${row(controlGoodPerSecond)}`)
  }
  return lines
}

/** `recovered after 12.0 s in 19 of 20, stuck in 1 of 20` */
export function recoveryWords(counts: RecoveryCounts, paint: Paint): string {
  const { recovered, stuck, inconclusive, recoverSeconds, reasons } = counts
  const all = recovered + stuck + inconclusive
  const of = (count: number): string => ofAll(count, all)
  const parts = [
    recovered === 0 ? '' : paint.good(`recovered ${afterwards(recoverSeconds?.value ?? 0)}${of(recovered)}`),
    stuck === 0 ? '' : paint.bad(`did not recover${stuck === all && all > 1 ? ` in any of ${all}` : of(stuck)}`),
    inconclusive === 0 ? '' : paint.doubt(`undecided${of(inconclusive)} (${reasons.join('; ')})`),
  ]
  return parts.filter((text) => text !== '').join(', ')
}

function ofAll(count: number, all: number): string {
  return count === all ? '' : ` in ${count} of ${all}`
}

function afterwards(value: number): string {
  return value === 0 ? 'at once' : `after ${seconds(value)}`
}

function seconds(value: number): string {
  return formatQuantity('milliseconds', value * 1000)
}
