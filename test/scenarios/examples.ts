/** Scenario files that use every corner of the language; all of them are valid. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  small: `name: first-request
app:
  shop:
    operations:
      browse: [ { cpu: 5ms } ]
workload:
  shoppers: { arrivals: poisson(10/s), call: shop.browse }
`,
  shop: `# The shop, once as a monolith and once as microservices.
name: monolith-vs-microservices
question: What does splitting the shop cost?
claim: "It costs latency, and it costs money."
control: 'With a network of no delay the two are alike.'
notes: |
  Any text: with colons, {braces}
  and "quotes".
run: { duration: 5min, warmup: 30s, seed: 42, replications: 10, drain: none,
  limits: { events: 50M, events-per-instant: 100k, pending: 5M }, heal: 4.5min }

app:
  shop:
    operations:
      browse:
        - cpu: exp(0.5ms)
        - { call: catalog.search, timeout: 100ms, optional: true, request: 2KiB }
        - respond
        - send: audit
      checkout:
        steps:
          - cpu: lognormal(mean=3ms, cv=0.8)
          - parallel: [ { call: catalog.search }, [ { cpu: 1ms }, { call: payments.charge } ] ]
            need: all
          - parallel: { times: 3, do: [ { call: catalog.search } ] }
            need: 2
          - choose: [ { share: 30%, do: [ { fail: 1%, as: out-of-stock } ] }, { share: 0.1, do: { respond: true } } ]
          - choose: [ { weight: 3, do: [ { io: 1ms } ] }, { weight: 1, do: [] } ]
          - repeat: uniform(1, 5)
            do: [ { read: products, key: sku }, { write: orders } ]
        answer: lognormal(p50=2KiB, p99=20KiB)
      audit: []
    owns: { orders: {} }
  catalog:
    owns: { products: { keys: 10000, popularity: zipf(0.9) } }
    operations:
      search: [ { cpu: gamma(mean=3ms, cv=0.8) }, { read: products }, { cpu: mixture(95%: exp(5ms), 5%: exp(100ms)) } ]
  payments:
    operations:
      charge: [ { io: percentiles(p50=60ms, p90=90ms, p99=250ms, max=1s) } ]

workload:
  shoppers:
    arrivals: poisson(120/s)
    mix: { shop.browse: 80%, shop.checkout: 20% }
    inputs: { user: zipf(0.9) of 10000, sku: uniform of 500 }
    deadline: { after: 5s, propagate: true }
    request: 1KiB
    zone: a
policies:
  - { on: "* -> *", timeout: 3s, cancel: true }
  - { on: "web -> payments", protocol: grpc, connections: { keep-alive: off, multiplexed: true } }
network:
  protocol: json
  in-process: 150ns
  same-zone: uniform(0.1ms, 0.25ms)
  cross-zone: { delay: 0.5ms, loss: 0.1%, bandwidth: 10Gbit/s }
  cross-region: { delay: 40ms }
  client: none
  zones: { a: us-east-1, b: us-east-1, c: eu-west-1 }
  connections: { keep-alive: 60s, tls: true }
  links: [ { on: "web -> payments", delay: 3ms } ]
faults:
  - { id: slow, slow: payments, factor: 20, at: 1min, for: 30s, every: 1min, until: 4min }
  - { latency: "* -> payments", add: exp(50ms), pick: one, at: 2min, until: 3min, direction: there }
  - { errors: catalog.search, share: 5%, as: broken, when: { that: "shop.queue-length > 10", delay: 1s } }
  - { partition: { between: [shop/0], and: catalog }, after: { fault: slow, event: start }, for: 10s }
  - { zone: a, disabled: true, flap: { on: 5s, off: { min: 2s, mean: 20s } } }
variants:
  monolith:
    deploy: { shop: { modules: all, instances: 4, machine: c7i.xlarge, runtime: threads(64) } }
    stores: { main: { kind: sql, holds: all, connections: 100 } }
  microservices:
    deploy: each-module
    workload: { shoppers: { zone: null } }
expect:
  - shop.checkout.latency.p99 < 800ms
  - shop.*.availability >= 99.9%
  - cost.perMonth < $900
  - shop.checkout.latency.p99 of monolith < microservices
  - { in: monolith, that: "units.shop.utilisation < 80%" }
  - shop.checkout.availability >= 50% during slow
  - recovers within 30s
`,
  deployed: `name: deployed
run:
  duration: 2min
app:
  web: { operations: { get: [ { call: core.answer } ] } }
  core: { operations: { answer: [ { cpu: erlang(3, 2ms) }, { read: things } ] }, owns: { things: { keys: 5k } } }
deploy:
  front:
    modules: [ web ]
    instances: 3
    runtime: event-loop
    queue: unbounded
    zones: [ a, b ]
    balance: power-of(2, replacement)
  each-module:
    runtime: threads(8)
    cores: 4
    scheduling: fcfs
    queue: { limit: 1000, discipline: lifo }
    machine: { vcpu: 4, memory: 8GiB, price: $0.1785/h }
    balance: { policy: "weighted(3)", scope: client }
stores:
  each-unit: { connections: 10, read: exp(1ms), write: shift(exp(1ms), 1ms), concurrency: 8 }
network: { zones: { a: us-east-1, b: us-east-1 }, same-zone: loopback, client: { delay: 20ms, loss: 0.5% } }
workload:
  steady: { arrivals: hyperexp(40/s, cv=3), call: web.get, deadline: 5s }
  ramp:
    arrivals:
      process: batches(size=4)
      rate:
        - { for: 1min, at: 100/s }
        - { for: 30s, from: 100/s, to: 400/s }
        - { at: 12k/min }
    call: web.get
  daily:
    arrivals: { process: poisson, diurnal: { mean: 100/s, peak: 300/s, period: 24h, peak-at: 14h } }
    call: web.get
  measured: { arrivals: { replay: trace.csv, column: start, unit: ms }, call: web.get }
  counted: { arrivals: { replay: counts.csv, counts-per: 1min, scale: 0.5 }, call: web.get }
  bursts: { arrivals: "mmpp(10/s for 5s, 100/s for 1s)", call: web.get }
  waves: { arrivals: on-off(100/s, on=1s, off=4s), call: web.get }
  people: { users: 30, think: exp(500ms), ramp-up: 10s, call: web.get }
`,
  protected: `name: protected
app:
  shop:
    operations:
      browse:
        - { cache: products, key: sku, ttl: 60s, entries: 1000, look-up: 0.2ms, warm: 5%, scope: shared,
            miss: [ { call: catalog.search } ] }
        - { cache: prices, ttl: forever, entries: unbounded, miss: { cpu: 1ms } }
      checkout: [ { call: payments.charge } ]
      later: [ { cpu: 1ms } ]
    owns: { prices: { keys: 50 } }
  catalog:
    owns: { products: { keys: 10000, popularity: zipf(0.9) } }
    operations: { search: [ { cpu: 2ms }, { read: products }, { write: prices } ] }
  payments:
    operations:
      charge: { steps: [ { io: 20ms }, { fail: 1%, as: declined } ], idempotent: false }
deploy:
  shop: { instances: 2, queue: 100 }
  catalog: { instances: 6, balance: { policy: power-of(2), health: { every: 5s }, ejection: envoy } }
  payments:
    instances: 2
    queue: { limit: 100, discipline: adaptive-lifo(20), patience: exp(500ms), codel: { target: 5ms, interval: 100ms },
             drop: hopeless, estimate: 20ms }
    balance:
      ejection: { consecutive: 3, every: 5s, success-rate: none, failure-percentage: { threshold: 85% }, counts: [ error ] }
workload:
  shoppers:
    arrivals: poisson(50/s)
    mix: { shop.browse: 80%, shop.checkout: 20% }
    inputs: { sku: uniform of 500 }
    deadline: { after: 5s, propagate: true }
    priorities: { shop.browse: 9, shop.checkout: 0 }
policies:
  - { on: "* -> *", timeout: 1s, cancel: true, retry: { attempts: 3, budget: 20% } }
  - on: "* -> payments"
    timeout: 200ms
    propagate: true
    total-timeout: 2s
    retry:
      attempts: 4
      backoff: exponential(50ms, factor=2, max=500ms, jitter=full)
      on: [ timeout, refused, reset ]
      unsafe: false
      retry-after: true
      budget: aws(capacity=500, cost=14)
    breaker: { preset: polly, errors: 20%, minimum: 20, window: 10s, reset: 1s, counts: all, ignores: [ declined ] }
    bulkhead: { concurrent: 20, queue: 5, wait: 100ms }
    rate-limit: token-bucket(100/s, burst=20)
    concurrency-limit: gradient(max=50)
    hedge: { after: p95, at-first: 100ms, attempts: 3, cancel: false, tied: true }
    fallback: { call: shop.later, on: definite }
    coalesce: true
    order: [ breaker, retry ]
    at: { sidecar: exp(0.5ms) }
    scope: shared
    per: instance
  - { on: "shop -> catalog", retry: unlimited, total-timeout: 3s, hedge: 40ms, fallback: { stale: 5min },
      breaker: { preset: cockatiel-sampling, minimum-rate: 2/s, backoff: exponential(1s, max=30s, jitter=decorrelated-v2) } }
  - { on: "catalog -> *", retry: none, timeout: none, breaker: none, hedge: none, fallback: none, at: client,
      bulkhead: none, rate-limit: none, concurrency-limit: none, total-timeout: none, coalesce: false }
  - { on: "* -> shop", breaker: { preset: resilience4j, window: 50, slow: 1s, slow-rate: 50%, half-open-wait: 5s,
      half-open-then: closed, permitted: 3, automatic: true, minimum: 10 } }
  - { on: "* -> catalog", at: server, bulkhead: 50, rate-limit: sliding-window(500, per=1s), concurrency-limit: vegas,
      order: [ bulkhead, rate-limit ] }
`,
  data: `name: data-town
app:
  shop:
    owns:
      stock: { keys: 1000, initial: 50 }
      orders: { keys: 200, per: customer, rows: 5 }
      shown: { keys: 5000, copy-of: users }
      jobs: { keys: 10 }
      ledger: { fenced: true }
    operations:
      buy:
        - begin:
            - { read: stock, key: sku, for-update: true }
            - { write: stock, key: sku, set: read - 1, if: unchanged }
          isolation: repeatable-read
          retries: 3
          optional: true
        - { update: stock, key: sku, add: -1, require: ">= 0", as: out-of-stock }
        - { insert: orders, key: who }
        - { insert: stock, set: 3 }
        - { delete: ledger }
        - { query: orders, key: who }
        - { query: stock, rows: 20, index: false }
        - { join: [ orders, stock ], key: who, rows: 20 }
        - { read: stock, key: sku, from: nearest }
        - lease: jobs
          key: sku
          ttl: 10s
          do: { write: ledger }
          retry: 100ms
          attempts: 50
          fencing: true
        - { cache: users, key: who, ttl: 60s, entries: 100, evict: lfu, sliding: true, coalesce: true, mode: aside,
            miss: [ { call: accounts.profile } ] }
        - { write: shown, key: who, set: copy }
        - { invalidate: users, key: who, delay: exp(50ms), loss: 1%, in: shop }
  accounts:
    owns: { users: { keys: 5000 }, logs: {}, notes: {} }
    operations:
      profile:
        - { cache: users, key: who, mode: { write-behind: 5s }, scope: shared }
        - { write: users, key: who }
        - { query: logs, rows: 3 }
        - { read: notes }
stores:
  main:
    kind: sql
    holds: [ stock, orders, jobs, ledger, shown ]
    shared: false
    isolation: read-committed
    lock-timeout: 5s
    deadlock-timeout: 1s
    commit: exp(0.3ms)
    per-row: 2us
    read: { before: 0.5ms, after: exp(0.1ms) }
    replicas: 2
    replication: { wait: majority, for: applied, apply: exp(1ms), retransmit: 200ms }
    failover: { detect: 10s, heartbeat: 1s, election: 2s, fencing: true }
    zones: [ a, b, c ]
    shards: { count: 4, by: consistent, virtual-nodes: 100, grow: { at: 20s, to: 6, rate: 1000/s } }
  kv: { kind: quorum, holds: [ users ], nodes: 5, n: 3, r: 2, w: 2, coordinator: client, ask: r,
    conflicts: vector-clocks, read-repair: true, hinted-handoff: { every: 10s, keep: 3h }, sloppy: true,
    timeout: 1s, anti-entropy: 1h }
  index: { kind: search, holds: [ logs ], refresh: 1s }
  blobs: { kind: object, holds: [ notes ] }
network: { zones: { a: us-east-1, b: us-east-1, c: us-east-1 } }
workload:
  shoppers:
    arrivals: poisson(20/s)
    call: shop.buy
    inputs: { sku: uniform of 1000, who: uniform of 200 }
    session: who
`,
  messages: `name: messages
app:
  shop:
    operations:
      checkout:
        - begin: [ { insert: orders }, { publish: order.placed, key: sku, size: 2KiB } ]
        - { publish: stock.low, optional: true }
    owns: { orders: {} }
  payments:
    owns: { charges: {} }
    operations:
      charge: { steps: [ { insert: charges } ], idempotency: true }
      refund: { steps: [ { insert: charges } ], idempotency: { by: sku, for: 1h, atomic: false } }
  mailer:
    owns: { sent: {} }
    on:
      order.placed: { steps: [ { io: 5ms }, { call: payments.charge }, { insert: sent } ], idempotency: { by: message, for: forever, atomic: false } }
      stock.low: [ { fail: 1% } ]
workload:
  shoppers: { arrivals: poisson(10/s), mix: { shop.checkout: 90%, payments.refund: 10% }, inputs: { sku: uniform of 100 } }
brokers:
  rabbit: { kind: rabbitmq, nodes: 3, machine: c7i.large, zones: [a], heartbeat: 30s, publish: exp(0.2ms), concurrency: 50, holds: [ stock.low ] }
  kafka: { kind: kafka, nodes: 3, replica-lag: 10s, failover: 6s, unclean-election: true, holds: [ "order.*" ] }
events:
  "*": { size: 1KiB, acks: all, linger: 2ms, batch-size: 32KiB, request-timeout: 10s, delivery-timeout: 1min, retry-backoff: 50ms }
  order.placed: { idempotent: true, partitions: 12, replication: 3, min-in-sync: 2, retention: 1d, compact: true,
    transactions: true, outbox: { polling: 250ms, batch: 50 } }
  stock.low: { queue: quorum, ttl: 1h, max-length: 10k, overflow: reject-publish, delivery-limit: 5, dead-letters: true }
consumers:
  - { on: "order.placed -> mailer", commit: 2s, assignment: cooperative, static-membership: true, heartbeat: 1s, session-timeout: 10s, max-poll-interval: 1min,
      max-poll-records: 100, fetch-wait: 100ms, on-failure: { retry: 3, backoff: 1s }, dead-letters: true, read-committed: true }
  - { on: "stock.* -> *", prefetch: 20, ack: on-delivery, on-failure: reject, timeout: 10min }
policies:
  - { on: "* -> kafka", timeout: 5s }
faults:
  - { crash: kafka, instances: [0], at: 5s, for: 5s }
  - { latency: "rabbit -> mailer", add: 50ms, at: 5s, for: 5s }
variants:
  mixed: {}
  memory: { deploy: { all: { modules: all } }, brokers: { kafka: null, rabbit: null, bus: { kind: in-process } },
    events: { "*": null, order.placed: null, stock.low: null }, consumers: [], faults: [] }
  queue: { brokers: { kafka: null, rabbit: null, sqs: { kind: sqs, publish: 8ms } }, faults: [],
    events: { order.placed: null, stock.low: { queue: null, ttl: null, max-length: null, overflow: null, delivery-limit: null, dead-letters: null,
      fifo: true, visibility: 1min, delay: 1s, retention: forever, max-receive: 5, wait: 20s, batch: 10, deduplication: 1min } },
    consumers: [ { on: "* -> *", concurrency: 5, ack: before } ] }
`,
}
