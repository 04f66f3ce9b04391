import { describe, expect, it, test } from 'vitest'
import { loadScenario } from '../../../src/scenarios/load.ts'
import { pathText } from '../../../src/scenarios/path-text.ts'
import { said as rendered, TAIL } from '../mistakes/said.ts'
import { said, town } from './town.ts'

/** What the schema says about one fault: `code at path: message`. */
function answers(fault: unknown): string[] {
  const result = loadScenario({ kind: 'value', file: 'town.ts', value: { name: 'town', ...town, faults: [fault] } })
  return result.problems.map(({ code, path, message }) => `${code} ${pathText(path)}: ${message}`)
}

const edge = '* -> payments'

/** A fault with one mistake, and what is said about it. */
const mistakes: readonly (readonly [fault: unknown, said: string])[] = [
  ['payments', 'S103 faults[0]: a fault belongs here, not the text "payments"'],
  [{ at: '5s' }, 'S160 faults[0]: nothing says what this fault does'],
  [{ latencey: edge, add: '5ms' }, 'S160 faults[0].latencey: there is no kind of fault "latencey"'],
  [{ kill: 'payments' }, 'S160 faults[0].kill: there is no kind of fault "kill"'],
  [
    { crash: 'payments', drain: 'shop' },
    'S160 faults[0].drain: a fault does one thing, and this one has "crash" and "drain"',
  ],
  [{ zone: 'a', region: 'r' }, 'S160 faults[0].region: a fault does one thing, and this one has "zone" and "region"'],
  [{ latency: edge }, 'S102 faults[0].add: "add" is missing in "faults[0]"'],
  [{ pause: 'payments', factor: 3 }, 'S101 faults[0].factor: unknown key "factor" in pause fault 1'],
  [{ latency: 'payments', add: '5ms' }, 'S120 faults[0].latency: "payments" is not an edge'],
  [{ latency: edge, add: 0 }, 'S161 faults[0].add: with "0" this fault does nothing'],
  [{ latency: edge, add: '5' }, 'S119 faults[0].add: "5" has no unit'],
  [{ loss: edge, share: '0%' }, 'S161 faults[0].share: with "0%" this fault does nothing'],
  [{ loss: edge, share: '120%' }, 'S114 faults[0].share: "120%" is not a share'],
  [{ loss: edge, share: '10%', burst: 0 }, 'S116 faults[0].burst: "0" is too small'],
  [{ bandwidth: edge, rate: '0MB/s' }, 'S113 faults[0].rate: "0MB/s" is too small'],
  [
    { jam: edge, direction: 'forth' },
    'S104 faults[0].direction: both, there or back belongs here, not the text "forth"',
  ],
  [{ jam: edge, end: 'caller' }, 'S108 faults[0].end: "end" says whose instances are picked, and nothing is picked'],
  [{ jam: edge, zones: ['a'] }, 'S106 faults[0].zones: a list of two zones cannot be empty'],
  [{ partition: { zon: 'a' } }, 'S101 faults[0].partition.zon: unknown key "zon" in this partition of a zone'],
  [{ partition: { between: 'shop' } }, 'S102 faults[0].partition.and: "and" is missing in "faults[0].partition"'],
  [
    { partition: { between: 'shop/x', and: 'payments' } },
    'S164 faults[0].partition.between: "shop/x" is not an instance',
  ],
  [
    { partition: { zone: 'a' }, pick: 'one' },
    'S108 faults[0].pick: "pick" has a meaning only for the partition of an edge',
  ],
  [
    { partition: { zone: 'a' }, direction: 'there' },
    'S108 faults[0].direction: "direction" has a meaning only for the partition of an edge',
  ],
  [{ dns: 'payments', mode: 'no' }, 'S104 faults[0].mode: fail or hang belongs here, not the text "no"'],
  [{ crash: 'shop', pick: 'any' }, 'S162 faults[0].pick: "any" is not a pick of instances'],
  [{ crash: 'shop', pick: 0 }, 'S162 faults[0].pick: "0" is not a pick of instances'],
  [{ crash: 'shop', pick: 1.5 }, 'S162 faults[0].pick: "1.5" is not a pick of instances'],
  [{ crash: 'shop', pick: '0%' }, 'S162 faults[0].pick: "0%" is not a pick of instances'],
  [{ crash: 'shop', pick: 'one', instances: [0] }, 'S108 faults[0].instances: this picks instances and names them'],
  [{ crash: 'shop', instances: [] }, 'S106 faults[0].instances: a list of instance numbers cannot be empty'],
  [{ crash: 'shop', zone: 'a', region: 'r' }, 'S108 faults[0].region: this has a zone and a region'],
  [{ crash: 'shop', cold: { factor: 1, for: '5s' } }, 'S161 faults[0].cold.factor: with "1" this fault does nothing'],
  [{ crash: [] }, 'S106 faults[0].crash: a list of names cannot be empty'],
  [{ slow: 'shop', factor: 0.5 }, 'S161 faults[0].factor: "0.5" would make things better, and this is a fault'],
  [{ slow: 'shop', factor: 1 }, 'S161 faults[0].factor: with "1" this fault does nothing'],
  [{ memory: 'shop', limit: '1GiB' }, 'S161 faults[0]: the memory of this fault never grows'],
  [{ memory: 'shop', limit: 0, growth: '1MB/s' }, 'S161 faults[0].limit: with a limit of 0 nothing ever runs'],
  [
    { memory: 'shop', limit: '1GiB', growth: '1MB/s', 'slow-from': '50%' },
    'S161 faults[0].slow-from: "slow-from" says where it gets slower, and nothing says how slow',
  ],
  [{ clock: 'shop' }, 'S161 faults[0]: this clock is right'],
  [{ clock: 'shop', drift: '-100%' }, 'S114 faults[0].drift: "-100%" is not a drift'],
  [{ throttle: 'shop', limit: '0/s' }, 'S111 faults[0].limit: "0/s" is too small'],
  [{ 'client-retries': 'shoppers', attempts: 1 }, 'S161 faults[0].attempts: with one attempt nobody asks again'],
  [{ pause: 'shop', id: 'any' }, 'S165 faults[0].id: a fault cannot be called "any"'],
  [{ pause: 'shop', at: '1min', until: '30s' }, 'S108 faults[0].until: this fault ends before it starts'],
  [
    { pause: 'shop', at: '1min', jitter: '1min', until: '90s' },
    'S108 faults[0].until: this fault ends before it starts',
  ],
  [{ pause: 'shop', for: '3s', until: '5s' }, 'S108 faults[0].until: "for" and "until" both say when this fault ends'],
  [
    { pause: 'shop', flap: { on: '1s', off: '1s' }, for: '3s', until: '5s' },
    'S108 faults[0].until: "for" and "until" both say when this fault ends',
  ],
  [{ pause: 'shop', every: '10s' }, 'S108 faults[0].every: a fault that starts every so often must end in between'],
  [{ pause: 'shop', every: '10s', for: '11s' }, 'S108 faults[0].every: this fault starts again before it has ended'],
  [
    { pause: 'shop', every: '10s', for: '8s', jitter: '3s' },
    'S108 faults[0].every: this fault starts again before it has ended',
  ],
  [{ pause: 'shop', after: 'x', at: '5s' }, 'S108 faults[0].at: "at" has no meaning beside "after"'],
  [{ pause: 'shop', after: 'x', until: '5s' }, 'S108 faults[0].until: "until" has no meaning beside "after"'],
  [
    { pause: 'shop', when: 'shop.concurrency > 5', jitter: '5s' },
    'S108 faults[0].jitter: "jitter" has no meaning beside "when"',
  ],
  [
    { pause: 'shop', flap: { on: '5s', off: '5s' }, every: '1min', for: '5s' },
    'S108 faults[0].every: "every" has no meaning beside "flap"',
  ],
  [
    { pause: 'shop', after: 'x', when: 'shop.concurrency > 5' },
    'S108 faults[0].when: a fault starts in one way, and this one has "after" and "when"',
  ],
  [
    { pause: 'shop', flap: { on: { min: '5s', mean: '3s' }, off: '5s' } },
    'S108 faults[0].flap.on.mean: the mean is below the least',
  ],
  [{ pause: 'shop', flap: { on: 0, off: '5s' } }, 'S110 faults[0].flap.on: "0" is too small'],
  [{ pause: 'shop', when: 'shop > 5' }, 'S163 faults[0].when: "shop" is not a measure of a unit'],
  [{ pause: 'shop', when: 'shop.queue > 5' }, 'S163 faults[0].when: a unit has no measure "queue"'],
  [{ pause: 'shop', when: 'shop.concurrency = 5' }, 'S163 faults[0].when: "=" cannot be asked'],
  [{ pause: 'shop', when: 'shop.concurrency' }, 'S163 faults[0].when: "shop.concurrency" compares nothing'],
  [{ pause: 'shop', when: 'shop.concurrency > 5ms' }, 'S116 faults[0].when: "5ms" is not a count'],
  [
    { 'cache-flush': 'catalog', for: '5s' },
    'S108 faults[0].for: "for" has no meaning here: this fault is over at once',
  ],
]

