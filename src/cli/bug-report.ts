import { ENGINE_VERSION } from '../experiments/engine-version.ts'
import { shellWord } from '../experiments/replay-command.ts'
import { ReplicationBug } from '../experiments/replication-bug.ts'
import { CliError } from './cli-error.ts'
import { ExitCode } from './exit-codes.ts'

/** A bug of Orrery in the words its user sees: what failed, what to send, and no stack unless `--debug` asks for it. */
export function bugReport(error: unknown, argv: readonly string[], runtime: string): CliError {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const lines = [
    'This is a bug in Orrery, not in your scenario.',
    `  ${message}`,
    `  version   orrery-sim ${ENGINE_VERSION}, ${runtime}`,
    `  seed      ${seedOf(error, argv)}`,
    `  command   ${['orrery', ...argv].map(shellWord).join(' ')}`,
  ]
  if (error instanceof ReplicationBug) lines.push(...placeLines(error))
  lines.push('Please report it with these lines and the scenario; the same command shows the same bug again.')
  if (argv.includes('--debug')) lines.push('', stackOf(error))
  else lines.push('Add --debug to see where in the code it happened.')
  return new CliError(ExitCode.bug, lines.join('\n'), [{ code: 'bug', severity: 'error', message }])
}

function seedOf(error: unknown, argv: readonly string[]): string {
  if (error instanceof ReplicationBug) return error.place.seed
  const at = argv.indexOf('--seed')
  return (at === -1 ? undefined : argv[at + 1]) ?? 'as the scenario or ORRERY_SEED says'
}

function placeLines(error: ReplicationBug): string[] {
  const { variant, replication, time, component, fingerprint } = error.place
  const lines = [`  run       variant ${variant}, replication ${replication}`]
  if (time !== undefined) lines.push(`  time      ${time} ns`)
  if (component !== undefined) lines.push(`  component ${component}`)
  if (fingerprint !== undefined) lines.push(`  fingerprint ${fingerprint}`)
  return lines
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}
