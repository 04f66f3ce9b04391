import { converged } from '../../src/checks/histories/convergence/converged.ts'
import { effectsOnce } from '../../src/checks/histories/effects/effects-once.ts'
import { isolation } from '../../src/checks/histories/isolation/isolation.ts'
import type { Judgement } from '../../src/checks/histories/judgement.ts'
import { linearizable } from '../../src/checks/histories/linearizability/linearizable.ts'
import { logLaws } from '../../src/checks/histories/logs/log-laws.ts'
import { conserved } from '../../src/checks/histories/quantities/conserved.ts'
import { counterWithinBounds } from '../../src/checks/histories/quantities/counter-within-bounds.ts'
import { queueLaws } from '../../src/checks/histories/queues/queue-laws.ts'
import { sagaAtomic } from '../../src/checks/histories/sagas/saga-atomic.ts'
import { sequentiallyConsistent } from '../../src/checks/histories/sequential/sequentially-consistent.ts'
import { sessionGuarantees } from '../../src/checks/histories/sessions/session-guarantees.ts'
import { boundedStaleness } from '../../src/checks/histories/staleness/bounded-staleness.ts'
import { kStaleness } from '../../src/checks/histories/staleness/k-staleness.ts'
import { largeEffects, largeLogs, largeQueue, largeSagas } from './large-business.ts'
import {
  largeCounters,
  largeQuantities,
  largeRegisters,
  largeReplicas,
  largeTransactions,
  seenFromOutside,
  withStaleRead,
} from './large-histories.ts'

/** Operations in each history. */
const count = 100_000

/** How often each judge is timed; the median is shown. */
const rounds = 5

const known = largeRegisters({ count, clients: 50, keys: 100 })
const oneKey = seenFromOutside(largeRegisters({ count, clients: 50, keys: 1 }))
const repeated = seenFromOutside(largeRegisters({ count, clients: 5, keys: 1, unique: false, others: 30 }))
const wild = seenFromOutside(largeRegisters({ count, clients: 50, keys: 100, unique: false, others: 30 }))
const serial = largeTransactions(count, 'serial', 1000)
const loose = largeTransactions(count, 'read-committed', 1000)
const hot = largeTransactions(count, 'read-committed', 10)
const replicas = largeReplicas(count, 100)
const transfers = largeQuantities(count, 100)
const counters = largeCounters(count, 50)
const effects = largeEffects(count)
const queue = largeQueue(count)
const logs = largeLogs(count)
const sagas = largeSagas(count)
const withoutOrder = known.map(({ order: _order, ...operation }) => operation)

const cases: readonly (readonly [string, () => Judgement<unknown>])[] = [
  ['linearizable, witness, 100 keys, 50 clients', () => linearizable({ operations: known, initial: 0 })],
  ['linearizable, zones, 1 key, 50 clients', () => linearizable({ operations: oneKey, initial: 0 })],
  ['linearizable, zones, violated', () => linearizable({ operations: withStaleRead(oneKey), initial: 0 })],
  ['linearizable, search, 1 key, 5 clients', () => linearizable({ operations: repeated, initial: 0 })],
  ['linearizable, search, violated', () => linearizable({ operations: withStaleRead(repeated), initial: 0 })],
  ['linearizable, search, 100 keys, 50 clients', () => linearizable({ operations: wild, initial: 0 })],
  ['sequentially consistent, witness', () => sequentiallyConsistent({ operations: known, initial: 0 })],
  ['sequentially consistent, versions', () => sequentiallyConsistent({ operations: withoutOrder })],
  ['sequentially consistent, violated', () => sequentiallyConsistent({ operations: withStaleRead(withoutOrder) })],
  ['session guarantees', () => sessionGuarantees({ operations: known })],
  ['bounded staleness', () => boundedStaleness({ operations: known }, 0)],
  ['k-staleness', () => kStaleness({ operations: known }, 0)],
  ['isolation, serial, 1,000 keys', () => isolation(serial)],
  ['isolation, read committed, 1,000 keys', () => isolation(loose)],
  ['isolation, read committed, 10 keys', () => isolation(hot)],
  ['converged, 3 replicas, 100 keys', () => converged(replicas, 50)],
  ['conserved, 100 accounts', () => conserved({ events: transfers })],
  ['counter within bounds, 10 counters', () => counterWithinBounds({ operations: counters })],
  ['effects exactly once', () => effectsOnce({ events: effects }, 'exactly-once')],
  ['queue laws, 100 keys', () => queueLaws(queue)],
  ['log laws, 10 logs', () => logLaws(logs)],
  ['saga atomicity, 3 legs', () => sagaAtomic(sagas)],
]

console.log(`${count.toLocaleString('en')} operations, CPU time of all threads, median of ${rounds} rounds`)
console.log('| judge | ms | steps | verdict |')
console.log('| --- | ---: | ---: | --- |')
for (const [name, judge] of cases) {
  const times: number[] = []
  let judgement = judge()
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage()
    judgement = judge()
    const { user, system } = process.cpuUsage(start)
    times.push((user + system) / 1000)
  }
  const median = times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
  console.log(`| ${name} | ${median.toFixed(0)} | ${judgement.steps.toLocaleString('en')} | ${judgement.verdict} |`)
}