describe('a fault with a mistake is answered at its place', () => {
  test.each(mistakes)('%j', (fault, answer) => {
    expect(answers(fault)).toEqual([answer])
  })

  it('when two share an id, also one that nobody wrote', () => {
    const faults = [{ pause: 'shop', id: 'pause-2' }, { pause: 'shop' }, { pause: 'shop', id: 'pause-2' }]
    const result = loadScenario({ kind: 'value', file: 'town.ts', value: { name: 'town', ...town, faults } })
    expect(result.problems.map(({ code, path }) => `${code} ${pathText(path)}`)).toEqual([
      'S165 faults[1]',
      'S165 faults[2].id',
    ])
  })

  it('with the words of the line, and what was meant', () => {
    const faults = '  - { latencey: "* -> shop", add: 5ms }\n  - { crash: shop, when: "shop.cpu > 500", at: 3s }\n'
    expect(rendered(`name: shop\n${TAIL}faults:\n${faults}  - { slow: shop, factr: 3 }\n`)).toMatchInlineSnapshot(`
      "
      error[S160]: there is no kind of fault "latencey"
         ┌─ shop.yaml:7:7
       7 │   - { latencey: "* -> shop", add: 5ms }
         │       ^^^^^^^^ did you mean "latency"?
         = expected: one of the keys latency, loss, duplicate, reorder, bandwidth, partition, jam, blackhole, refuse, hang, reset, dns, crash, drain, pause, stall, slow, cpu-quota, memory, threads, descriptors, clock, errors, lost-reply, throttle, cache-flush, pool-leak, pool-exhausted, surge, hot-key, client-retries, zone, region

      error[S163]: a unit has no measure "cpu"
         ┌─ shop.yaml:8:32
       8 │   - { crash: shop, when: "shop.cpu > 500", at: 3s }
         │                                ^^^ did you mean "cpu-busy"?
         = expected: one of queue-length, concurrency, cpu-busy, instances-up

      error[S108]: "at" has no meaning beside "when"
         ┌─ shop.yaml:8:48
       8 │   - { crash: shop, when: "shop.cpu > 500", at: 3s }
         │                                                ^^
         = to start later than the condition: when: { that: …, delay: 10s }

      error[S101]: unknown key "factr" in slow fault 3
         ┌─ shop.yaml:9:19
       9 │   - { slow: shop, factr: 3 }
         │                   ^^^^^ did you mean "factor"?
         = expected: one of slow, factor, resource, health-checks, pick, instances, zone, region, id, disabled, at, for, until, every, jitter, after, when, flap
      "
    `)
  })
})

