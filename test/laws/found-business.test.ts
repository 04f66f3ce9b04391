import { describe, expect, it } from 'vitest'
import { planOf } from '../scenarios/compile/compiling.ts'
import { judgeSchedule } from './business-search.ts'
import { type BusinessWorldDraft, documentOf, type Schedule } from './random-business.ts'

/** Schedules that campaigns have found, as small as they could be made. */
const FOUND: readonly { readonly promise: string; readonly world: BusinessWorldDraft; readonly schedule: Schedule }[] =
  [
    {
      promise: 'an undo that its participant owes is done although the message that began the leg has come twice',
      world: {
        order: {
          kind: 'choreography',
          legs: [
            { time: 1, no: 0, undoFails: 20 },
            { time: 20, no: 30, undoFails: 20 },
            { time: 15, no: 30, undoFails: 20 },
          ],
          idempotent: true,
          versionFile: true,
          log: 'store',
          attempts: 3,
          retry: false,
          parallel: true,
          careful: true,
        },
        event: {
          broker: {
            kind: 'rabbitmq',
            nodes: 1,
            queue: 'quorum',
            durable: true,
            early: false,
            onFailure: 'requeue',
            deadLetters: true,
          },
          acks: 'one',
          outbox: 'change-data-capture',
          idempotent: false,
          fails: 0,
          first: false,
        },
        sizes: { shop: 2, mailer: 1 },
      },
      schedule: {
        orders: [0, 0, 0, 0, 76],
        tells: [0],
        seed: 407489,
        faults: [{ id: 's2-f0', pause: 'l2', instances: [0], at: '100ms', for: '7400ms' }],
      },
    },
    {
      promise: 'an undo does not come before a run of its operation that has not reached its store',
      world: {
        order: {
          kind: 'choreography',
          legs: [
            { time: 0, no: 10, undoFails: 0 },
            { time: 0, no: 0, undoFails: 0 },
            { time: 0, no: 0, undoFails: 0 },
          ],
          idempotent: true,
          versionFile: true,
          log: 'store',
          attempts: 1,
          retry: false,
          parallel: true,
          careful: true,
        },
        event: {
          broker: { kind: 'sqs', early: false, wait: '0s' },
          acks: 'none',
          outbox: 'none',
          idempotent: false,
          fails: 0,
          first: false,
        },
        sizes: { shop: 1, mailer: 1 },
      },
      schedule: {
        orders: [996],
        tells: [0],
        seed: 225024,
        faults: [{ id: 's0-f0', pause: 'l2', instances: [0], at: '1031ms', for: '978ms' }],
      },
    },
    {
      promise: 'a store that dies while it starts again after a drain is found again',
      world: {
        order: {
          kind: 'choreography',
          legs: [
            { time: 19, no: 0, undoFails: 0 },
            { time: 0, no: 10, undoFails: 0 },
          ],
          idempotent: true,
          versionFile: true,
          log: 'memory',
          attempts: 3,
          retry: true,
          parallel: true,
          careful: true,
        },
        event: {
          broker: { kind: 'sqs', early: true, wait: '0s' },
          acks: 'all',
          outbox: 'none',
          idempotent: true,
          fails: 15,
          first: true,
        },
        sizes: { shop: 1, mailer: 2 },
      },
      schedule: {
        orders: [0],
        tells: [0],
        seed: 0,
        faults: [
          { id: 's1-f0', crash: 'l1-db', instances: [0], host: 'up', restart: '0s', at: '121ms', for: '5ms' },
          { id: 's1-f1', drain: 'l1-db', instances: [0], grace: '20ms', restart: '300ms', at: '100ms', for: '20ms' },
        ],
      },
    },
    {
      promise: 'a message that is confirmed by a node, and never comes to its queue, is told as lost',
      world: {
        order: {
          kind: 'choreography',
          legs: [
            { time: 29, no: 10, undoFails: 20 },
            { time: 4, no: 0, undoFails: 0 },
          ],
          idempotent: true,
          versionFile: true,
          log: 'memory',
          attempts: 2,
          retry: true,
          parallel: true,
          careful: false,
        },
        event: {
          broker: {
            kind: 'rabbitmq',
            nodes: 3,
            queue: 'classic',
            durable: false,
            early: false,
            onFailure: 'reject',
            deadLetters: true,
          },
          acks: 'one',
          outbox: 'none',
          idempotent: false,
          fails: 15,
          first: true,
        },
        sizes: { shop: 1, mailer: 1 },
      },
      schedule: {
        orders: [0],
        tells: [0, 100],
        seed: 0,
        faults: [
          { id: 's0-f0', drain: 'b', instances: [1], grace: '20ms', restart: '0s', at: '100ms', for: '21ms' },
          { id: 's0-f1', pause: 'b', instances: [1], at: '100ms', for: '20ms' },
        ],
      },
    },
    {
      promise: 'dual writes are given up, not taken back, where an attempt that crashed has sent its write',
      world: {
        order: {
          kind: 'none',
          legs: [
            { time: 0, no: 0, undoFails: 0 },
            { time: 0, no: 0, undoFails: 0 },
          ],
          idempotent: true,
          versionFile: true,
          log: 'store',
          attempts: 1,
          retry: true,
          parallel: false,
          careful: true,
        },
        event: {
          broker: { kind: 'sqs', early: false, wait: '0s' },
          acks: 'none',
          outbox: 'none',
          idempotent: false,
          fails: 0,
          first: false,
        },
        sizes: { shop: 1, mailer: 1 },
      },
      schedule: {
        orders: [97],
        tells: [0],
        seed: 0,
        faults: [
          { id: 's4-f0', crash: 'l1', instances: [0], host: 'up', restart: '0s', at: '100ms', for: '76ms' },
          { id: 's4-f1', pause: 'l1-db', instances: [0], at: '100ms', for: '76ms' },
        ],
      },
    },
  ]

describe('a world in which a campaign has found a mistake', () => {
  it.each(FOUND)('$promise', ({ world, schedule }) => {
    const plan = planOf(documentOf({ world, schedules: [schedule] }))
    // What is not allowed is complained of there.
    expect(judgeSchedule(world, plan, schedule)).toBeInstanceOf(Set)
  })
})
