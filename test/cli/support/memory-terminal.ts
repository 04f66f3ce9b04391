import { PassThrough } from 'node:stream'
import type { Output, Terminal } from '../../../src/cli/terminal.ts'

/** A terminal that keeps what is written to it. */
export interface MemoryTerminal extends Terminal {
  readonly out: MemoryOutput
  readonly err: MemoryOutput
  /** Codes of `exit`, which ends nothing here. */
  readonly exits: number[]
  /** Delivers a signal to whoever listens. */
  signal(name: 'SIGINT' | 'SIGTERM'): void
}

export interface MemoryOutput extends Output {
  text(): string
}

export interface MemoryOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly isTTY?: boolean
  readonly colours?: boolean
  /** A stream that refuses everything, like a closed pipe. */
  readonly refuse?: Error
}

export function memoryTerminal(options: MemoryOptions = {}): MemoryTerminal {
  const listeners = new Set<(signal: 'SIGINT' | 'SIGTERM') => void>()
  const exits: number[] = []
  return {
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    runtime: 'a test',
    out: memoryOutput(options),
    err: memoryOutput({ isTTY: options.isTTY ?? false }),
    stdin: stdinOf(options.stdin ?? ''),
    exits,
    exit: (code) => void exits.push(code),
    onSignal(callback) {
      listeners.add(callback)
      return () => listeners.delete(callback)
    },
    signal: (name) => {
      for (const listener of listeners) listener(name)
    },
  }
}

function memoryOutput(options: MemoryOptions): MemoryOutput {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return {
    isTTY: options.isTTY ?? false,
    colours: options.colours ?? false,
    stream: Object.assign(stream, { isTTY: options.isTTY ?? false }),
    write(more) {
      if (options.refuse !== undefined) return Promise.reject(options.refuse)
      text += more
      return Promise.resolve()
    },
    text: () => text,
  }
}

async function* stdinOf(text: string): AsyncIterable<string> {
  if (text !== '') yield text
}
