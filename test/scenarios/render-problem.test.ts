import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../src/scenarios/load.ts'
import type { Problem, Span } from '../../src/scenarios/problem.ts'
import { renderProblem } from '../../src/scenarios/render-problem.ts'

const TAIL = `app:
  shop: { operations: { browse: [ { cpu: 5ms } ] } }
workload:
  shoppers: { arrivals: poisson(10/s), call: shop.browse }
`

/** All that is said about a text, as a user sees it. */
function said(text: string, set: readonly string[] = []): string {
  const result = loadScenario({ kind: 'yaml', file: 'shop.yaml', text }, { set })
  const rendered = result.problems.map((problem) => renderProblem(problem, { textOf: () => text }))
  return `\n${rendered.join('\n\n')}\n`
}

describe('typical mistakes are answered', () => {
  it('in the head of the file', () => {
    expect(
      said(`name: 9 lives\nrun: { durration: 5min, warmup: 30, replications: 0 }\n${TAIL}`),
    ).toMatchInlineSnapshot(`
      "
      error[S105]: "9 lives" cannot be a name
         ┌─ shop.yaml:1:7
       1 │ name: 9 lives
         │       ^^^^^^^
         = expected: a letter, then at most 63 letters, digits, "-" or "_"

      error[S101]: unknown key "durration" in the run
         ┌─ shop.yaml:2:8
       2 │ run: { durration: 5min, warmup: 30, replications: 0 }
         │        ^^^^^^^^^ did you mean "duration"?
         = expected: one of duration, warmup, seed, replications, drain, limits

      error[S119]: "30" has no unit
         ┌─ shop.yaml:2:33
       2 │ run: { durration: 5min, warmup: 30, replications: 0 }
         │                                 ^^ a duration needs one
         = expected: a number and one of ns us ms s min h d, for example 20ms

      error[S116]: "0" is too small
         ┌─ shop.yaml:2:51
       2 │ run: { durration: 5min, warmup: 30, replications: 0 }
         │                                                   ^
         = expected: more than 0
      "
    `)
  })
  it('when a key is misspelt, without its consequences', () => {
    expect(
      said(
        `name: shop\napp:\n  shop:\n    opertions: { browse: [ { cpu: 5ms } ] }\nworkload:\n  shoppers: { arivals: poisson(10/s), call: shop.browse }\n`,
      ),
    ).toMatchInlineSnapshot(`
      "
      error[S101]: unknown key "opertions" in module "shop"
         ┌─ shop.yaml:4:5
       4 │     opertions: { browse: [ { cpu: 5ms } ] }
         │     ^^^^^^^^^ did you mean "operations"?
         = expected: one of operations, owns

      error[S101]: unknown key "arivals" in workload "shoppers"
         ┌─ shop.yaml:6:15
       6 │   shoppers: { arivals: poisson(10/s), call: shop.browse }
         │               ^^^^^^^ did you mean "arrivals"?
         = expected: one of arrivals, users, think, ramp-up, mix, call, inputs, deadline, request, zone
      "
    `)
  })
  it('when a duration has a strange unit', () => {
    expect(said(`name: shop\n${TAIL.replace('5ms', 'exp(5mz)')}`)).toMatchInlineSnapshot(`
      "
      error[S110]: "5mz" is not a duration
         ┌─ shop.yaml:3:47
       3 │   shop: { operations: { browse: [ { cpu: exp(5mz) } ] } }
         │                                               ^^ unit "mz" is unknown here
         = expected: a number and one of ns us ms s min h d, for example 20ms
      "
    `)
  })
  it('when a law is misspelt or misused', () => {
    const steps = '[ { cpu: lognornal(p50=1ms, p99=2ms) }, { io: lognormal(p50=1ms, p9=2ms) }, { io: exp(5ms } ]'
    expect(said(`name: shop\n${TAIL.replace('[ { cpu: 5ms } ]', steps)}`)).toMatchInlineSnapshot(`
      "
      error[S117]: "lognornal" is not a law
         ┌─ shop.yaml:3:42
       3 │   shop: { operations: { browse: [ { cpu: lognornal(p50=1ms, p99=2ms) }, { io: lognormal(p50=1ms, p9=2ms) }, { io: exp(5m…
         │                                          ^^^^^^^^^ did you mean "lognormal"?
         = expected: a duration such as 20ms, or one of constant, uniform, exp, erlang, gamma, normal, lognormal, weibull, pareto, hyperexp, empirical, percentiles, mixture, shift, scale

      error[S117]: "lognormal" has no parameter "p9"
         ┌─ shop.yaml:3:98
       3 │ …pu: lognornal(p50=1ms, p99=2ms) }, { io: lognormal(p50=1ms, p9=2ms) }, { io: exp(5ms } ] } }
         │                                                              ^^ did you mean "p99"?
         = expected: lognormal(mean=…, cv=…) or lognormal(p50=…, p99=…) or lognormal(mu=…, sigma=…, unit=…)

      error[S118]: "exp(" is not closed
         ┌─ shop.yaml:3:115
       3 │ …=1ms, p99=2ms) }, { io: lognormal(p50=1ms, p9=2ms) }, { io: exp(5ms } ] } }
         │                                                              ^^^^
         = add a ")"
      "
    `)
  })
  it('when a step is none', () => {
    const steps = '[ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { retry: 3 }, [ { cpu: 1ms } ] ]'
    expect(said(`name: shop\n${TAIL.replace('[ { cpu: 5ms } ]', steps)}`)).toMatchInlineSnapshot(`
      "
      error[S101]: unknown key "cal" in call step 1
         ┌─ shop.yaml:3:37
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { retry: 3 }, [ { cpu: 1ms } ] ] } }
         │                                     ^^^ did you mean "call"?
         = expected: one of call, timeout, optional, request

      error[S107]: a step does one thing, and this one has "cpu" and "io"
         ┌─ shop.yaml:3:61
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { retry: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                             ^^
         = make it two steps, each with its own dash or braces

      error[S107]: this is not a step
         ┌─ shop.yaml:3:72
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { retry: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                        ^^
         = expected: one of the keys cpu, io, call, send, read, write, fail, respond, parallel, choose, repeat

      error[S103]: a step belongs here, not 5
         ┌─ shop.yaml:3:76
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { retry: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                            ^

      error[S103]: a step belongs here, not the text "cpu"
         ┌─ shop.yaml:3:79
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { retry: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                               ^^^

      error[S107]: "retry" does not begin a step
         ┌─ shop.yaml:3:86
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { retry: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                                      ^^^^^
         = expected: one of the keys cpu, io, call, send, read, write, fail, respond, parallel, choose, repeat
         = this version of the language has no "retry" yet

      error[S103]: a step belongs here, not a list
         ┌─ shop.yaml:3:98
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { retry: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                                                  ^^^^^^^^^^^^^^^^
      "
    `)
  })
  it('when steps contradict themselves', () => {
    const steps =
      '[ { parallel: [ { cpu: 1ms } ], need: 2 }, { choose: [ { share: 60%, do: [] }, { share: 70%, do: [] } ] }, { choose: [ { do: [] } ] } ]'
    expect(said(`name: shop\n${TAIL.replace('[ { cpu: 5ms } ]', steps)}`)).toMatchInlineSnapshot(`
      "
      error[S108]: this step needs 2 branches and has 1
         ┌─ shop.yaml:3:71
       3 │ …operations: { browse: [ { parallel: [ { cpu: 1ms } ], need: 2 }, { choose: [ { share: 60%, do: [] }, { share: 70%, do: […
         │                                                              ^
         = expected: at most 1, or all

      error[S108]: the shares add up to 130%
         ┌─ shop.yaml:3:86
       3 │ …rowse: [ { parallel: [ { cpu: 1ms } ], need: 2 }, { choose: [ { share: 60%, do: [] }, { share: 70%, do: [] } ] }, { choo…
         │                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = expected: at most 100%

      error[S108]: this choice has no share
         ┌─ shop.yaml:3:152
       3 │ …are: 60%, do: [] }, { share: 70%, do: [] } ] }, { choose: [ { do: [] } ] } ] } }
         │                                                              ^^^^^^^^^^
         = expected: a share such as 30%, or in all choices a weight such as 3
      "
    `)
  })
  it('when a unit is described wrongly', () => {
    const deploy =
      'deploy:\n  web: { modules: al, replcas: 3, runtime: thread(64), queue: unbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }\n'
    expect(said(`name: shop\n${TAIL}${deploy}`)).toMatchInlineSnapshot(`
      "
      error[S104]: all or a list of modules belongs here, not the text "al"
         ┌─ shop.yaml:7:19
       7 │   web: { modules: al, replcas: 3, runtime: thread(64), queue: unbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zone…
         │                   ^^ did you mean "all"?

      error[S101]: unknown key "replcas" in unit "web"
         ┌─ shop.yaml:7:23
       7 │   web: { modules: al, replcas: 3, runtime: thread(64), queue: unbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zone…
         │                       ^^^^^^^
         = expected: one of modules, instances, runtime, cores, scheduling, queue, machine, zone, zones, balance

      error[S123]: "thread(64)" is not a runtime
         ┌─ shop.yaml:7:44
       7 │   web: { modules: al, replcas: 3, runtime: thread(64), queue: unbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zone…
         │                                            ^^^^^^^^^^ did you mean "threads(64)"?
         = expected: threads(200) or event-loop

      error[S104]: a count, unbounded, or { limit: 1000, discipline: fifo } belongs here, not the text "unbound"
         ┌─ shop.yaml:7:63
       7 │ …web: { modules: al, replcas: 3, runtime: thread(64), queue: unbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zones:…
         │                                                              ^^^^^^^ did you mean "unbounded"?

      error[S124]: "p2c" is not a way to balance
         ┌─ shop.yaml:7:81
       7 │ …, replcas: 3, runtime: thread(64), queue: unbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }
         │                                                              ^^^ did you mean "power-of(2)"?
         = expected: round-robin, random, least-outstanding, power-of(2) or weighted(3, 1)

      error[S102]: "memory" is missing in "deploy.web.machine"
         ┌─ shop.yaml:7:86
       7 │ …lcas: 3, runtime: thread(64), queue: unbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }
         │                                                              ^^^^^^^
         = add "memory:"

      error[S102]: "price" is missing in "deploy.web.machine"
         ┌─ shop.yaml:7:86
       7 │ …lcas: 3, runtime: thread(64), queue: unbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }
         │                                                              ^^^^^^^
         = add "price:"

      error[S108]: this unit has a zone and zones
         ┌─ shop.yaml:7:124
       7 │ …nbound, balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }
         │                                                              ^^^^^
         = keep one of the two
      "
    `)
  })
  it('when an event loop has several cores', () => {
    expect(said(`name: shop\n${TAIL}deploy: { shop: { runtime: event-loop, cores: 4 } }\n`)).toMatchInlineSnapshot(`
      "
      error[S108]: an event loop runs on one core
         ┌─ shop.yaml:6:47
       6 │ deploy: { shop: { runtime: event-loop, cores: 4 } }
         │                                               ^
         = raise the instances instead, or use threads(…)
      "
    `)
  })
  it('when the network is described wrongly', () => {
    const network =
      'network: { same-zone: samezone, cross-zone: { delay: 5, loss: 100% }, protocol: jsn, client: off, zones: {} }\n'
    expect(said(`name: shop\n${TAIL}${network}`)).toMatchInlineSnapshot(`
      "
      error[S104]: a delay, a link profile, or { delay: …, loss: …, bandwidth: … } belongs here, not the text "samezone"
         ┌─ shop.yaml:6:23
       6 │ network: { same-zone: samezone, cross-zone: { delay: 5, loss: 100% }, protocol: jsn, client: off, zones: {} }
         │                       ^^^^^^^^ did you mean "same-zone"?
         = expected: one of loopback, same-host, same-zone, cross-zone

      error[S119]: "5" has no unit
         ┌─ shop.yaml:6:54
       6 │ network: { same-zone: samezone, cross-zone: { delay: 5, loss: 100% }, protocol: jsn, client: off, zones: {} }
         │                                                      ^ a duration needs one
         = expected: a number and one of ns us ms s min h d, for example 20ms

      error[S108]: a link that loses everything is no link
         ┌─ shop.yaml:6:63
       6 │ network: { same-zone: samezone, cross-zone: { delay: 5, loss: 100% }, protocol: jsn, client: off, zones: {} }
         │                                                               ^^^^
         = expected: less than 100%

      error[S104]: a protocol belongs here, not the text "jsn"
         ┌─ shop.yaml:6:81
       6 │ network: { same-zone: samezone, cross-zone: { delay: 5, loss: 100% }, protocol: jsn, client: off, zones: {} }
         │                                                                                 ^^^ did you mean "json"?
         = expected: one of json, grpc, none

      error[S104]: none, a delay or a link belongs here, not the text "off"
         ┌─ shop.yaml:6:94
       6 │ network: { same-zone: samezone, cross-zone: { delay: 5, loss: 100% }, protocol: jsn, client: off, zones: {} }
         │                                                                                              ^^^
         = expected: one of none, loopback, same-host, same-zone, cross-zone

      error[S106]: there is no zone
         ┌─ shop.yaml:6:99
       6 │ network: { same-zone: samezone, cross-zone: { delay: 5, loss: 100% }, protocol: jsn, client: off, zones: {} }
         │                                                                                                   ^^^^^
         = expected: a zone and its region
      "
    `)
  })
  it('when a workload is open and closed, or calls nothing', () => {
    const text = `name: shop\n${TAIL}  people: { arrivals: 120/s, users: 4 }\n  others: { users: 3, mix: { shop.browse: 90% } }\n  idle: { call: shop.browse }\n`
    expect(said(text)).toMatchInlineSnapshot(`
      "
      error[S108]: this workload calls nothing
         ┌─ shop.yaml:6:3
       6 │   people: { arrivals: 120/s, users: 4 }
         │   ^^^^^^
         = expected: call: shop.browse, or mix: { shop.browse: 80%, shop.checkout: 20% }

      error[S125]: "120/s" is not a kind of arrivals
         ┌─ shop.yaml:6:23
       6 │   people: { arrivals: 120/s, users: 4 }
         │                       ^^^^^ did you mean "poisson(120/s)"?
         = expected: poisson(120/s), constant(40/s), uniform(40/s), hyperexp(40/s, cv=3), mmpp(10/s for 5s, 100/s for 1s), on-off(100/s, on=1s, off=4s) or batches(2/s, size=4)

      error[S108]: this workload has arrivals and users
         ┌─ shop.yaml:6:37
       6 │   people: { arrivals: 120/s, users: 4 }
         │                                     ^
         = expected: arrivals: poisson(120/s) for open load, or users: 30 for a closed loop

      error[S108]: the shares of this mix add up to 90%
         ┌─ shop.yaml:7:28
       7 │   others: { users: 3, mix: { shop.browse: 90% } }
         │                            ^^^^^^^^^^^^^^^^^^^^
         = expected: 100% in all

      error[S108]: this workload has no arrivals and no users
         ┌─ shop.yaml:8:3
       8 │   idle: { call: shop.browse }
         │   ^^^^
         = expected: arrivals: poisson(120/s) for open load, or users: 30 for a closed loop
      "
    `)
  })
  it('when rates do not follow each other', () => {
    const rates = '{ process: poison, rate: [ { at: 5/s }, { for: 1min, at: 100 }, { from: 3/s } ] }'
    expect(said(`name: shop\n${TAIL.replace('poisson(10/s)', rates)}`)).toMatchInlineSnapshot(`
      "
      error[S125]: "poison" is not a kind of arrivals
         ┌─ shop.yaml:5:36
       5 │   shoppers: { arrivals: { process: poison, rate: [ { at: 5/s }, { for: 1min, at: 100 }, { from: 3/s } ] }, call: shop.br…
         │                                    ^^^^^^ did you mean "poisson"?
         = expected: poisson, constant, uniform, hyperexp(cv=3) or batches(size=4)

      error[S119]: "100" has no unit
         ┌─ shop.yaml:5:82
       5 │ …s: { process: poison, rate: [ { at: 5/s }, { for: 1min, at: 100 }, { from: 3/s } ] }, call: shop.browse }
         │                                                              ^^^ a rate needs one
         = expected: a number and perhaps one of k M with /ms /s /min /h /d, for example 120/s

      error[S108]: this rate is not complete
         ┌─ shop.yaml:5:89
       5 │ …ocess: poison, rate: [ { at: 5/s }, { for: 1min, at: 100 }, { from: 3/s } ] }, call: shop.browse }
         │                                                              ^^^^^^^^^^^^^
         = expected: at: 100/s, or from: 100/s and to: 400/s
      "
    `)
  })
  it('when a policy has no edge', () => {
    const text = `name: shop\n${TAIL}policies:\n  - { on: "* => *", timeout: 3s, cancel: yes }\n  - { on: shop, retry: 3 }\n  - { timeout: 0 }\n`
    expect(said(text)).toMatchInlineSnapshot(`
      "
      error[S120]: "* => *" is not an edge
         ┌─ shop.yaml:7:12
       7 │   - { on: "* => *", timeout: 3s, cancel: yes }
         │            ^^^^^^ did you mean "* -> *"?
         = expected: a caller and what it calls: "web -> payments", "* -> payments"

      error[S103]: true or false belongs here, not the text "yes"
         ┌─ shop.yaml:7:42
       7 │   - { on: "* => *", timeout: 3s, cancel: yes }
         │                                          ^^^ did you mean "true"?

      error[S120]: "shop" is not an edge
         ┌─ shop.yaml:8:11
       8 │   - { on: shop, retry: 3 }
         │           ^^^^
         = expected: a caller and what it calls: "web -> payments", "* -> payments"

      error[S101]: unknown key "retry" in policy 2
         ┌─ shop.yaml:8:17
       8 │   - { on: shop, retry: 3 }
         │                 ^^^^^
         = expected: one of on, timeout, cancel, protocol, connections
         = this version of the language has no "retry" yet

      error[S102]: "on" is missing in "policies[2]"
         ┌─ shop.yaml:9:5
       9 │   - { timeout: 0 }
         │     ^
         = add "on:"

      error[S110]: "0" is too small
         ┌─ shop.yaml:9:16
       9 │   - { timeout: 0 }
         │                ^
         = expected: more than 0
      "
    `)
  })
  it('when names mean nothing, together with other mistakes', () => {
    const text = `name: shop\nrun: { sede: 5 }\n${TAIL.replace('cpu: 5ms', 'call: shop.brwse').replace('call: shop.browse', 'call: shp.browse, zone: b')}`
    expect(said(text)).toMatchInlineSnapshot(`
      "
      error[S101]: unknown key "sede" in the run
         ┌─ shop.yaml:2:8
       2 │ run: { sede: 5 }
         │        ^^^^ did you mean "seed"?
         = expected: one of duration, warmup, seed, replications, drain, limits

      error[S202]: there is no operation "shop.brwse"
         ┌─ shop.yaml:4:43
       4 │   shop: { operations: { browse: [ { call: shop.brwse } ] } }
         │                         ------ "shop.browse" is declared here
       4 │   shop: { operations: { browse: [ { call: shop.brwse } ] } }
         │                                           ^^^^^^^^^^ no operation of that name
         = expected: one of shop.browse
         = did you mean "shop.browse"?

      error[S201]: there is no module "shp"
         ┌─ shop.yaml:6:46
       4 │   shop: { operations: { browse: [ { call: shop.brwse } ] } }
         │   ---- "shop" is declared here
       6 │   shoppers: { arrivals: poisson(10/s), call: shp.browse, zone: b }
         │                                              ^^^ no module of that name
         = expected: one of shop
         = did you mean "shop"?

      error[S205]: there is no zone "b"
         ┌─ shop.yaml:6:64
       6 │   shoppers: { arrivals: poisson(10/s), call: shp.browse, zone: b }
         │                                                                ^ no zone of that name
         = expected: one of a
      "
    `)
  })
  it('when a variant goes wrong', () => {
    const variants =
      'variants:\n  mono: { deploy: { web: { modules: all, instancs: 4 } }, run: { seed: 1 }, stores: { main: null } }\n  other: 5\n'
    expect(said(`name: shop\n${TAIL}${variants}`)).toMatchInlineSnapshot(`
      "
      error[S101]: unknown key "instancs" in unit "web" (in variant "mono")
         ┌─ shop.yaml:7:42
       7 │   mono: { deploy: { web: { modules: all, instancs: 4 } }, run: { seed: 1 }, stores: { main: null } }
         │                                          ^^^^^^^^ did you mean "instances"?
         = expected: one of modules, instances, runtime, cores, scheduling, queue, machine, zone, zones, balance

      error[S140]: a variant cannot change "run"
         ┌─ shop.yaml:7:59
       7 │   mono: { deploy: { web: { modules: all, instancs: 4 } }, run: { seed: 1 }, stores: { main: null } }
         │                                                           ^^^
         = expected: one of app, deploy, stores, network, workload, policies
         = runs are compared only where they share everything else

      error[S141]: there is no "main" that this variant could remove
         ┌─ shop.yaml:7:87
       7 │   mono: { deploy: { web: { modules: all, instancs: 4 } }, run: { seed: 1 }, stores: { main: null } }
         │                                                                                       ^^^^

      error[S103]: a variant is a map
         ┌─ shop.yaml:8:10
       8 │   other: 5
         │          ^
         = expected: a map of changes, for example { deploy: { web: { instances: 2 } } }
      "
    `)
  })
  it('when an expectation cannot be judged', () => {
    const expectations = `variants: { mono: {}, micro: {} }
expect:
  - shop.browse.latency.p99 < 800mz
  - shop.browse.latency.p99 = 5ms
  - shop..p99 < 5ms
  - shop.browse.latency.p99 of mino < micro
  - shop.browse.latency.p99 < micro
  - shop.browse.availability >= 99.9% during fault
`
    expect(said(`name: shop\n${TAIL}${expectations}`)).toMatchInlineSnapshot(`
      "
      error[S110]: "800mz" is not a duration
         ┌─ shop.yaml:8:34
       8 │   - shop.browse.latency.p99 < 800mz
         │                                  ^^ unit "mz" is unknown here
         = expected: a number and one of ns us ms s min h d, for example 20ms

      error[S130]: "=" cannot be judged
         ┌─ shop.yaml:9:29
       9 │   - shop.browse.latency.p99 = 5ms
         │                             ^
         = expected: one of < <= > >=
         = a measured figure has an interval and never equals a limit exactly

      error[S130]: "shop..p99" is not a metric
          ┌─ shop.yaml:10:10
       10 │   - shop..p99 < 5ms
          │          ^ a name is missing
         = expected: a metric, a comparison and a limit: shop.checkout.latency.p99 < 800ms

      error[S133]: there is no variant "mino"
          ┌─ shop.yaml:11:5
       11 │   - shop.browse.latency.p99 of mino < micro
          │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean "mono"?
         = expected: one of micro, mono

      error[S133]: this does not say which variant is compared
          ┌─ shop.yaml:12:5
       12 │   - shop.browse.latency.p99 < micro
          │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = write for example: shop.checkout.latency.p99 of monolith < microservices

      error[S130]: "during" names a fault, and scenarios have no faults yet
          ┌─ shop.yaml:13:33
       13 │   - shop.browse.availability >= 99.9% during fault
          │                                 ^^^^^^^^^^^^^^^^^^
      "
    `)
  })
  it('when a quote is not closed', () => {
    expect(said(`name: "shop\n${TAIL}`)).toMatchInlineSnapshot(`
      "
      error[S001]: this quote is not closed
         ┌─ shop.yaml:1:7
       1 │ name: "shop
         │       ^
         = add the closing quote on the same line
      "
    `)
    expect(
      said(`name: shop\nclaim: "it is fast\n${TAIL}policies:\n  - { on: "* -> *", timeout: 1s }\n`),
    ).toMatchInlineSnapshot(`
      "
      error[S001]: this quote is not closed
         ┌─ shop.yaml:2:8
       2 │ claim: "it is fast
         │        ^
         = add the closing quote on the same line
      "
    `)
  })
  it('when a bracket is not closed', () => {
    expect(said(`name: shop\n${TAIL.replace(' ] }', '')}`)).toMatchInlineSnapshot(`
      "
      error[S001]: this "{" is not closed
         ┌─ shop.yaml:3:23
       3 │   shop: { operations: { browse: [ { cpu: 5ms } }
         │                       ^
         = add a "}"
      "
    `)
  })
  it('when a star stands without quotes', () => {
    expect(said(`name: shop\n${TAIL}policies:\n  - { on: * -> *, timeout: 1s }\n`)).toMatchInlineSnapshot(`
      "
      error[S003]: a text that begins with "*" is a YAML alias, and scenarios have none
         ┌─ shop.yaml:7:11
       7 │   - { on: * -> *, timeout: 1s }
         │           ^
         = put quotes around it: "* -> payments"
      "
    `)
  })
  it('when a tab indents, a colon lacks its blank, or lines do not line up', () => {
    expect(said(`name: shop\napp:\n\tshop: {}\n`)).toMatchInlineSnapshot(`
      "
      error[S001]: a tab cannot indent
         ┌─ shop.yaml:3:1
       3 │  shop: {}
         │ ^
         = use spaces
      "
    `)
    expect(said(`name:shop\n${TAIL}`)).toMatchInlineSnapshot(`
      "
      error[S001]: this key goes on for several lines
         ┌─ shop.yaml:1:1
       1 │ name:shop
         │ ^^^^^^^^^
         = a key is followed by ": " on its own line; is a colon or a blank behind it missing?
      "
    `)
    expect(said(`name: shop\napp:\n  a: {}\n b: {}\n`)).toMatchInlineSnapshot(`
      "
      error[S001]: this line does not line up with the others
         ┌─ shop.yaml:4:1
       4 │  b: {}
         │ ^
         = keys of one map start in one column
      "
    `)
  })
  it('when a key stands twice', () => {
    expect(said(`name: shop\n${TAIL}name: shop\n`)).toMatchInlineSnapshot(`
      "
      error[S002]: the key "name" stands here a second time
         ┌─ shop.yaml:6:1
       1 │ name: shop
         │ ---- the first one
       6 │ name: shop
         │ ^^^^
         = keep one of the two
      "
    `)
  })
  it('when --set goes wrong', () => {
    const set = [
      'run.sede=1',
      'run.duration=5',
      'workload.shopers.call=x',
      'policies[3].timeout=1s',
      'run.limits=[1',
      'x',
      'run.seed=',
    ]
    expect(said(`name: shop\n${TAIL}`, set)).toMatchInlineSnapshot(`
      "
      error[S151]: "run" has no "sede"
         ┌─ --set:1:5
       1 │ run.sede=1
         │     ^^^^ did you mean "seed"?
         = expected: one of duration, warmup, seed, replications, drain, limits

      error[S119]: "5" has no unit
         ┌─ --set:1:14
       1 │ run.duration=5
         │              ^ a duration needs one
         = expected: a number and one of ns us ms s min h d, for example 20ms

      error[S151]: "workload" has no "shopers"
         ┌─ --set:1:10
       1 │ workload.shopers.call=x
         │          ^^^^^^^ did you mean "shoppers"?
         = expected: one of shoppers

      error[S151]: "policies" has no "3"
         ┌─ --set:1:10
       1 │ policies[3].timeout=1s
         │          ^
         = expected: nothing below it

      error[S152]: this "[" is not closed
         ┌─ --set:1:12
       1 │ run.limits=[1
         │            ^
         = add a "]"

      error[S150]: "x" sets nothing
         ┌─ --set:1:1
       1 │ x
         │ ^
         = expected: a path and a value: run.duration=5min

      error[S152]: the value is missing
         ┌─ --set:1:9
       1 │ run.seed=
         │         ^
         = null removes
      "
    `)
  })
  it('when there is nothing, or no map', () => {
    expect(said('')).toMatchInlineSnapshot(`
      "
      error[S011]: this file is empty
         ┌─ shop.yaml:1:1
       1 │
         │ ^
         = a scenario begins with "name:" and "app:"
      "
    `)
    expect(said('- a\n- b\n')).toMatchInlineSnapshot(`
      "
      error[S103]: a scenario belongs here, not a list
         ┌─ shop.yaml:1:1
       1 │ - a
         │ ^
         = a scenario begins with "name:" and "app:"
      "
    `)
    expect(said('name: shop\n')).toMatchInlineSnapshot(`
      "
      error[S102]: "app" is missing in the scenario
         ┌─ shop.yaml:1:1
       1 │ name: shop
         │ ^
         = add "app:"

      error[S102]: "workload" is missing in the scenario
         ┌─ shop.yaml:1:1
       1 │ name: shop
         │ ^
         = add "workload:"
      "
    `)
  })
})