/** Faults whose names or numbers do not fit the town. */
const misfits: readonly (readonly [fault: unknown, said: readonly string[]])[] = [
  [{ latency: '* -> paymentz', add: '5ms' }, ['S204 faults.0.latency']],
  [{ latency: 'pay* -> zz*', add: '5ms' }, ['L308 faults.0.latency', 'L351 faults.0.latency']],
  [{ latency: edge, add: '5ms', operation: 'payments.chrage' }, ['S202 faults.0.operation']],
  [{ latency: edge, add: '5ms', operation: ['payments.charge', 'paymnts.charge'] }, ['S201 faults.0.operation.1']],
  [{ latency: edge, add: '5ms', zones: ['a', 'x'] }, ['S205 faults.0.zones.1']],
  [{ latency: edge, add: '5ms', instances: [3] }, ['S244 faults.0.instances']],
  [{ latency: edge, add: '5ms', instances: [2], end: 'caller' }, ['S244 faults.0.instances']],
  [{ partition: { zone: 'x' } }, ['S205 faults.0.partition.zone']],
  [{ partition: { region: 'x' } }, ['S242 faults.0.partition.region']],
  [
    { partition: { between: ['shop', 'shoop'], and: 'payments/3' } },
    ['S241 faults.0.partition.between.1', 'S244 faults.0.partition.and'],
  ],
  [{ partition: { between: 'shoppers/0', and: 'shop' } }, ['S244 faults.0.partition.between']],
  [{ blackhole: 'payments.chrage' }, ['S202 faults.0.blackhole']],
  [{ dns: 'paymnts' }, ['S241 faults.0.dns']],
  [{ crash: ['shop', 'paymnts'] }, ['S241 faults.0.crash.1']],
  [{ crash: 'shop', zone: 'x' }, ['S205 faults.0.zone']],
  [{ crash: 'shop', region: 'x' }, ['S242 faults.0.region']],
  [{ crash: 'shop', instances: [2, 3] }, ['S244 faults.0.instances']],
  [{ stall: 'payments' }, ['S241 faults.0.stall']],
  [{ errors: 'shop.brouse' }, ['S202 faults.0.errors']],
  [{ errors: 'shopp' }, ['S241 faults.0.errors']],
  [{ errors: 'shop', as: 'timeout' }, ['S217 faults.0.as']],
  [{ 'cache-flush': 'catalog.stock' }, ['S241 faults.0.cache-flush']],
  [{ 'pool-leak': 'payments', share: '5%' }, ['S241 faults.0.pool-leak']],
  [{ 'pool-exhausted': 'payments-db', take: 21 }, ['S244 faults.0.take']],
  [{ surge: 'shopers', factor: 2 }, ['S241 faults.0.surge']],
  [{ zone: 'x' }, ['S205 faults.0.zone']],
  [{ region: 'x' }, ['S242 faults.0.region']],
  [{ crash: 'shop', when: 'shoop.queue-length > 5' }, ['S241 faults.0.when']],
  [{ crash: 'shop', after: 'crash-2' }, ['S240 faults.0.after']],
  [{ crash: 'shop', after: 'crash-1' }, ['S243 faults.0.after']],
  [{ crash: 'shop', disabled: true, zone: 'x' }, ['S205 faults.0.zone']],
]

