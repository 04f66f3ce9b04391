import { type HistogramData, meanOf } from '../histogram-data.ts'
import { type MessageAnomalyName, MessageCount, type MessageCountName } from '../messages/message-anomaly.ts'
import { type MessageSpan, messageSpan } from '../messages/message-span.ts'
import {
  type TransactionAnomalyName,
  TransactionCount,
  type TransactionCountName,
} from '../transactions/transaction-anomaly.ts'
import { type TransactionSpan, transactionSpan } from '../transactions/transaction-span.ts'
import { TRANSACTION_TIMES } from '../transactions/transaction-tally.ts'
import type { CallCourse, EdgeCourse, RunCourse, UnitCourse } from './run-course.ts'

/** Numbers of one subject; `null` where nothing was measured. */
type Numbers<Key extends string> = Readonly<Record<Key, number | null>>

export type CallPicture = Numbers<'offeredPerSecond' | 'goodPerSecond' | 'failedPerSecond' | 'meanMs'>
export type EdgePicture = Numbers<'callsPerSecond' | 'attemptsPerSecond' | 'goodPerSecond' | 'failedPerSecond'>
export type UnitPicture = Numbers<'goodPerSecond' | 'busy' | 'queueLength' | 'present'>

/** Of the messages published in that time how many, but for the backlog. */
export type MessagePicture = Numbers<'published' | 'handled' | MessageAnomalyName | 'endToEndMs' | 'backlog'>
/** Of the business transactions begun in that time how many. */
export type TransactionPicture = Numbers<'begun' | 'committed' | 'compensated' | TransactionAnomalyName | 'settleMs'>

/** A system over some part of the time: means, of one run or of several. */
export interface Picture {
  readonly seconds: number
  readonly total: CallPicture
  /** Requests of users. */
  readonly operations: Readonly<Record<string, CallPicture>>
  readonly edges: Readonly<Record<string, EdgePicture>>
  readonly units: Readonly<Record<string, UnitPicture>>
  /** Of the messages published in it, by event and subscription. */
  readonly messages: Readonly<Record<string, MessagePicture>>
  /** Of the business transactions begun in it, by name. */
  readonly transactions: Readonly<Record<string, TransactionPicture>>
}

/** The picture of a run over the given windows. */
export function pictureOf(run: RunCourse, windows: readonly number[]): Picture {
  const seconds = (windows.length * run.grid.width) / 1e9
  const sum = (values: readonly number[]): number => windows.reduce((all, k) => all + (values[k] ?? 0), 0)
  const rate = (values: readonly number[]): number | null => (seconds === 0 ? null : sum(values) / seconds)
  const mean = (values: readonly (number | null)[]): number | null => {
    const known = windows.map((k) => values[k] ?? null).filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((all, value) => all + value, 0) / known.length
  }
  const call = ({ offered, good, failed, latencySum }: CallCourse): CallPicture => {
    const answers = sum(good)
    return {
      offeredPerSecond: rate(offered),
      goodPerSecond: rate(good),
      failedPerSecond: rate(failed),
      meanMs: answers === 0 ? null : sum(latencySum) / answers / 1e6,
    }
  }
  const edge = ({ offered, attempts, good, failed }: EdgeCourse): EdgePicture => ({
    callsPerSecond: rate(offered),
    attemptsPerSecond: rate(attempts),
    goodPerSecond: rate(good),
    failedPerSecond: rate(failed),
  })
  const unit = ({ good, busy, queue, present }: UnitCourse): UnitPicture => ({
    goodPerSecond: rate(good),
    busy: mean(busy),
    queueLength: mean(queue),
    present: mean(present),
  })
  return {
    seconds,
    total: call(run.total),
    operations: named(run.operations, call),
    edges: named(run.edges, edge),
    units: named(run.units, unit),
    messages: named(run.messages, (course) => messagePicture(messageSpan(course, windows, run.grid.width))),
    transactions: named(run.transactions, (course) =>
      transactionPicture(transactionSpan(course, windows, run.grid.width)),
    ),
  }
}

/** The mean of several pictures of one system, number by number, over those that measured it. */
export function meanPicture(pictures: readonly Picture[]): Picture | null {
  const [first] = pictures
  if (first === undefined) return null
  const each = <Key extends string>(
    of: (picture: Picture) => Readonly<Record<string, Numbers<Key>>>,
  ): Readonly<Record<string, Numbers<Key>>> =>
    Object.fromEntries(
      Object.keys(of(first)).map((name) => [name, meanNumbers(pictures.flatMap((picture) => of(picture)[name] ?? []))]),
    )
  return {
    seconds: pictures.reduce((sum, { seconds }) => sum + seconds, 0) / pictures.length,
    total: meanNumbers(pictures.map(({ total }) => total)),
    operations: each(({ operations }) => operations),
    edges: each(({ edges }) => edges),
    units: each(({ units }) => units),
    messages: each(({ messages }) => messages),
    transactions: each(({ transactions }) => transactions),
  }
}

function messagePicture({ time, counts, endToEnd, backlogArea }: MessageSpan): MessagePicture {
  const of = (name: MessageCountName): number => counts[MessageCount[name]] ?? 0
  return {
    published: of('published'),
    handled: of('handled'),
    lost: of('lost'),
    duplicates: of('duplicates'),
    reordered: of('reordered'),
    late: of('late'),
    deadLettered: of('deadLettered'),
    endToEndMs: meanMs(endToEnd),
    backlog: time === 0 ? null : backlogArea / time,
  }
}

function transactionPicture({ counts, times }: TransactionSpan): TransactionPicture {
  const of = (name: TransactionCountName): number => counts[TransactionCount[name]] ?? 0
  return {
    begun: of('begun'),
    committed: of('committed'),
    compensated: of('compensated'),
    abandoned: of('abandoned'),
    stuck: of('stuck'),
    doubleEffects: of('doubleEffects'),
    missingEffects: of('missingEffects'),
    orphans: of('orphans'),
    doubleUndos: of('doubleUndos'),
    dirtyReads: of('dirtyReads'),
    settleMs: meanMs(times[TRANSACTION_TIMES.indexOf('settleTime')]),
  }
}

function meanMs(times: HistogramData | undefined): number | null {
  const mean = times === undefined ? null : meanOf(times)
  return mean === null ? null : mean / 1e6
}

function meanNumbers<Key extends string>(all: readonly Numbers<Key>[]): Numbers<Key> {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const numbers of all) {
    for (const [key, value] of Object.entries<number | null>(numbers)) {
      const known = sums.get(key) ?? { sum: 0, count: 0 }
      sums.set(key, value === null ? known : { sum: known.sum + value, count: known.count + 1 })
    }
  }
  const means = [...sums].map(([key, { sum, count }]) => [key, count === 0 ? null : sum / count])
  // The keys are those of the numbers that went in.
  return Object.fromEntries(means) as Numbers<Key>
}

function named<Course extends { readonly name: string }, Shown>(
  courses: readonly Course[],
  show: (course: Course) => Shown,
): Readonly<Record<string, Shown>> {
  return Object.fromEntries(courses.map((course) => [course.name, show(course)]))
}
