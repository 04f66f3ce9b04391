// Compiles the sources: `node tools/build.mjs [--if-stale] [--bench]`.
//
// --if-stale  does nothing when no input changed since the last complete build
// --bench     compiles the benchmarks (with the sources they measure) to dist-bench instead of the package to dist
//
// Plain JavaScript, because Node 20 cannot run TypeScript and the build must not need a build.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { isStale } from './is-stale.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)

const settings = ['package.json', 'package-lock.json', 'tsconfig.json']
const targets = {
  package: { project: 'tsconfig.build.json', out: 'dist', inputs: ['src', ...settings, 'tsconfig.build.json'] },
  bench: {
    project: 'tsconfig.bench.json',
    out: 'dist-bench',
    inputs: ['src', 'bench', ...settings, 'tsconfig.bench.json'],
  },
}
const target = process.argv.includes('--bench') ? targets.bench : targets.package

if (process.argv.includes('--if-stale') && !isStale(target.out, target.inputs)) process.exit(0)
await build(target)

/** @param {typeof targets.package} target */
async function build({ project, out }) {
  const started = new Date()
  rmSync(out, { recursive: true, force: true })
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
  const compiler = join(dirname(manifest), 'bin', 'tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  if (out === 'dist') {
    await bundleCommandLine()
    // What the compiler does not emit but the sources read beside themselves.
    cpSync('src', out, { recursive: true, filter: (path) => statSync(path).isDirectory() || !path.endsWith('.ts') })
    if (existsSync('dist/cli/main.js')) chmodSync('dist/cli/main.js', 0o755)
  }
  // The folder's time says which state of the inputs it was built from: the one before the compiler read them.
  utimesSync(out, started, started)
}

/**
 * Makes the command line, and the thread that it starts, few files that hold the modules they use: loading hundreds of
 * small files, and all of zod's languages, takes most of the time of a short run. What is loaded seldom, or has to find
 * files of its own beside itself, stays a package.
 */
async function bundleCommandLine() {
  const bundle = await rolldown({
    input: { main: 'dist/cli/main.js', worker: 'dist/experiments/worker.js' },
    platform: 'node',
    external: ['piscina', 'jiti', 'cli-progress', 'cli-table3'],
  })
  const { output } = await bundle.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  })
  await bundle.close()
  rmSync('dist/cli', { recursive: true })
  mkdirSync('dist/cli')
  for (const file of output) {
    if (file.type === 'chunk') writeFileSync(join('dist/cli', file.fileName), file.code)
  }
}