describe('a fault that does not fit the scenario is answered at its place', () => {
  test.each(misfits)('%j', (fault, answer) => {
    expect(said([fault])).toEqual(answer)
  })

  it('when it starts after one that has no end, or in a circle', () => {
    const endless = [
      { crash: 'shop', id: 'a' },
      { pause: 'shop', after: 'a' },
    ]
    expect(said(endless)).toEqual(['S243 faults.1.after'])
    const atStart = [
      { crash: 'shop', id: 'a' },
      { pause: 'shop', after: { fault: 'a', event: 'start' } },
    ]
    expect(said(atStart)).toEqual([])
    const circle = [
      { crash: 'shop', id: 'a', after: 'b', for: '1s' },
      { pause: 'shop', id: 'b', after: 'a', for: '1s' },
    ]
    expect(said(circle)).toEqual(['S243 faults.0.after', 'S243 faults.1.after'])
  })
})

describe('an expectation about a fault', () => {
  const problems = (line: string, faults: readonly unknown[], variants?: unknown): string[] => {
    const value = { name: 'town', ...town, faults, expect: [line], ...(variants === undefined ? {} : { variants }) }
    const result = loadScenario({ kind: 'value', file: 'town.ts', value })
    return result.problems.map(({ code, path, suggestion = '' }) => `${code} ${pathText(path)} ${suggestion}`.trim())
  }
  const slow = { id: 'slow-db', pause: 'payments-db', at: '1min', for: '30s' }

  it('must name one that some variant has', () => {
    expect(problems('shop.buy.availability > 90% during slow-bd', [slow])).toEqual(['S240 expect[0] slow-db'])
    expect(problems('shop.buy.availability > 90% after slow-db', [slow])).toEqual([])
    expect(problems('recovers within 60s after slow-bd', [slow])).toEqual(['S240 expect[0] slow-db'])
    expect(problems('recovers within 60s after slow-db', [], { calm: {}, slow: { faults: [slow] } })).toEqual([])
  })

  it('of any kind needs a scenario with faults', () => {
    for (const line of ['shop.buy.availability > 90% during fault', 'recovers within 60s']) {
      expect(problems(line, [])).toEqual(['S240 expect[0]'])
      expect(problems(line, [slow])).toEqual([])
    }
  })
})
