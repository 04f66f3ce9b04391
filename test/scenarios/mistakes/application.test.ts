import { describe, expect, it } from 'vitest'
import { said, TAIL } from './said.ts'

describe('a mistake in the application is answered', () => {
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
         = expected: one of duration, warmup, seed, replications, drain, limits, heal

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
      said(`name: shop\n${TAIL.replace('operations', 'opertions').replace('arrivals', 'arivals')}`),
    ).toMatchInlineSnapshot(`
      "
      error[S101]: unknown key "opertions" in module "shop"
         ┌─ shop.yaml:3:11
       3 │   shop: { opertions: { browse: [ { cpu: 5ms } ] } }
         │           ^^^^^^^^^ did you mean "operations"?
         = expected: one of operations, owns, on

      error[S101]: unknown key "arivals" in workload "shoppers"
         ┌─ shop.yaml:5:15
       5 │   shoppers: { arivals: poisson(10/s), call: shop.browse }
         │               ^^^^^^^ did you mean "arrivals"?
         = expected: one of arrivals, users, think, ramp-up, mix, call, inputs, session, deadline, request, zone, priorities
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
    const steps = '[ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { again: 3 }, [ { cpu: 1ms } ] ]'
    expect(said(`name: shop\n${TAIL.replace('[ { cpu: 5ms } ]', steps)}`)).toMatchInlineSnapshot(`
      "
      error[S101]: unknown key "cal" in call step 1
         ┌─ shop.yaml:3:37
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { again: 3 }, [ { cpu: 1ms } ] ] } }
         │                                     ^^^ did you mean "call"?
         = expected: one of call, timeout, optional, key, request

      error[S107]: a step does one thing, and this one has "cpu" and "io"
         ┌─ shop.yaml:3:61
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { again: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                             ^^
         = make it two steps, each with its own dash or braces

      error[S107]: this is not a step
         ┌─ shop.yaml:3:72
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { again: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                        ^^
         = expected: one of the keys cpu, io, call, send, fail, respond, publish, transaction, read, write, update, insert, delete, query, join, invalidate, begin, lease, cache, parallel, choose, repeat

      error[S103]: a step belongs here, not 5
         ┌─ shop.yaml:3:76
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { again: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                            ^

      error[S103]: a step belongs here, not the text "cpu"
         ┌─ shop.yaml:3:79
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { again: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                               ^^^

      error[S107]: "again" does not begin a step
         ┌─ shop.yaml:3:86
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { again: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                                      ^^^^^
         = expected: one of the keys cpu, io, call, send, fail, respond, publish, transaction, read, write, update, insert, delete, query, join, invalidate, begin, lease, cache, parallel, choose, repeat

      error[S103]: a step belongs here, not a list
         ┌─ shop.yaml:3:98
       3 │   shop: { operations: { browse: [ { cal: a.b }, { cpu: 1ms, io: 1ms }, {}, 5, cpu, { again: 3 }, [ { cpu: 1ms } ] ] } }
         │                                                                                                  ^^^^^^^^^^^^^^^^
      "
    `)
  })

  it('when steps contradict themselves', () => {
    const steps =
      '[ { parallel: [ { cpu: 1ms } ], need: 2 }, { choose: [ { do: [] } ] },\n      ' +
      '{ choose: [ { share: 60%, do: [] }, { share: 70%, do: [] } ] } ]'
    expect(said(`name: shop\n${TAIL.replace('[ { cpu: 5ms } ]', steps)}`)).toMatchInlineSnapshot(`
      "
      error[S108]: this step needs 2 branches and has 1
         ┌─ shop.yaml:3:71
       3 │   shop: { operations: { browse: [ { parallel: [ { cpu: 1ms } ], need: 2 }, { choose: [ { do: [] } ] },
         │                                                                       ^
         = expected: at most 1, or all

      error[S108]: this choice has no share
         ┌─ shop.yaml:3:88
       3 │   shop: { operations: { browse: [ { parallel: [ { cpu: 1ms } ], need: 2 }, { choose: [ { do: [] } ] },
         │                                                                                        ^^^^^^^^^^
         = expected: a share such as 30%, or in all choices a weight such as 3

      error[S108]: the shares add up to 130%
         ┌─ shop.yaml:4:17
       4 │       { choose: [ { share: 60%, do: [] }, { share: 70%, do: [] } ] } ] } }
         │                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = expected: at most 100%
      "
    `)
  })
})
