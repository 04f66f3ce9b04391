import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import { type LoadResult, loadScenario } from '../../src/scenarios/load.ts'
import { PATIENCE } from './patience.ts'
import { SCENARIOS, shipped, shippedNames } from './shipped.ts'
import { shortFingerprints } from './short-fingerprints.ts'

const names = shippedNames()
const index = readFileSync(new URL('README.md', SCENARIOS), 'utf8')

function textOf(name: string): string {
  return readFileSync(shipped(name), 'utf8')
}

function load(name: string): LoadResult {
  return loadScenario({ kind: 'yaml', file: `${name}.yaml`, text: textOf(name) })
}

/** Warnings that a scenario means to earn, because its subject is a bad policy; a comment there says so. */
const EARNED: Readonly<Record<string, readonly string[]>> = {
  'at-most-once-by-acks-0': ['L412'],
  'cap-partition': ['L393'],
  'database-per-service': ['L390'],
  'exactly-once': ['L412', 'L413'],
  'hedged-requests': ['L377'],
  idempotency: ['L379'],
  'online-boutique-orders': ['L379'],
  partition: ['L379'],
  'quorum-tuning': ['L393'],
  'shared-database': ['L390'],
  'slow-consumer': ['L415'],
  'split-brain': ['L398'],
}

describe('the gallery', () => {
  it('has all the scenarios it should have, and its index lists no other', () => {
    expect(names).toEqual([
      'at-most-once-by-acks-0',
      'breaker-tuning',
      'cache-stampede',
      'cap-partition',
      'cascading-failure',
      'database-per-service',
      'dual-write-or-outbox',
      'eventual-user-name',
      'exactly-once',
      'failover-loses-writes',
      'first-request',
      'ftgo',
      'gray-failure',
      'hedged-requests',
      'hot-partition',
      'idempotency',
      'kafka-or-rabbitmq',
      'lost-update',
      'metastable-cache',
      'monolith-vs-microservices',
      'notification-is-down',
      'online-boutique',
      'online-boutique-orders',
      'online-boutique-under-fire',
      'order-saga',
      'overload',
      'partition',
      'petclinic',
      'poison-message',
      'quorum-tuning',
      'raft-election',
      'read-replicas',
      'retry-storm',
      'shared-database',
      'slow-consumer',
      'split-brain',
      'sync-or-async',
      'tail-at-scale',
      'the-knee',
      'thread-pool-or-event-loop',
      'two-phase-blocks',
      'zone-outage',
    ])
    const rows = [...index.matchAll(/^\| \[([a-z0-9-]+)\]\(([a-z0-9-]+)\.yaml\) \|/gm)]
    expect(new Set(rows.map(([, name, file]) => `${name} ${file}`))).toEqual(
      new Set(names.map((name) => `${name} ${name}`)),
    )
    const commands = [...index.matchAll(/^orrery run scenarios\/([a-z0-9-]+)\.yaml$/gm)]
    expect(new Set(commands.map(([, name]) => name))).toEqual(new Set(names))
  })

  it.each(names)('%s compiles in every variant without an error, and with no warning but what it is about', (name) => {
    const loaded = load(name)
    const prepared = loaded.ok ? prepareScenario(loaded.source) : loaded
    const problems = [...loaded.problems, ...prepared.problems]
    const earned = EARNED[name] ?? []
    const others = problems.filter(({ code }) => !earned.includes(code))
    expect(others.map(({ code, message, span }) => `${span?.start.line}: ${code} ${message}`)).toEqual([])
    // What it means to show is shown.
    expect(earned.filter((code) => problems.every((problem) => problem.code !== code))).toEqual([])
    expect(prepared.ok).toBe(true)
  })

  it.each(names)('%s asks a question, makes a claim with numbers, has a control, and expects something', (name) => {
    const loaded = load(name)
    if (!loaded.ok) throw new Error('it does not load')
    const { base, expectations } = loaded.source
    expect(base.name).toBe(name)
    expect(base.question).toMatch(/^[A-Z].*\?$/s)
    expect(base.claim).toMatch(/\d/)
    expect(base.control).toMatch(/^[A-Z].*\.$/s)
    expect(expectations.length).toBeGreaterThanOrEqual(5)
  })

  it.each(names)('%s tells editors where its schema is', (name) => {
    const [, path = 'missing'] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(textOf(name)) ?? []
    expect(existsSync(new URL(path, SCENARIOS))).toBe(true)
  })

  // A difference means that the engine or a scenario runs otherwise than before. Where that is meant, this writes the
  // table anew: npx vitest run test/gallery/all.test.ts -u
  // A change of the engine belongs into CHANGELOG.md under "Replay".
  it('runs as it always did: every variant has the fingerprint of the golden table', {
    timeout: 3 * PATIENCE,
  }, async () => {
    const note = 'Runs of 10 s with the seed of each file. Written by test/gallery/all.test.ts.'
    const table = JSON.stringify({ note, fingerprints: await shortFingerprints() }, null, 2)
    await expect(`${table}\n`).toMatchFileSnapshot('../golden/fingerprints.json')
  })
})
