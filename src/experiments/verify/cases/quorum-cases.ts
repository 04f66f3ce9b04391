import { figure } from '../figure.ts'
import { measures } from '../measures.ts'
import { runLength } from '../run-length.ts'
import { scenarioText } from '../scenario-text.ts'
import { quorums } from '../theory/quorums.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_QUORUM } from './bare-quorum.ts'
import { BARE_NETWORK } from './station.ts'

const { of, relative, absolute, complement } = figure
const m = measures()
const RATE = 2000

/** Each call to a node fails with the same probability, by itself. */
function available(
  id: string,
  { n, need, each, requests }: { n: number; need: number; each: number; requests: number },
): VerifyCase {
  const expected = quorums.availability(n, need, each)
  return {
    id,
    family: 'quorum availability',
    title: `${need} of ${n} nodes have to answer, each does with probability ${each}`,
    source: 'binomial law',
    scenario: scenarioText({
      name: 'quorum-availability',
      run: runLength.ofRequests(requests, RATE, 1),
      app: { shop: { owns: { data: { keys: 1000 } }, operations: { read: [{ read: 'data' }] } } },
      deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
      stores: { kv: { ...BARE_QUORUM, n, r: need, w: need, read: '0s', write: '0s', timeout: '10ms' } },
      // A node that is asked has to hear of it, and to be heard.
      network: { ...BARE_NETWORK, 'same-zone': { delay: '0.1ms', loss: `${100 * (1 - Math.sqrt(each))}%` } },
      workload: { clients: { arrivals: `poisson(${RATE}/s)`, call: 'shop.read' } },
    }),
    quick: need === 3 && each < 0.95,
    figures: () => [
      of(
        'available',
        expected,
        // Three standard deviations of a share of so many.
        absolute(3 * Math.sqrt((expected * (1 - expected)) / requests)),
        m.outcomeShare('shop.read', 'ok'),
      ),
    ],
  }
}

const CUT = { between: ['kv/0', 'kv/1', 'kv/2'], and: ['kv/3', 'kv/4'] }

/** Five nodes split into three and two; clients reach any node, which asks the others. */
const cap: VerifyCase = {
  id: 'R-CAP-1',
  family: 'quorum availability',
  title: 'A partition of five nodes into 3 and 2: quorums of 3 against sloppy quorums of 1',
  source: 'definition: what comes to the smaller side',
  scenario: scenarioText({
    name: 'cap-partition',
    run: { duration: '30s', warmup: '0s', replications: 20, drain: 'auto' },
    app: {
      shop: {
        owns: { data: { keys: 1000 } },
        operations: { write: [{ write: 'data', key: 'id' }], read: [{ read: 'data', key: 'id' }] },
      },
    },
    deploy: { 'each-module': { runtime: 'event-loop', queue: 'unbounded' } },
    stores: {
      kv: {
        ...BARE_QUORUM,
        n: 5,
        r: 3,
        w: 3,
        coordinator: 'node',
        read: '1ms',
        write: '1ms',
        timeout: '10ms',
      },
    },
    network: BARE_NETWORK,
    workload: {
      writers: { arrivals: 'constant(100/s)', call: 'shop.write', inputs: { id: 'uniform of 1000' } },
      readers: { arrivals: 'constant(900/s)', call: 'shop.read', inputs: { id: 'uniform of 1000' } },
    },
    faults: [{ id: 'split', partition: CUT, at: '0s', for: '30s' }],
    variants: { CP: {}, AP: { stores: { kv: { r: 1, w: 1, sloppy: true } } } },
  }),
  quick: false,
  figures: () => [
    of('CP_rejected_share', 0.4, relative(0.03), complement(measures('CP').outcomeShare('shop.write', 'ok'))),
    of('CP_rejected_reads', 0.4, relative(0.03), complement(measures('CP').outcomeShare('shop.read', 'ok'))),
    of('AP_rejected_share', 0, absolute(1e-9), complement(measures('AP').outcomeShare('shop.write', 'ok'))),
    of('AP_rejected_reads', 0, absolute(1e-9), complement(measures('AP').outcomeShare('shop.read', 'ok'))),
  ],
}

/** Stores that wait for some of the nodes that keep a key. */
export const quorumCases: readonly VerifyCase[] = [
  available('R-AV-1', { n: 3, need: 2, each: 0.99, requests: 1_000_000 }),
  available('R-AV-2', { n: 5, need: 3, each: 0.99, requests: 3_000_000 }),
  available('R-AV-4', { n: 5, need: 3, each: 0.9, requests: 400_000 }),
  cap,
]
