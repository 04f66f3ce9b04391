import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Spread, spread } from './harness.ts'

/** Wall time from the start of the process to its end. */
export interface StartUp {
  readonly command: string
  /** Milliseconds. */
  readonly wall: Spread
  readonly limit: number
}

const commands: readonly (readonly [limit: number, args: readonly string[]])[] = [
  [150, ['--help']],
  [500, ['run', 'bench/scenarios/minute.yaml']],
]

/** How long people wait for the command line; run it from the project's folder. */
export function startUp(rounds: number): readonly StartUp[] {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
  return commands.map(([limit, args]) => {
    const walls = Array.from({ length: rounds }, () => {
      const started = performance.now()
      execFileSync(process.execPath, [main, ...args], { stdio: 'ignore' })
      return performance.now() - started
    })
    return { command: `orrery ${args.join(' ')}`, wall: spread(walls), limit }
  })
}
