import { describe, expect, it } from 'vitest'
import { said, TAIL } from './said.ts'

describe('a mistake in the deployment is answered', () => {
  it('when a unit is described wrongly', () => {
    const deploy =
      'deploy:\n  web: { modules: al, replicas: 3, runtime: thread(64), queue: unbound,\n' +
      '    balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }\n'
    expect(said(`name: shop\n${TAIL}${deploy}`)).toMatchInlineSnapshot(`
      "
      error[S104]: all or a list of modules belongs here, not the text "al"
         ┌─ shop.yaml:7:19
       7 │   web: { modules: al, replicas: 3, runtime: thread(64), queue: unbound,
         │                   ^^ did you mean "all"?

      error[S101]: unknown key "replicas" in unit "web"
         ┌─ shop.yaml:7:23
       7 │   web: { modules: al, replicas: 3, runtime: thread(64), queue: unbound,
         │                       ^^^^^^^^ did you mean "instances"?
         = expected: one of modules, instances, runtime, cores, scheduling, queue, machine, zone, zones, balance

      error[S123]: "thread(64)" is not a runtime
         ┌─ shop.yaml:7:45
       7 │   web: { modules: al, replicas: 3, runtime: thread(64), queue: unbound,
         │                                             ^^^^^^^^^^ did you mean "threads(64)"?
         = expected: threads(200) or event-loop

      error[S104]: a count, unbounded, or { limit: 1000, discipline: fifo } belongs here, not the text "unbound"
         ┌─ shop.yaml:7:64
       7 │   web: { modules: al, replicas: 3, runtime: thread(64), queue: unbound,
         │                                                                ^^^^^^^ did you mean "unbounded"?

      error[S124]: "p2c" is not a way to balance
         ┌─ shop.yaml:8:14
       8 │     balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }
         │              ^^^ did you mean "power-of(2)"?
         = expected: round-robin, random, least-outstanding, power-of(2) or weighted(3, 1)

      error[S102]: "memory" is missing in "deploy.web.machine"
         ┌─ shop.yaml:8:19
       8 │     balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }
         │                   ^^^^^^^
         = add "memory:"

      error[S102]: "price" is missing in "deploy.web.machine"
         ┌─ shop.yaml:8:19
       8 │     balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }
         │                   ^^^^^^^
         = add "price:"

      error[S108]: this unit has a zone and zones
         ┌─ shop.yaml:8:57
       8 │     balance: p2c, machine: { vcpu: 2 }, zone: a, zones: [ a ] }
         │                                                         ^^^^^
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

  it('when names mean nothing, together with other mistakes', () => {
    const calling = TAIL.replace('cpu: 5ms', 'call: shop.brwse').replace(
      'call: shop.browse',
      'call: shp.browse, zone: b',
    )
    const text = `name: shop\nrun: { sede: 5 }\n${calling}`
    expect(said(text)).toMatchInlineSnapshot(`
      "
      error[S101]: unknown key "sede" in the run
         ┌─ shop.yaml:2:8
       2 │ run: { sede: 5 }
         │        ^^^^ did you mean "seed"?
         = expected: one of duration, warmup, seed, replications, drain, limits, heal

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
      'variants:\n  mono: { deploy: { web: { modules: all, instancs: 4 } }, run: { seed: 1 } }\n' +
      '  micro: { stores: { main: null } }\n  other: 5\n'
    expect(said(`name: shop\n${TAIL}${variants}`)).toMatchInlineSnapshot(`
      "
      error[S101]: unknown key "instancs" in unit "web" (in variant "mono")
         ┌─ shop.yaml:7:42
       7 │   mono: { deploy: { web: { modules: all, instancs: 4 } }, run: { seed: 1 } }
         │                                          ^^^^^^^^ did you mean "instances"?
         = expected: one of modules, instances, runtime, cores, scheduling, queue, machine, zone, zones, balance

      error[S140]: a variant cannot change "run"
         ┌─ shop.yaml:7:59
       7 │   mono: { deploy: { web: { modules: all, instancs: 4 } }, run: { seed: 1 } }
         │                                                           ^^^
         = expected: one of app, deploy, stores, processes, brokers, events, consumers, transactions, network, workload, policies, faults
         = runs are compared only where they share everything else

      error[S141]: there is no "main" that this variant could remove
         ┌─ shop.yaml:8:22
       8 │   micro: { stores: { main: null } }
         │                      ^^^^

      error[S103]: a variant is a map
         ┌─ shop.yaml:9:10
       9 │   other: 5
         │          ^
         = expected: a map of changes, for example { deploy: { web: { instances: 2 } } }
      "
    `)
  })
})
