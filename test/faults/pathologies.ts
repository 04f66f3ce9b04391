import type { Document } from './city.ts'

const ALL_LAYERS = { retry: { attempts: 'unlimited', backoff: 'none' } }
const BROKEN = { errors: ['pay', 'pay-db'] }
const CUT = { partition: '* -> *' }

/**
 * What one would expect to go round for ever. Each ends with a verdict, and with the limit that stopped it where one
 * did: time that does not pass, or events without end.
 */
export const pathologies: readonly (readonly [name: string, words: Document, ends: string])[] = [
  [
    'unlimited attempts without a wait',
    { policies: [{ on: '* -> pay', ...ALL_LAYERS }], faults: [BROKEN] },
    'fail, events',
  ],
  [
    'unlimited attempts in every layer',
    { policies: [{ on: '* -> *', ...ALL_LAYERS }], faults: [BROKEN] },
    'fail, events',
  ],
  [
    'unlimited attempts and hedges at once in every layer',
    { policies: [{ on: '* -> *', ...ALL_LAYERS, hedge: '0s', timeout: '1ns' }], faults: [BROKEN] },
    'inconclusive, events-per-instant',
  ],
  [
    'ten thousand attempts',
    { policies: [{ on: '* -> *', retry: { attempts: '10k', backoff: 'none' } }], faults: [BROKEN] },
    'fail, events',
  ],
  ['the smallest timeout', { policies: [{ on: '* -> *', timeout: '1ns' }] }, 'fail'],
  ['the smallest total timeout', { policies: [{ on: '* -> *', 'total-timeout': '1ns', ...ALL_LAYERS }] }, 'fail'],
  ['no threads', { faults: [{ threads: ['shop', 'pay', 'pay-db'], take: '100%' }] }, 'fail'],
  [
    'no threads, and no queue',
    { deploy: { 'each-module': { queue: 0 } }, faults: [{ threads: 'pay', take: '100%' }] },
    'fail',
  ],
  [
    'no connections',
    { stores: { 'each-unit': { connections: 3 } }, faults: [{ 'pool-exhausted': 'pay-db', take: 3 }] },
    'fail',
  ],
  ['hardly any rate', { policies: [{ on: '* -> *', 'rate-limit': 'leaky-bucket(0.001/s, burst=1)' }] }, 'fail'],
  ['hardly any rate at the server', { policies: [{ on: '* -> *', at: 'server', 'rate-limit': '0.001/s' }] }, 'fail'],
  ['a partition of everything', { faults: [CUT] }, 'fail'],
  [
    'a partition of everything, with timeouts and retries',
    { faults: [CUT], policies: [{ on: '* -> *', timeout: '1ms', ...ALL_LAYERS }] },
    'fail, events',
  ],
  ['a crash of everything at once', { faults: [{ crash: ['shop', 'pay', 'pay-db'] }] }, 'fail'],
  [
    'a host that refuses, and callers that never give up',
    { faults: [{ crash: 'pay', host: 'up' }], policies: [{ on: '* -> *', ...ALL_LAYERS }] },
    'fail, events',
  ],
  [
    'nobody found, and callers that never give up',
    { faults: [{ dns: 'pay' }], policies: [{ on: '* -> *', ...ALL_LAYERS }] },
    'inconclusive, events-per-instant',
  ],
  ['a pause for ever', { faults: [{ pause: ['shop', 'pay', 'pay-db'] }] }, 'fail'],
  ['a jam for ever', { faults: [{ jam: '* -> *' }] }, 'fail'],
  [
    'memory that is killed again and again',
    { faults: [{ memory: 'pay', limit: '1kB', growth: '1GB/s', restart: '0s' }] },
    'inconclusive, events',
  ],
  [
    'a drain without grace',
    { faults: [{ drain: ['shop', 'pay'], grace: '0s', at: '1s', for: '1ns', every: '1ms' }] },
    'fail',
  ],
  [
    'a fault that comes every nanosecond',
    { faults: [{ pause: 'pay', for: '1ns', every: '1ns' }] },
    'inconclusive, events',
  ],
  ['a flap without rest', { faults: [{ pause: 'pay', flap: { on: '1ns', off: '1ns' } }] }, 'inconclusive, events'],
  [
    'a flap of random stays of no length',
    { faults: [{ pause: 'pay', flap: { on: { mean: '1ns' }, off: { mean: '1ns' } } }] },
    'inconclusive, events',
  ],
  [
    'a condition that turns at every look',
    { faults: [{ pause: 'pay', for: '1ns', when: { that: 'pay.concurrency < 1', times: 1_000_000, poll: '1ms' } }] },
    'inconclusive',
  ],
  ['a quota of one nanosecond', { faults: [{ 'cpu-quota': ['shop', 'pay'], quota: '1ns' }] }, 'fail'],
  [
    'a quota of one nanosecond in two',
    { faults: [{ 'cpu-quota': ['shop', 'pay'], quota: '1ns', period: '2ns' }] },
    'inconclusive, events',
  ],
  ['work a million times as long', { faults: [{ slow: ['shop', 'pay', 'pay-db'], factor: 1_000_000 }] }, 'fail'],
  [
    'clients that ask a million times at once',
    { faults: [BROKEN, { 'client-retries': 'users', attempts: 1_000_000 }] },
    'fail',
  ],
  [
    'users without a pause',
    { workload: { users: { users: 50, think: '0s', call: 'shop.buy' } }, faults: [{ refuse: 'users -> shop' }] },
    'fail, events-per-instant',
  ],
  ['a million times the load', { faults: [{ surge: 'users', factor: 1_000_000 }] }, 'fail, events'],
  [
    'checks and sweeps every nanosecond',
    {
      deploy: {
        pay: {
          instances: 2,
          balance: {
            health: { every: '1ns', timeout: '1ns', takes: '0s' },
            ejection: { every: '1ns', for: '1ns', 'max-for': '1ns' },
          },
        },
        'each-module': {},
      },
    },
    'inconclusive, events',
  ],
  [
    'breakers that open and close at once',
    {
      policies: [
        { on: '* -> *', breaker: { preset: 'cockatiel-consecutive', failures: 1, reset: '1ns' }, ...ALL_LAYERS },
      ],
      faults: [BROKEN],
    },
    'inconclusive, events-per-instant',
  ],
  [
    'a breaker that turns by itself',
    {
      policies: [
        {
          on: '* -> *',
          breaker: {
            preset: 'resilience4j',
            window: 1,
            minimum: 1,
            reset: '1ms',
            automatic: true,
            'half-open-wait': '1ms',
          },
        },
      ],
      faults: [BROKEN],
    },
    'fail',
  ],
  ['latency of a day', { faults: [{ latency: '* -> *', add: '1d' }] }, 'fail'],
  ['a byte in a second', { faults: [{ bandwidth: '* -> *', rate: '1B/s' }] }, 'fail'],
  ['every message twice', { faults: [{ duplicate: '* -> *', share: '100%' }] }, 'inconclusive'],
  [
    'all of it together',
    {
      policies: [
        {
          on: '* -> *',
          timeout: '1ms',
          hedge: '0s',
          ...ALL_LAYERS,
          breaker: { preset: 'cockatiel-consecutive', failures: 1, reset: '1ns' },
        },
      ],
      faults: [
        CUT,
        BROKEN,
        { pause: 'pay' },
        { jam: '* -> *' },
        { threads: 'pay', take: '100%' },
        { 'cpu-quota': 'shop', quota: '1ns' },
        { memory: 'pay', limit: '1kB', growth: '1GB/s', restart: '0s' },
        { surge: 'users', factor: 1000 },
        { 'client-retries': 'users', attempts: 1_000_000 },
      ],
    },
    'fail, events-per-instant',
  ],
]
