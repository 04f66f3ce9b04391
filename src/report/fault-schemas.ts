import { MESSAGE_ANOMALIES } from '../metrics/messages/message-anomaly.ts'
import { TRANSACTION_ANOMALIES } from '../metrics/transactions/transaction-anomaly.ts'
import { count, list, map, number, object, orNull, ref, type Schema, text } from './schema-parts.ts'

/** The definitions of what a result says about faults. */
export function faultSchemas({ figure }: { readonly figure: Schema }): Readonly<Record<string, Schema>> {
  const verdict: Schema = { enum: ['recovered', 'stuck', 'inconclusive'] }
  const plain = orNull(number)
  const numbers = (...names: readonly string[]): Schema =>
    object(Object.fromEntries(names.map((name) => [name, plain])))
  const counts = {
    verdict,
    recovered: count,
    stuck: count,
    inconclusive: count,
    recoverSeconds: figure,
    reasons: list(text),
  }
  const call = numbers('offeredPerSecond', 'goodPerSecond', 'failedPerSecond', 'meanMs')
  const episode = object({ fromSeconds: number, toSeconds: plain, targets: list(text) })
  return {
    picture: object({
      seconds: number,
      total: call,
      operations: map(call, 'Requests of users.'),
      edges: map(numbers('callsPerSecond', 'attemptsPerSecond', 'goodPerSecond', 'failedPerSecond')),
      units: map(numbers('goodPerSecond', 'busy', 'queueLength', 'present')),
      messages: map(
        numbers('published', 'handled', ...MESSAGE_ANOMALIES, 'endToEndMs', 'backlog'),
        'Of the messages published in that time, by event and subscription.',
      ),
      transactions: map(
        numbers('begun', 'committed', 'compensated', ...TRANSACTION_ANOMALIES, 'settleMs'),
        'Of the business transactions begun in that time.',
      ),
    }),
    pictures: object({ run: ref('picture'), control: ref('picture') }, 'With the faults, and the same seeds without.'),
    fault: object({
      id: text,
      kind: text,
      began: count,
      bit: count,
      bites: figure,
      secondsOn: figure,
      targets: map(count, 'What it hit, with the number of replications in which it did.'),
      replications: list(object({ replication: count, bites: number, episodes: list(episode) })),
      blastRadius: object({ operationsShare: figure, operations: map(number), requestsShare: figure }),
      detected: count,
      detectSeconds: figure,
      recovery: orNull(object(counts)),
      during: orNull(ref('pictures')),
    }),
    recovery: object({
      ...counts,
      windowSeconds: number,
      controlOverloaded: count,
      requestsShare: figure,
      sustainedBy: orNull(
        object({
          edge: text,
          callee: text,
          replications: count,
          attemptsPerSecond: number,
          controlAttemptsPerSecond: number,
          loadPerSecond: number,
          capacityPerSecond: number,
        }),
      ),
      late: orNull(ref('pictures')),
      timeline: object({ windowSeconds: number, goodPerSecond: list(number), controlGoodPerSecond: list(number) }),
    }),
  }
}