describe('a rendering', () => {
  const span = (line: number, from: number, to: number): Span => ({
    file: 'x.yaml',
    start: { line, column: from, offset: 0 },
    end: { line, column: to, offset: 0 },
  })
  const base: Problem = { code: 'S101', severity: 'error', message: 'wrong', path: ['a', 'b', 0, 'c'] }

  it('says the path where there is no text', () => {
    expect(renderProblem(base)).toBe('error[S101]: wrong\n   ┌─ a.b[0].c')
  })

  it('keeps the caret under its place in a line that is cut or holds tabs', () => {
    const line = `${'x'.repeat(500)}\tbad${'y'.repeat(500)}`
    const [, , shown = '', carets = ''] = renderProblem(
      { ...base, span: span(1, 502, 505) },
      { textOf: () => line },
    ).split('\n')
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('bad')
    expect(shown.length).toBeLessThan(140)
  })

  it('lets nothing through that would steer a terminal or turn the text round', () => {
    const text = 'a: \u001b[31mred\u202eder\u0007'
    const rendered = renderProblem({ ...base, message: `"${text}"`, span: span(1, 1, 2) }, { textOf: () => text })
    expect(rendered).not.toMatch(/[\u001b\u202e\u0007]/)
    expect(rendered.match(/\ufffd/g)).toHaveLength(6)
  })

  it('says the same with and without colours', () => {
    const problem: Problem = { ...base, hint: 'do this', suggestion: 'that', span: span(1, 1, 2) }
    const coloured = renderProblem(problem, { textOf: () => 'text', colour: true })
    expect(coloured).toContain('\u001b[31m')
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(renderProblem(problem, { textOf: () => 'text' }))
  })

  it('shows related places in the order of the text', () => {
    const problem: Problem = {
      ...base,
      span: span(2, 1, 2),
      related: [{ path: [], message: 'the first one', span: span(1, 1, 4) }],
    }
    expect(renderProblem(problem, { textOf: () => 'one\ntwo' })).toBe(
      'error[S101]: wrong\n   ┌─ x.yaml:2:1\n 1 │ one\n   │ --- the first one\n 2 │ two\n   │ ^',
    )
  })
})
