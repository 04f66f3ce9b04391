import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replayCommand, shellWord } from '../../src/experiments/replay-command.ts'

describe('a replay command', () => {
  it('names everything that decides a result', () => {
    const command = { command: ['run', 'my shop.yaml'], seed: '42', replications: 10 }
    expect(replayCommand(command)).toBe("orrery run 'my shop.yaml' --seed 42 --reps 10")
    expect(replayCommand({ ...command, words: ['--set', 'run.duration=5min', '--only', '3'] })).toBe(
      "orrery run 'my shop.yaml' --seed 42 --reps 10 --set run.duration=5min --only 3",
    )
  })

  it('is read back by a shell word for word, whatever the words hold', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\u0000'))
    const words = fc
      .sample(word, { seed: 9, numRuns: 200 })
      .concat(["it's", '$(id)', '`id`', '', ' ', '\n', '\\', '!!', '*'])
    const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`
    const read = execFileSync('bash', ['-c', script], { encoding: 'utf8' })
    expect(read.split('\u0000').slice(0, -1)).toEqual(words)
  })
})
