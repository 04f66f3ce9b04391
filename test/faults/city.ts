/** A document as somebody would write it, in plain data. */
export type Document = Readonly<Record<string, unknown>>

/** When the faults of a sweep are on, and from when on all must be as before; seconds. */
export const ON = 1
export const OFF = 2
export const LATE = 2.8
export const END = 4

/** When a fault is on that does not say so itself. */
export const TIMES: Document = { at: `${ON}s`, for: `${OFF - ON}s` }

const WORK = [{ cpu: '2ms' }, { io: '60ms' }]

/**
 * One of every kind of component, each behind an operation of its own: units that share their cpu, serve in turn or are
 * event loops, a unit of another region, one that is only sent to, stores, pools, caches of both scopes, and workloads
 * of every form.
 */
export const city: Document = {
  name: 'city',
  run: { duration: `${END}s`, warmup: '0s', drain: '2s', seed: 7, replications: 1 },
  app: {
    gate: {
      owns: { orders: { keys: 60, popularity: 'uniform' }, goods: { keys: 2 }, offers: { keys: 2 } },
      operations: {
        ask: [{ read: 'orders' }, { fail: '100%', as: 'declined' }],
        share: [{ call: 'shared.work' }],
        queue: [{ call: 'queued.work' }],
        spin: [{ call: 'loop.work' }],
        travel: [{ call: 'far.work' }],
        post: [{ cpu: '1ms' }, { send: 'mail.post' }],
        look: [{ read: 'orders' }],
        order: [{ write: 'orders' }],
        taste: [{ cache: 'goods', ttl: '1h', warm: '100%', miss: [{ read: 'goods' }] }],
        offer: [{ cache: 'offers', ttl: '1h', warm: '100%', scope: 'shared', miss: [{ read: 'offers' }] }],
      },
    },
    shared: { owns: { parts: {} }, operations: { work: [...WORK, { read: 'parts' }] } },
    queued: { operations: { work: WORK } },
    loop: { operations: { work: WORK } },
    far: { operations: { work: WORK } },
    mail: { operations: { post: WORK } },
  },
  network: { zones: { a: 'us-east-1', b: 'us-east-1', c: 'us-west-2' }, protocol: 'none' },
  deploy: {
    gate: { instances: 2, zone: 'a' },
    shared: { instances: 2, zones: ['a', 'b'], runtime: 'threads(20)' },
    queued: { instances: 2, zones: ['a', 'b'], runtime: 'threads(20)', scheduling: 'fcfs' },
    loop: { instances: 2, zones: ['a', 'b'], runtime: 'event-loop' },
    far: { instances: 2, zones: ['c', 'a'] },
    mail: { instances: 2, zone: 'a' },
  },
  stores: {
    'orders-db': { holds: ['orders'], read: '2ms', write: '3ms', shards: 3, connections: 4, zone: 'a' },
    'goods-db': { holds: ['goods', 'offers'], read: '2ms', zone: 'a' },
    'parts-db': { holds: ['parts'], read: '2ms', connections: 4, zone: 'a' },
  },
  workload: {
    open: {
      arrivals: 'poisson(150/s)',
      mix: Object.fromEntries(
        ['share', 'queue', 'spin', 'travel', 'post', 'look', 'order', 'taste', 'offer', 'ask'].map((name) => [
          `gate.${name}`,
          '10%',
        ]),
      ),
      deadline: { after: '900ms', propagate: true },
    },
    users: { users: 2, think: '100ms', call: 'gate.ask' },
    bursts: { arrivals: 'mmpp(10/s for 200ms, 40/s for 200ms)', call: 'gate.ask' },
    ramp: {
      arrivals: { process: 'constant', rate: [{ for: '2s', from: '10/s', to: '30/s' }, { at: '20/s' }] },
      call: 'gate.ask',
    },
    tape: { arrivals: { replay: 'tape.csv' }, call: 'gate.ask' },
  },
  policies: [
    { on: '* -> *', timeout: '100ms' },
    { on: '* -> far', timeout: '300ms' },
    { on: '* -> gate', timeout: '400ms' },
  ],
}

/** A request every 45 ms. */
export const tape: string = Array.from({ length: 88 }, (_, i) => (i * 0.045).toFixed(3)).join('\n')
