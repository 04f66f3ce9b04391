import { describe, expect, it } from 'vitest'
import { said, TAIL } from './said.ts'

describe('a mistake in the file itself is answered', () => {
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
         = expected: one of duration, warmup, seed, replications, drain, limits, heal

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
