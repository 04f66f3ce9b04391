import { describe, expect, it } from 'vitest'
import { said, TAIL } from './said.ts'

describe('a mistake in the load and what protects from it is answered', () => {
  it('when a workload is open and closed, or calls nothing', () => {
    const more = '  people: { arrivals: 120/s, users: 4 }\n  others: { users: 3, mix: { shop.browse: 90% } }\n'
    const text = `name: shop\n${TAIL}${more}  idle: { call: shop.browse }\n`
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
    const policies = '  - { on: "* => *", timeout: 3s, cancel: yes }\n  - { on: shop, retry: 3 }\n  - { timeout: 0 }\n'
    const text = `name: shop\n${TAIL}policies:\n${policies}`
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

      error[S102]: "on" is missing in "policies[2]"
         ┌─ shop.yaml:9:5
       9 │   - { timeout: 0 }
         │     ^
         = add "on:"

      error[S110]: "0" would give up before it has asked
         ┌─ shop.yaml:9:16
       9 │   - { timeout: 0 }
         │                ^
         = expected: more than 0, or none to wait for ever
      "
    `)
  })

  it('when a limit has no unit, together with what else is wrong', () => {
    const expectations =
      'expect: [ shop.browse.latency.p99.9 < 20.5, cost.perMonth < 900, total.availability >= 0.9 ]\n'
    expect(said(`name: shop\n${TAIL.replace('5ms', '5mz')}${expectations}`)).toMatchInlineSnapshot(`
      "
      error[S110]: "5mz" is not a duration
         ┌─ shop.yaml:3:43
       3 │   shop: { operations: { browse: [ { cpu: 5mz } ] } }
         │                                           ^^ unit "mz" is unknown here
         = expected: a number and one of ns us ms s min h d, for example 20ms

      error[S132]: shop.browse.latency.p99.9 is a duration, and "20.5" is a plain number
         ┌─ shop.yaml:6:11
       6 │ expect: [ shop.browse.latency.p99.9 < 20.5, cost.perMonth < 900, total.availability >= 0.9 ]
         │           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = expected: a duration, for example 800ms

      error[S132]: cost.perMonth is an amount of money, and "900" is a plain number
         ┌─ shop.yaml:6:45
       6 │ expect: [ shop.browse.latency.p99.9 < 20.5, cost.perMonth < 900, total.availability >= 0.9 ]
         │                                             ^^^^^^^^^^^^^^^^^^^
         = expected: an amount of money, for example $900
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
  - shop.browse.availability >= 99.9% during
  - invariant: charged-at-most-once
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
         = a measured figure has an interval and never equals a limit exactly; only == 0 can be judged

      error[S130]: "shop..p99" is not a metric
          ┌─ shop.yaml:10:10
       10 │   - shop..p99 < 5ms
          │          ^ a name is missing
         = expected: a metric, a comparison and a limit: shop.checkout.latency.p99 < 800ms

      error[S133]: there is no variant "mino"
          ┌─ shop.yaml:11:5
       11 │   - shop.browse.latency.p99 of mino < micro
          │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean "mono"?
         = expected: one of mono, micro

      error[S133]: this does not say which variant is compared
          ┌─ shop.yaml:12:5
       12 │   - shop.browse.latency.p99 < micro
          │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = write for example: shop.checkout.latency.p99 of monolith < microservices

      error[S130]: "during" does not say which fault
          ┌─ shop.yaml:13:39
       13 │   - shop.browse.availability >= 99.9% during
          │                                       ^^^^^^
         = expected: during <fault-id>, or during fault for any of them

      error[S134]: "charged-at-most-once" is not an invariant
          ┌─ shop.yaml:14:16
       14 │   - invariant: charged-at-most-once
          │                ^^^^^^^^^^^^^^^^^^^^
         = expected: for example stock-never-negative, linearizable: stock or at-most-once: payments.charge
      "
    `)
  })
})
