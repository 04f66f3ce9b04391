import { describe, expect, it } from 'vitest'
import { bugReport } from '../../src/cli/bug-report.ts'
import { runCli } from '../../src/cli/cli.ts'
import { ENGINE_VERSION } from '../../src/experiments/engine-version.ts'
import { ReplicationBug } from '../../src/experiments/replication-bug.ts'
import { memoryTerminal } from './support/memory-terminal.ts'

const place = {
  seed: '42',
  variant: 'split',
  replication: 7,
  time: 31,
  component: 'cpu of web/2',
  fingerprint: 'f'.repeat(16),
}
const bug = new ReplicationBug('the law "littles-law" does not hold', place, 'Error\n    at world.ts:1')

describe('a bug of Orrery', () => {
  it('is told with everything that shows it again, and without a stack', () => {
    const { exitCode, message } = bugReport(bug, ['run', 'my shop.yaml', '--seed', '42'], 'Node v20')
    expect(exitCode).toBe(70)
    expect(message.split('\n')).toEqual([
      'This is a bug in Orrery, not in your scenario.',
      '  ReplicationBug: the law "littles-law" does not hold',
      `  version   orrery-sim ${ENGINE_VERSION}, Node v20`,
      '  seed      42',
      "  command   orrery run 'my shop.yaml' --seed 42",
      '  run       variant split, replication 7',
      '  time      31 ns',
      '  component cpu of web/2',
      `  fingerprint ${'f'.repeat(16)}`,
      'Please report it with these lines and the scenario; the same command shows the same bug again.',
      'Add --debug to see where in the code it happened.',
    ])
  })

  it('shows its stack when --debug asks for it', () => {
    expect(bugReport(bug, ['run', 'shop.yaml', '--debug'], 'Node v20').message).toContain('at world.ts:1')
  })

  it('ends the command with 70, also as JSON', async () => {
    const terminal = memoryTerminal({ refuse: new TypeError('no such thing') })
    expect(await runCli(['schema'], terminal)).toBe(70)
    expect(terminal.err.text()).toContain('TypeError: no such thing')
    expect(terminal.err.text()).not.toContain('    at ')
  })
})
